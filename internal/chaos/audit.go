package chaos

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// Audit lists the differences between Terraform's states and the cloud.
type Audit struct {
	// Duplicates are objects beyond the wanted number, and Missing those below it. Orphans
	// are in no state. Ghosts are in a state but do not exist. Shared objects appear twice,
	// in one state or in two that both manage them.
	Duplicates, Missing, Orphans, Ghosts, Shared []string
}

// Clean reports whether the audit found no difference.
func (a Audit) Clean() bool { return len(a.Duplicates)+len(a.Missing) == 0 && a.Owned() }

// Owned reports whether every object is in exactly one state, whether or not it was wanted.
func (a Audit) Owned() bool { return len(a.Orphans)+len(a.Ghosts)+len(a.Shared) == 0 }

// String lists the differences.
func (a Audit) String() string {
	return fmt.Sprintf("duplicates %v, missing %v, orphans %v, ghosts %v, shared %v", a.Duplicates, a.Missing, a.Orphans, a.Ghosts, a.Shared)
}

// Compare audits states, given as the JSON of their files, against a cloud. wanted counts
// the objects per description.
func Compare(cloud *simulator.Simulator, wanted map[string]int, states ...string) (Audit, error) {
	var (
		audit  Audit
		owned  = map[string]bool{}
		named  = map[string]bool{}
		live   = map[string]bool{}
		counts = map[string]int{}
	)
	for _, state := range states {
		h, err := holdingsOf(state)
		if err != nil {
			return audit, err
		}
		for _, id := range h.owned {
			if owned[id] {
				audit.Shared = append(audit.Shared, id)
			}
			owned[id] = true
		}
		for _, id := range h.parts {
			named[id] = true
		}
	}
	for _, o := range liveObjects(cloud) {
		live[o.id] = true
		if counts[o.description]++; counts[o.description] > wanted[o.description] {
			audit.Duplicates = append(audit.Duplicates, o.description)
		}
		if !owned[o.id] && !named[o.id] && !named[o.part] {
			audit.Orphans = append(audit.Orphans, o.id)
		}
	}
	for id := range owned {
		if !live[id] {
			audit.Ghosts = append(audit.Ghosts, id)
		}
	}
	for description, wants := range wanted {
		for range wants - counts[description] {
			audit.Missing = append(audit.Missing, description)
		}
	}
	slices.Sort(audit.Missing)
	slices.Sort(audit.Ghosts)
	slices.Sort(audit.Shared)
	return audit, nil
}

// Unmanaged returns the IDs of the objects of a kind that the provider has created, and that
// no resource of a state is. They may belong to another resource, as interfaces do.
func Unmanaged(cloud *simulator.Simulator, kind, state string) ([]string, error) {
	h, err := holdingsOf(state)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range cloud.Leftovers() {
		o, _ := cloud.Object(l.ID)
		if l.Kind == kind && acctest.ByProvider(l) && !slices.Contains(h.owned, idInState(l, nameOf(kind, o))) {
			ids = append(ids, l.ID)
		}
	}
	return ids, nil
}

// holdings are the IDs of what a state manages.
type holdings struct {
	// owned objects have a resource each. parts belong to a resource: the interfaces of a
	// machine, the allocations of a machine or an interface, the rules of a security group,
	// and the entries of an address list.
	owned, parts []string
}

func holdingsOf(state string) (holdings, error) {
	var (
		h       holdings
		content struct {
			Resources []struct {
				Mode, Type string
				Instances  []struct {
					Attributes struct {
						ID         string
						Name       string
						Region     string
						MachineID  string                `json:"virtual_machine_id"`
						AddressIDs []string              `json:"ip_address_ids"`
						Interfaces []struct{ ID string } `json:"network_interfaces"`
						Inbound    []struct{ ID string } `json:"inbound_rules"`
						Outbound   []struct{ ID string } `json:"outbound_rules"`
						ListID     string                `json:"address_list_id"`
						Entries    []struct{ Address string }
					}
				}
			}
		}
	)
	if err := json.Unmarshal([]byte(state), &content); err != nil {
		return h, fmt.Errorf("the state cannot be read: %w", err)
	}
	for _, resource := range content.Resources {
		for _, instance := range resource.Instances {
			if resource.Mode != "managed" {
				continue
			}
			has := instance.Attributes
			switch resource.Type {
			case "katapult_ip_allocation":
				has.ID = allocationID(has.ID, has.MachineID)
			case "katapult_ip_reverse_dns":
				has.ID = reverseID(has.ID)
			case "katapult_object_storage_account":
				has.ID = key("object_storage_account", has.Region)
			case "katapult_object_storage_bucket":
				has.ID = key("object_storage_bucket", has.Name)
			}
			if resource.Type != "katapult_address_list_entries" { // which has parts alone
				h.owned = append(h.owned, has.ID)
			}
			for _, part := range slices.Concat(has.Interfaces, has.Inbound, has.Outbound) {
				h.parts = append(h.parts, part.ID)
			}
			for _, entry := range has.Entries {
				h.parts = append(h.parts, entryID(has.ListID, entry.Address))
			}
			for _, address := range has.AddressIDs {
				h.parts = append(h.parts, allocationID(address, cmp.Or(has.MachineID, has.ID)))
			}
		}
	}
	return h, nil
}
