package chaos

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// Audit is where Terraform's state and the cloud disagree.
type Audit struct {
	// Duplicates are objects beyond those that were asked for, Missing those
	// that lack, Orphans those in no state, Ghosts those in a state that do not
	// exist, and Shared those that are known once too often: in one state, or in
	// two that each take it for their own.
	Duplicates, Missing, Orphans, Ghosts, Shared []string
}

// Fine reports whether there is no disagreement.
func (a Audit) Fine() bool { return len(a.Duplicates)+len(a.Missing) == 0 && a.Owned() }

// Owned reports whether every object is in one state, whatever was asked for.
func (a Audit) Owned() bool { return len(a.Orphans)+len(a.Ghosts)+len(a.Shared) == 0 }

// String says what the disagreements are.
func (a Audit) String() string {
	return fmt.Sprintf("duplicates %v, missing %v, orphans %v, ghosts %v, shared %v", a.Duplicates, a.Missing, a.Orphans, a.Ghosts, a.Shared)
}

// object is something that Terraform has made, or believes to have.
type object struct {
	// id is unique; alike is the same for what nobody can tell apart.
	id, alike string
}

// Compare holds states, in the JSON of their files, against a cloud.
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
	for _, o := range made(cloud) {
		live[o.id] = true
		if count[o.alike]++; count[o.alike] > wanted[o.alike] {
			audit.Duplicates = append(audit.Duplicates, o.alike)
		}
		if !known[o.id] {
			audit.Orphans = append(audit.Orphans, o.id)
		}
	}
	// Whatever else the provider has created has to be in a state, too.
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
	for alike, wants := range wanted {
		for range wants - count[alike] {
			audit.Missing = append(audit.Missing, alike)
		}
	}
	slices.Sort(audit.Missing)
	slices.Sort(audit.Ghosts)
	slices.Sort(audit.Shared)
	return audit, nil
}

// idsIn are the IDs of all objects in a state.
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

// made is what a cloud has of the kinds that are counted.
func made(cloud *simulator.Simulator) []object {
	var all []object
	for _, group := range cloud.Objects("virtual_machine_group") {
		all = append(all, object{text(group, "id"), groupNamed(text(group, "name"))})
	}
	for _, card := range cloud.Objects("virtual_machine_network_interface") {
		network := text(card, "network", "id") + text(card, "virtual_network", "id")
		all = append(all, object{text(card, "id"), interfaceOn(text(card, "virtual_machine", "id"), network)})
	}
	for _, disk := range cloud.Objects("disk") {
		machine := text(disk, "virtual_machine_disk", "virtual_machine", "id")
		if assignment, _ := disk["virtual_machine_disk"].(map[string]any); machine == "" || assignment["boot"] == true {
			continue
		}
		pair := machine + "/" + text(disk, "id")
		all = append(all, object{pair, pair})
	}
	return all
}

// Taken are the addresses that something has.
func Taken(cloud *simulator.Simulator) []string {
	var all []string
	for _, address := range cloud.Objects("ip_address") {
		if address["allocation_id"] != nil {
			all = append(all, text(address, "id"))
		}
	}
	return all
}

// text is a text inside nested objects, or empty.
func text(in map[string]any, path ...string) string {
	for _, name := range path[:len(path)-1] {
		in, _ = in[name].(map[string]any)
	}
	found, _ := in[path[len(path)-1]].(string)
	return found
}

func groupNamed(name string) string { return "group " + name }

func interfaceOn(machine, network string) string {
	return strings.Join([]string{"interface of", machine, "on", network}, " ")
}
