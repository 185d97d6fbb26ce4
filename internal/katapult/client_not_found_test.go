package katapult

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"terraform-provider-katapult/internal/rest"
)

// refusing is an API that refuses every request with the same error.
func refusing(status int, body string) *Client {
	return New(Options{Organization: "acme", Transport: roundTripper(func(*http.Request) *http.Response {
		refusal := httpResponse(status, body)
		refusal.Header.Set("X-Api-Schema", "json-error")
		return refusal
	})})
}

func TestOnlyAThingThatIsInTheTrashItselfIsGone(t *testing.T) {
	t.Parallel()
	const (
		machine = `{"id":"trsh_1","object_id":"vm_1","object_type":"VirtualMachine"}`
		disk    = `{"id":"trsh_1","object_id":"disk_1","object_type":"Disk"}`
	)
	for name, test := range map[string]struct {
		call  func(context.Context, *Client) error
		trash string
		gone  bool
	}{
		"a machine":                              {getsMachine, machine, true},
		"a machine, and nobody says what":        {getsMachine, `null`, true},
		"a machine, and nothing is said of what": {getsMachine, `{}`, true},
		"another machine":                        {getsMachine, `{"object_id":"vm_2","object_type":"VirtualMachine"}`, false},
		"a machine by name":                      {getsMachineByFQDN, machine, true},
		"something else than the named machine":  {getsMachineByFQDN, disk, false},
		"a machine without an ID in the trash":   {getsMachine, `{"object_type":"VirtualMachine"}`, true},
		"a disk":                                 {getsDisk, disk, true},
		"the machine of a disk":                  {getsDisk, machine, false},
		"a disk or its machine":                  {getsDisk, `null`, false},
		"a disk to assign":                       {assignsDisk, disk, true},
		"the machine to assign a disk to":        {assignsDisk, machine, false},
		"one of a pair":                          {assignsDisk, `null`, false},
		"the machine of an interface":            {getsInterface, machine, false},
		"the machine of an interface, unsaid":    {getsInterface, `null`, false},
		"an interface's machine, at deletion":    {calls["VirtualMachineNetworkInterfaces.Delete"], `null`, false},
		"a backup policy":                        {ofPolicy, `{"object_id":"dbp_1","object_type":"DiskBackupPolicy"}`, true},
		"a backup policy without an ID":          {ofPolicy, `{"object_type":"DiskBackupPolicy"}`, true},
		"the disk of a backup policy":            {ofPolicy, disk, false},
		"a backup policy or its disk":            {ofPolicy, `null`, false},
		"a machine or another thing with trash":  {ofMachineAndDisk, `null`, false},
		"an address, which has no trash":         {calls["IPAddresses.Get"], `null`, false},
		"a group, which has no trash":            {calls["VirtualMachineGroups.Get"], `null`, false},
		"object storage":                         {calls["ObjectStorageAccounts.Get"], `{"id":"trsh_1","object_id":"objacc_1","object_type":"ObjectStorageAccount"}`, true},
		"object storage, and nobody says what":   {calls["ObjectStorageAccounts.Get"], `null`, true},
		"the object storage of a bucket":         {calls["ObjectStorageBuckets.Get"], `{"object_type":"ObjectStorageAccount"}`, false},
		"the object storage of a bucket, unsaid": {calls["ObjectStorageBuckets.Delete"], `null`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := refusing(http.StatusNotAcceptable, `{"error":{"code":"object_in_trash","detail":{"trash_object":`+test.trash+`}}}`)
			if err := test.call(t.Context(), c); errors.Is(err, ErrNotFound) != test.gone || !errors.Is(err, ObjectInTrash) {
				t.Errorf("gone is %t: %v", !test.gone, err)
			}
		})
	}
}

func getsMachine(ctx context.Context, c *Client) error {
	_, err := c.VirtualMachines.Get(ctx, "vm_1")
	return err
}

func getsMachineByFQDN(ctx context.Context, c *Client) error {
	_, err := c.VirtualMachines.GetByFQDN(ctx, "web.acme.example")
	return err
}

func getsDisk(ctx context.Context, c *Client) error {
	_, err := c.Disks.Get(ctx, "disk_1")
	return err
}

func assignsDisk(ctx context.Context, c *Client) error {
	_, err := c.Disks.Assign(ctx, "disk_1", "vm_1")
	return err
}

func ofPolicy(ctx context.Context, c *Client) error {
	return c.send(ctx, rest.Call{Method: http.MethodPost, Path: "/disk_backup_policies/disk_backup_policy", Idempotent: true}, arguments{lookups: []lookup{id("disk_backup_policy", "dbp_1")}})
}

func ofMachineAndDisk(ctx context.Context, c *Client) error {
	return c.send(ctx, rest.Call{Method: http.MethodPost, Path: "/virtual_machines/virtual_machine", Idempotent: true}, arguments{lookups: []lookup{id("virtual_machine", "vm_1"), id("disk", "disk_1")}})
}

func getsInterface(ctx context.Context, c *Client) error {
	_, err := c.VirtualMachineNetworkInterfaces.Get(ctx, "vmnet_1")
	return err
}

// The path names the subject of a call. The subject's place among the lookups
// varies.
func TestWhatIsGoneIsDecidedByThePathAndNotByTheOrderOfLookups(t *testing.T) {
	t.Parallel()
	disk, machine := id("disk", "disk_1"), id("virtual_machine", "vm_1")
	for _, lookups := range [][]lookup{{disk, machine}, {machine, disk}} {
		for code, gone := range map[string]bool{"disk_not_found": true, "virtual_machine_not_found": false} {
			err := refusing(http.StatusNotFound, `{"error":{"code":"`+code+`"}}`).send(t.Context(), rest.Call{Method: http.MethodPost, Path: "/disks/disk/assign", Idempotent: true}, arguments{lookups: lookups})
			if errors.Is(err, ErrNotFound) != gone {
				t.Errorf("%s of %v: gone is %t", code, lookups, !gone)
			}
		}
	}
}

// The rules of load balancers have a path of their own, and one below their load balancer.
func TestSubjectIsTheFirstObjectThatAPathNames(t *testing.T) {
	t.Parallel()
	for call, code := range map[string]Code{
		"LoadBalancerRules.Get": "load_balancer_rule_not_found", "LoadBalancerRules.Update": "load_balancer_rule_not_found",
		"LoadBalancerRules.Delete": "load_balancer_rule_not_found", "LoadBalancerRules.List": LoadBalancerNotFound, "LoadBalancers.Get": LoadBalancerNotFound,
	} {
		for _, answered := range []Code{"load_balancer_rule_not_found", LoadBalancerNotFound, OrganizationNotFound, CertificateNotFound, RouteNotFound} {
			err := calls[call](t.Context(), refusing(http.StatusNotFound, `{"error":{"code":"`+string(answered)+`"}}`))
			if gone := errors.Is(err, ErrNotFound); gone != (answered == code) || !errors.Is(err, answered) {
				t.Errorf("%s answered with %s: gone is %t, %v", call, answered, gone, err)
			}
		}
	}
}

func TestMissingParentIsNotTheMissingObject(t *testing.T) {
	t.Parallel()
	for code, call := range map[string]string{
		"virtual_machine_not_found":       "Disks.Assign",
		"ip_address_not_found":            "VirtualMachineNetworkInterfaces.AllocateIP",
		"network_speed_profile_not_found": "VirtualMachineNetworkInterfaces.UpdateSpeedProfile",
		"organization_not_found":          "VirtualMachineGroups.Create",
	} {
		err := calls[call](t.Context(), refusing(http.StatusNotFound, `{"error":{"code":"`+code+`"}}`))
		if errors.Is(err, ErrNotFound) || !errors.Is(err, Code(code)) {
			t.Errorf("%s: %v", call, err)
		}
	}
}
