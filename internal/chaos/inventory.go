package chaos

import (
	"fmt"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// object is one that Terraform created, or has in a state.
type object struct {
	// Objects that nobody can tell apart have the same description.
	id, description string
	// part is how a state names the object that does not tell its ID.
	part string
}

// inventory lists what there is in a cloud.
type inventory struct {
	*simulator.Simulator

	// names maps the IDs of what the provider created to names.
	names   map[string]string
	objects []object
}

// liveObjects returns everything that the provider has created. VM groups, network
// interfaces, disk assignments, allocations and trash objects count whoever created them.
func liveObjects(cloud *simulator.Simulator) []object {
	i := inventory{Simulator: cloud, names: map[string]string{}}
	leftovers := slices.DeleteFunc(cloud.Leftovers(), func(l simulator.Leftover) bool { return !acctest.ByProvider(l) })
	for _, leftover := range leftovers {
		o, _ := cloud.Object(leftover.ID)
		i.names[leftover.ID] = nameOf(leftover.Kind, o)
	}
	i.addParts()
	for _, leftover := range leftovers {
		if !slices.Contains(separate, leftover.Kind) {
			name := i.names[leftover.ID]
			i.add(idInState(leftover, name), key(leftover.Kind, name))
		}
	}
	return i.objects
}

// idInState is what tells an object of a name from all others in a state: of some kinds the
// API tells no ID.
func idInState(l simulator.Leftover, name string) string {
	switch l.Kind {
	case "object_storage_account", "object_storage_bucket":
		return key(l.Kind, name)
	}
	return l.ID
}

func (i *inventory) add(id, description string) {
	i.objects = append(i.objects, object{id: id, description: description})
}

// separate kinds are listed by addParts, whoever created them.
var separate = []string{"virtual_machine_group", "virtual_machine_network_interface", "address_list_entry"}

// addParts adds what others may have created, and what is not an object of its own.
func (i *inventory) addParts() {
	for _, group := range i.Objects("virtual_machine_group") {
		i.add(stringAt(group, "id"), key("virtual_machine_group", stringAt(group, "name")))
	}
	for _, nic := range i.Objects("virtual_machine_network_interface") {
		network := stringAt(nic, "network", "id") + stringAt(nic, "virtual_network", "id")
		i.add(stringAt(nic, "id"), interfaceKey(i.label(stringAt(nic, "virtual_machine", "id")), i.label(network)))
	}
	for _, disk := range i.Objects("disk") {
		assignment, _ := disk["virtual_machine_disk"].(map[string]any)
		machine, id := stringAt(assignment, "virtual_machine", "id"), stringAt(disk, "id")
		if machine != "" && assignment["boot"] != true {
			i.add(machine+"/"+id, assignmentKey(i.label(machine), i.label(id)))
		}
	}
	for _, address := range i.Objects("ip_address") {
		if machine := stringAt(address, "allocation_id"); machine != "" {
			i.add(allocationID(stringAt(address, "id"), machine), allocationKey(i.label(machine)))
		}
		if name := stringAt(address, "reverse_dns"); strings.HasSuffix(name, chosenDomain) {
			i.add(reverseID(stringAt(address, "id")), reverseKey(name))
		}
	}
	for _, list := range i.Objects("address_list") {
		if list["global"] != true {
			i.addEntries(list)
		}
	}
	for _, entry := range i.Objects("trash_object") {
		i.add(stringAt(entry, "object_id"), "trash_object")
	}
	for _, build := range i.Objects("virtual_machine_build") {
		// A build whose host name was taken meanwhile fails without a machine.
		if build["virtual_machine"] == nil {
			i.add(stringAt(build, "id"), "virtual_machine_build "+stringAt(build, "state"))
		}
	}
}

// addEntries adds what is in an address list. One request can add many entries, so that
// nothing tells which of them the provider has made.
func (i *inventory) addEntries(list map[string]any) {
	id := stringAt(list, "id")
	entries, _ := list["entries"].([]any)
	for _, entry := range entries {
		entry, _ := entry.(map[string]any)
		address := stringAt(entry, "address")
		i.objects = append(i.objects, object{stringAt(entry, "id"), entryKey(i.label(id), address), entryID(id, address)})
	}
}

// label is the name of an object that the provider created. Others have names that need not
// be unique, and are known by their IDs.
func (i *inventory) label(id string) string {
	if name, created := i.names[id]; created {
		return name
	}
	return id
}

// nameOf describes an object of a kind. An address has no name, a backup policy has that of its
// target, and parts have that of their parent with what tells them from its others.
func nameOf(kind string, o map[string]any) string {
	switch kind {
	case "ip_address":
		return ""
	case "disk_backup_policy":
		return stringAt(o, "target", "target", "name")
	case "security_group_rule":
		return fmt.Sprintf("%v of %s", o["ports"], stringAt(o, "security_group", "name"))
	case "load_balancer_rule":
		return fmt.Sprintf("%v of %s", o["listen_port"], stringAt(o, "load_balancer", "name"))
	case "object_storage_account":
		return stringAt(o, "region")
	case "dns_record":
		return fmt.Sprintf("%v %v %v", o["full_name"], o["type"], o["content"])
	}
	return stringAt(o, "name")
}

// stringAt returns a string inside nested objects. It is empty if the path does not exist.
func stringAt(in map[string]any, path ...string) string {
	for _, name := range path[:len(path)-1] {
		in, _ = in[name].(map[string]any)
	}
	found, _ := in[path[len(path)-1]].(string)
	return found
}

// key describes an object of one of the simulator's kinds.
func key(kind, name string) string { return strings.TrimSpace(kind + " " + name) }

func interfaceKey(machine, network string) string {
	return strings.Join([]string{"interface of", machine, "on", network}, " ")
}

func assignmentKey(machine, disk string) string { return machine + "/" + disk }

func allocationKey(machine string) string { return "address of " + machine }

func entryKey(list, address string) string { return "entry " + address + " of " + list }

// entryID is how a state that has all entries of a list names one.
func entryID(list, address string) string { return list + "/" + address }

// chosenDomain ends the reverse names that are not Katapult's own.
const chosenDomain = ".chaos.example"

func reverseKey(name string) string { return "reverse name " + name }

// reverseID identifies the reverse name of an address, which has no ID of its own.
func reverseID(address string) string { return "name of " + address }

// allocationID identifies an allocation, which has no ID of its own.
func allocationID(address, machine string) string { return address + " of " + machine }
