package registry_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// notRestricted are the deletions that do not wait for what needs the object, and why.
var notRestricted = map[string]string{
	"DELETE /virtual_machines/virtual_machine":                                     "it goes to the trash, and nothing is known to need it",
	"DELETE /disks/disk":                                                           "it goes to the trash, and nothing is known to need it",
	"DELETE /disk_backup_policies/disk_backup_policy":                              "it goes to the trash, and nothing is known to need it",
	"DELETE /file_storage_volumes/file_storage_volume":                             "it goes to the trash, also while machines use it",
	"DELETE /managed_organizations/organization":                                   "the API has another refusal for what is left in it; see its own tests",
	"DELETE /object_storage/access_keys/access_key":                                "nothing is known to need it",
	"DELETE /object_storage/object_storage_cluster/buckets/bucket":                 "the API has another refusal for what is left in it; see its own tests",
	"DELETE /organizations/organization/object_storage/object_storage_cluster":     "the resource waits until it is empty; see its own tests",
	"DELETE /trash_objects/trash_object":                                           "nothing needs what is in the trash",
	"DELETE /ip_addresses/ip_address":                                              "the resource waits until the address is free; see its own tests",
	"DELETE /virtual_networks/virtual_network":                                     "the resource waits for its interfaces; see its own tests",
	"DELETE /virtual_machine_network_interfaces/virtual_machine_network_interface": "each attempt would detach it; see its own tests",
}

// restricted is the refusal of a deletion because something else needs the object.
var restricted = simulator.Fault{
	Status: http.StatusConflict, Code: "deletion_restricted", Description: "The deletion is restricted",
	Detail: map[string]any{"errors": []string{"Something needs it"}},
}

// lateGroup is deleted last: the response takes as long as others may wait for it.
const (
	lateGroup  = "DELETE /virtual_machine_groups/virtual_machine_group"
	lateEnough = 25 * time.Second
)

// restrictable is a world with one of everything that Katapult deletes at once.
func restrictable(t *testing.T) (*acctest.World, *acctest.Shell) {
	t.Helper()
	w := acctest.New(t, registry.All()...)
	w.AllowUndocumented(http.StatusConflict) // it is documented for some kinds
	w.DelegateDomain("all.example.com")
	config, _, _ := strings.Cut(everyResource, "resource \"katapult_sailpoint")
	certificate, key := acctest.NewCertificate(t, time.Now().AddDate(1, 0, 0), "all.example.com")
	config = fmt.Sprintf(config, w.AddVirtualMachine(simulator.VM{Name: "db"}), w.AddDisk("data"), "",
		w.AddVirtualMachine(simulator.VM{Name: "web", Interface: true, Addresses: []string{}}), certificate, key)
	shell := w.Shell(config)
	shell.Serve(acctest.Released, acctest.ShortRateWindow)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return w, shell
}

// refuseOnce refuses the first deletion of each kind, and returns which it has refused.
func refuseOnce(w *acctest.World) (refused func() []string) {
	var (
		mu    sync.Mutex
		order []string
		seen  = map[string]bool{lateGroup: true}
	)
	w.InjectFunc(func(operation string) *simulator.Fault {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case operation == lateGroup:
			return &simulator.Fault{Latency: lateEnough}
		case !strings.HasPrefix(operation, "DELETE ") || notRestricted[operation] != "" || seen[operation]:
			return nil
		}
		seen[operation] = true
		order = append(order, operation)
		return &restricted
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return order
	}
}

// Terraform may delete what needs an object after the object itself.
func TestRestrictedDeletionWaitsForTheRestOfTheRun(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w, shell := restrictable(t)
		refused := refuseOnce(w)
		output, err := shell.Run("destroy", "-auto-approve", "-no-color")
		if err != nil || len(refused()) < 10 {
			t.Errorf("%v, refused %q\n%s", err, refused(), output)
		}
	})
}

// Where nothing in the run ends it, the reasons are shown, and the object stays in the state.
func TestRestrictedDeletionIsExplained(t *testing.T) {
	t.Parallel()
	var kinds []string
	acctest.FastClock(t, func(t *testing.T) {
		w, shell := restrictable(t)
		refused := refuseOnce(w)
		_, _ = shell.Run("destroy", "-auto-approve", "-no-color")
		kinds = refused()
	})
	for _, operation := range kinds {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			acctest.FastClock(t, func(t *testing.T) {
				w, shell := restrictable(t)
				w.InjectFunc(func(o string) *simulator.Fault {
					if o == operation {
						return &restricted
					}
					return nil
				})
				output, err := shell.Run("destroy", "-auto-approve", "-no-color")
				if err == nil || !acctest.Matches(`Cannot delete katapult_`, `Something needs it`, `409 deletion_restricted`,
					`waited [\d.m]+s for this run to delete what needs it`, `(Remove what the reasons name|Take the certificate from)`).MatchString(output) {
					t.Errorf("%v\n%s", err, output)
				}
				if n := w.Count(operation); n > 21 { // seven for each of three certificates
					t.Errorf("%d requests to delete what is not to be deleted", n)
				}
				w.InjectFunc(nil)
				if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
					t.Errorf("the next run: %v\n%s", err, output)
				}
			})
		})
	}
}
