package katapult

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	contract "terraform-provider-katapult/internal/contract/katapult"
)

// parity is a kind of object that is read from lists. It says how to read a row
// and a single response, and what both have in common.
type parity struct {
	list, single string // operations
	// rows are the objects of a list that was asked for with the arguments.
	rows func(ctx context.Context, c *Client, arguments string) (map[string]any, error)
	// one is an object, by an ID that the API that is asked does not look at.
	one func(ctx context.Context, c *Client) (string, any, error)
	// unrecorded says that no recording has a list and a single answer of one object.
	// The contract alone tells what rows have.
	unrecorded bool
	// passing says that the object is in a transition, and may be out of it with the next answer.
	passing func(any) bool
}

var parities = map[string]parity{
	"addressLists": {
		list:   "GET /organizations/organization/address_lists",
		single: "GET /address_lists/address_list",
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			lists, err := c.AddressLists.List(ctx)
			rows := map[string]any{}
			for _, l := range lists {
				rows[l.ID] = l
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			l, err := c.AddressLists.Get(ctx, "")
			l.Entries = nil // lists lack them
			return l.ID, l, err
		},
	},
	"entriesOfLists": {
		list:   "GET /address_lists/address_list",
		single: "GET /address_list_entries/address_list_entry",
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			l, err := c.AddressLists.GetWithEntries(ctx, "")
			rows := map[string]any{}
			for _, e := range l.Entries {
				rows[e.ID] = e
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			e, err := c.AddressListEntries.Get(ctx, "")
			return e.ID, e, err
		},
	},
	"dnsRecordsOfZone": {
		list:   "GET /dns_zones/dns_zone/records",
		single: "GET /dns_records/dns_record", unrecorded: true,
		rows: func(ctx context.Context, c *Client, zoneID string) (map[string]any, error) {
			records, err := c.DNSRecords.List(ctx, zoneID)
			rows := map[string]any{}
			for _, r := range records {
				rows[r.ID] = r
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			r, err := c.DNSRecords.Get(ctx, "", "")
			return r.ID, r, err
		},
	},
	"listedDNSZones": {
		list:   "GET /organizations/organization/dns_zones",
		single: "GET /dns_zones/dns_zone", unrecorded: true,
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			zones, err := c.DNSZones.List(ctx)
			rows := map[string]any{}
			for _, z := range zones {
				rows[z.ID] = z
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			z, err := c.DNSZones.Get(ctx, "")
			return z.ID, z, err
		},
	},
	"basicFileStorageVolumes": {
		list:   "GET /organizations/organization/file_storage_volumes",
		single: "GET /file_storage_volumes/file_storage_volume",
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			volumes, err := c.FileStorageVolumes.List(ctx)
			rows := map[string]any{}
			for _, v := range volumes {
				rows[v.ID] = v
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			v, err := c.FileStorageVolumes.Get(ctx, "")
			v.Annotations = nil // lists lack them
			return v.ID, v, err
		},
		passing: func(v any) bool {
			volume, _ := v.(FileStorageVolume)
			return volume.State != FileStorageVolumeReady
		},
	},
	"listedIPAddresses": {
		list:   "GET /organizations/organization/ip_addresses",
		single: "GET /ip_addresses/ip_address", unrecorded: true,
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			addresses, err := c.IPAddresses.List(ctx)
			rows := map[string]any{}
			for _, a := range addresses {
				rows[a.ID] = a
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			a, err := c.IPAddresses.Get(ctx, "")
			a.AddressWithMask, a.Label, a.Network = "", nil, Network{} // lists lack them
			return a.ID, a, err
		},
	},
	"basicSecurityGroups": {
		list:   "GET /organizations/organization/security_groups",
		single: "GET /security_groups/security_group",
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			groups, err := c.SecurityGroups.List(ctx)
			rows := map[string]any{}
			for _, g := range groups {
				rows[g.ID] = g
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			g, err := c.SecurityGroups.Get(ctx, "")
			g.Annotations = nil // lists lack them
			return g.ID, g, err
		},
	},
	"listedSecurityGroupRules": {
		list:   "GET /security_groups/security_group/rules",
		single: "GET /security_groups/rules/security_group_rule", unrecorded: true,
		rows: func(ctx context.Context, c *Client, groupID string) (map[string]any, error) {
			rules, err := c.SecurityGroupRules.ListOf(ctx, groupID)
			rows := map[string]any{}
			for _, r := range rules {
				rows[r.ID] = r
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			r, err := c.SecurityGroupRules.Get(ctx, "")
			return r.ID, r, err
		},
	},
	"tags": {
		list:   "GET /organizations/organization/tags",
		single: "GET /tags/tag", unrecorded: true,
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			tags, err := c.Tags.List(ctx)
			rows := map[string]any{}
			for _, tag := range tags {
				rows[tag.ID] = tag
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			tag, err := c.Tags.Get(ctx, "")
			tag.CreatedAt = 0 // lists lack it
			return tag.ID, tag, err
		},
	},
	"objectStorageAccessKeys": { // the recorded lists are empty
		list:   "GET /organizations/organization/object_storage/access_keys",
		single: "GET /object_storage/access_keys/access_key", unrecorded: true,
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			keys, err := c.ObjectStorageAccessKeys.List(ctx)
			rows := map[string]any{}
			for _, k := range keys {
				rows[k.ID] = k
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			k, err := c.ObjectStorageAccessKeys.Get(ctx, "")
			return k.ID, k, err
		},
	},
	"virtualMachineGroups": {
		list:   "GET /organizations/organization/virtual_machine_groups",
		single: "GET /virtual_machine_groups/virtual_machine_group",
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			groups, err := c.VirtualMachineGroups.List(ctx)
			rows := map[string]any{}
			for _, g := range groups {
				rows[g.ID] = g
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			g, err := c.VirtualMachineGroups.Get(ctx, "")
			return g.ID, g, err
		},
	},
	"virtualNetworks": {
		list:   "GET /organizations/organization/virtual_networks",
		single: "GET /virtual_networks/virtual_network",
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			networks, err := c.VirtualNetworks.List(ctx)
			rows := map[string]any{}
			for _, n := range networks {
				rows[n.ID] = n
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			n, err := c.VirtualNetworks.Get(ctx, "")
			return n.ID, n, err
		},
	},
	"basicDisks": {
		list:   "GET /organizations/organization/disks",
		single: "GET /disks/disk",
		rows: func(ctx context.Context, c *Client, _ string) (map[string]any, error) {
			disks, err := c.Disks.List(ctx)
			rows := map[string]any{}
			for _, d := range disks {
				rows[d.ID] = basicsOf(d)
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			d, err := c.Disks.Get(ctx, "")
			return d.ID, basicsOf(d), err
		},
		passing: func(d any) bool {
			disk, _ := d.(Disk)
			return disk.State != "built"
		},
	},
	"disksOnMachine": {
		list:   "GET /virtual_machines/virtual_machine/disks",
		single: "GET /disks/disk",
		rows: func(ctx context.Context, c *Client, machineID string) (map[string]any, error) {
			disks, err := listDisksOnMachine(ctx, c, machineID)
			rows := map[string]any{}
			for _, d := range disks {
				rows[d.ID] = inLists(d)
			}
			return rows, err
		},
		one: func(ctx context.Context, c *Client) (string, any, error) {
			d, err := c.Disks.Get(ctx, "")
			return d.ID, inLists(d), err
		},
		passing: func(d any) bool {
			disk, _ := d.(Disk)
			return disk.State != "built" || disk.Assignment != nil && !disk.Assignment.State.Settled()
		},
	},
}

// basicsOf keeps the fields of a disk that GetBasics promises.
func basicsOf(d Disk) Disk {
	kept := Disk{ID: d.ID, Name: d.Name, SizeInGB: d.SizeInGB, WWN: d.WWN, State: d.State}
	if d.Assignment != nil {
		kept.Assignment = &DiskAssignment{VirtualMachine: d.Assignment.VirtualMachine}
	}
	return kept
}

// inLists keeps the fields of a disk that GetOf promises. Lists have them too.
func inLists(d Disk) Disk {
	kept := Disk{ID: d.ID, Name: d.Name, SizeInGB: d.SizeInGB, WWN: d.WWN, State: d.State}
	if d.Assignment != nil {
		assignment := *d.Assignment
		assignment.VirtualMachine.FQDN = ""
		kept.Assignment = &assignment
	}
	return kept
}

// A row of a list and the following single response decode to the same object,
// if no write is in between.
func TestRowsOfListsEqualSingleAnswers(t *testing.T) {
	t.Parallel()
	declared := servedFromLists(t)
	if len(declared) < 3 {
		t.Errorf("no more than %d variables are served from lists: %v", len(declared), declared)
	}
	for _, variable := range declared {
		if _, ok := parities[variable]; !ok {
			t.Errorf("%s is served from a list: add to the parities here how a row and a single object are read, and to those of the provider what the state looks like", variable)
		}
	}
	all := contract.Recordings(t)
	if all == nil {
		t.Skip("there are no recordings")
	}
	for kind, p := range parities {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			compared := 0
			for name, interactions := range all {
				compared += p.compare(t, name, interactions)
			}
			t.Logf("%d pairs of a row and a single answer", compared)
			if p.unrecorded {
				if compared > 0 {
					t.Error("there are recordings now: this kind is no longer unrecorded")
				}
				return
			}
			if compared < 2 { // as many as there are of lists of disks
				t.Errorf("no more than %d pairs were compared", compared)
			}
		})
	}
}

// servedFromLists names the variables of this package whose objects a refresh
// reads from lists.
func servedFromLists(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range parsed.Decls {
			variables, ok := declaration.(*ast.GenDecl)
			if !ok || variables.Tok != token.VAR || strings.HasSuffix(file, "_test.go") {
				continue
			}
			ast.Inspect(variables, func(n ast.Node) bool {
				if name, ok := n.(*ast.Ident); ok && (name.Name == "listAfter" || name.Name == "listBacked") {
					spec, _ := variables.Specs[0].(*ast.ValueSpec)
					names = append(names, spec.Names[0].Name)
				}
				return true
			})
		}
	}
	return names
}

func (p parity) compare(t *testing.T, name string, interactions []contract.Recorded) (compared int) {
	t.Helper()
	rows := map[string]any{}
	for _, i := range interactions {
		var err error
		c := New(Options{Organization: "acme", Transport: fixed(i.ResponseBody)})
		switch {
		case i.Method != http.MethodGet:
			clear(rows)
		case i.Status == 200 && i.Op == p.list:
			rows, err = p.rows(t.Context(), c, argument(i))
		case i.Status == 200 && i.Op == p.single:
			var id string
			var single any
			id, single, err = p.one(t.Context(), c)
			row, listed := rows[id]
			delete(rows, id)
			if !listed || p.passing != nil && (p.passing(row) || p.passing(single)) {
				continue
			}
			if compared++; !reflect.DeepEqual(row, single) {
				t.Errorf("%s: the list and the object itself differ:\n%s\n%s", name, text(row), text(single))
			}
		}
		if err != nil {
			t.Errorf("%s: %s: %s", name, i.Op, err)
		}
	}
	return compared
}

// argument returns the ID that a request names, in its query or its path.
func argument(r contract.Recorded) string {
	for key, value := range r.Query {
		if strings.HasSuffix(key, "[id]") {
			return value
		}
	}
	for part := range strings.SplitSeq(r.Path, "/") {
		if strings.HasPrefix(part, "vm_") {
			return part
		}
	}
	return ""
}

func text(v any) string {
	content, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(content)
}
