package chaos

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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

// object is one that Terraform created, or has in a state.
type object struct {
	// Objects that nobody can tell apart have the same description.
	id, description string
}

// Compare audits states, given as the JSON of their files, against a cloud. wanted counts
// the objects per description.
func Compare(cloud *simulator.Simulator, wanted map[string]int, states ...string) (Audit, error) {
	var (
		audit Audit
		known = map[string]bool{}
		live  = map[string]bool{}
		count = map[string]int{}
	)
	for _, state := range states {
		ids, err := idsIn(state)
		if err != nil {
			return audit, err
		}
		for _, id := range ids {
			if known[id] {
				audit.Shared = append(audit.Shared, id)
			}
			known[id] = true
		}
	}
	for _, o := range liveObjects(cloud) {
		live[o.id] = true
		if count[o.description]++; count[o.description] > wanted[o.description] {
			audit.Duplicates = append(audit.Duplicates, o.description)
		}
		if !known[o.id] {
			audit.Orphans = append(audit.Orphans, o.id)
		}
	}
	// The provider may have created other kinds of objects. They have to be in a state,
	// too.
	for _, leftover := range cloud.Leftovers() {
		if !live[leftover.ID] && !known[leftover.ID] && acctest.ByProvider(leftover) {
			audit.Orphans = append(audit.Orphans, leftover.ID)
		}
		live[leftover.ID] = true
	}
	for id := range known {
		if !live[id] {
			audit.Ghosts = append(audit.Ghosts, id)
		}
	}
	for description, wants := range wanted {
		for range wants - count[description] {
			audit.Missing = append(audit.Missing, description)
		}
	}
	slices.Sort(audit.Missing)
	slices.Sort(audit.Ghosts)
	slices.Sort(audit.Shared)
	return audit, nil
}

// idsIn returns the IDs of all managed objects in a state.
func idsIn(state string) ([]string, error) {
	var content struct {
		Resources []struct {
			Mode      string
			Instances []struct{ Attributes struct{ ID string } }
		}
	}
	if err := json.Unmarshal([]byte(state), &content); err != nil {
		return nil, fmt.Errorf("the state cannot be read: %w", err)
	}
	var ids []string
	for _, resource := range content.Resources {
		for _, instance := range resource.Instances {
			if resource.Mode == "managed" {
				ids = append(ids, instance.Attributes.ID)
			}
		}
	}
	return ids, nil
}

// liveObjects returns the cloud's VM groups, network interfaces and disk assignments.
func liveObjects(cloud *simulator.Simulator) []object {
	var all []object
	for _, group := range cloud.Objects("virtual_machine_group") {
		all = append(all, object{stringAt(group, "id"), groupKey(stringAt(group, "name"))})
	}
	for _, nic := range cloud.Objects("virtual_machine_network_interface") {
		network := stringAt(nic, "network", "id") + stringAt(nic, "virtual_network", "id")
		all = append(all, object{stringAt(nic, "id"), interfaceKey(stringAt(nic, "virtual_machine", "id"), network)})
	}
	for _, disk := range cloud.Objects("disk") {
		machine := stringAt(disk, "virtual_machine_disk", "virtual_machine", "id")
		if assignment, _ := disk["virtual_machine_disk"].(map[string]any); machine == "" || assignment["boot"] == true {
			continue
		}
		pair := machine + "/" + stringAt(disk, "id")
		all = append(all, object{pair, pair})
	}
	return all
}

// AllocatedAddresses returns the IDs of the IP addresses that are in use.
func AllocatedAddresses(cloud *simulator.Simulator) []string {
	var all []string
	for _, address := range cloud.Objects("ip_address") {
		if address["allocation_id"] != nil {
			all = append(all, stringAt(address, "id"))
		}
	}
	return all
}

// stringAt returns a string inside nested objects. It is empty if the path does not exist.
func stringAt(in map[string]any, path ...string) string {
	for _, name := range path[:len(path)-1] {
		in, _ = in[name].(map[string]any)
	}
	found, _ := in[path[len(path)-1]].(string)
	return found
}

func groupKey(name string) string { return "group " + name }

func interfaceKey(machine, network string) string {
	return strings.Join([]string{"interface of", machine, "on", network}, " ")
}
