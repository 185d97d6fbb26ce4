package katapult

import (
	"encoding/json"
	"fmt"
	"testing"
)

// manyGroups returns the response to a list of a thousand groups, and their IDs.
func manyGroups(b *testing.B) (list fixed, ids []string) {
	b.Helper()
	groups := make([]VirtualMachineGroup, 1000)
	for i := range groups {
		groups[i] = VirtualMachineGroup{ID: fmt.Sprintf("vmgrp_%016d", i), Name: fmt.Sprintf("web-%d", i), CreatedAt: 1777882444}
		ids = append(ids, groups[i].ID)
	}
	content, err := json.Marshal(map[string]any{"virtual_machine_groups": groups})
	if err != nil {
		b.Fatal(err)
	}
	return fixed(content), ids
}

// BenchmarkDecodeList decodes a list of a thousand groups, without a network.
func BenchmarkDecodeList(b *testing.B) {
	list, ids := manyGroups(b)
	c := New(Options{Organization: "acme", Transport: list})
	b.SetBytes(int64(len(list)))
	b.ReportAllocs()
	for b.Loop() {
		if all, err := c.VirtualMachineGroups.List(b.Context()); err != nil || len(all) != len(ids) {
			b.Fatal(len(all), err)
		}
	}
}

// BenchmarkReadFromSnapshot reads one group of a thousand from a cached list.
// Ten goroutines read concurrently, like ten resources.
func BenchmarkReadFromSnapshot(b *testing.B) {
	list, ids := manyGroups(b)
	c := New(Options{Organization: "acme", Transport: list})
	groups := virtualMachineGroups
	groups.listAfter = -1 // not even the first ones are read singly
	b.ReportAllocs()
	b.SetParallelism(10)
	b.RunParallel(func(pb *testing.PB) {
		for n := 0; pb.Next(); n++ {
			id := ids[n%len(ids)]
			if g, err := groups.get(refresh(b), c, id); err != nil || g.ID != id {
				b.Errorf("%s: %+v, %v", id, g, err)
				return
			}
		}
	})
}

// BenchmarkRepeatedRead reads the same object again: the cached response is
// decoded anew.
func BenchmarkRepeatedRead(b *testing.B) {
	c := New(Options{Organization: "acme", Transport: fixed(`{"virtual_machine": {"id": "vm_1", "name": "web", "state": "started"}}`)})
	b.ReportAllocs()
	for b.Loop() {
		if m, err := c.VirtualMachines.Get(refresh(b), "vm_1"); err != nil || m.ID != "vm_1" {
			b.Fatal(m, err)
		}
	}
}
