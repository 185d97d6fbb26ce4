package katapult_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"terraform-provider-katapult/internal/katapult"
)

// BenchmarkReadGroups compares two ways to read a thousand groups over HTTP: one
// list, and one request each. Only the ratio matters.
func BenchmarkReadGroups(b *testing.B) {
	const number = 1000
	groups := make([]katapult.VirtualMachineGroup, number)
	for i := range groups {
		groups[i] = katapult.VirtualMachineGroup{ID: fmt.Sprintf("vmgrp_%016d", i), Name: fmt.Sprintf("web-%d", i), CreatedAt: 1777882444}
	}
	list, _ := json.Marshal(map[string]any{"virtual_machine_groups": groups})
	singles := map[string][]byte{}
	for _, g := range groups {
		singles[g.ID], _ = json.Marshal(map[string]any{"virtual_machine_group": g})
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if single, ok := singles[r.URL.Query().Get("virtual_machine_group[id]")]; ok {
			_, _ = w.Write(single)
			return
		}
		_, _ = w.Write(list)
	}))
	defer server.Close()
	client := katapult.New(katapult.Options{URL: server.URL, Token: "t", Organization: "acme"})

	var byList, bySingles time.Duration
	for b.Loop() {
		start := time.Now()
		if all, err := client.VirtualMachineGroups.List(b.Context()); err != nil || len(all) != number {
			b.Fatal(len(all), err)
		}
		byList += time.Since(start)
		start = time.Now()
		for _, g := range groups {
			if _, err := client.VirtualMachineGroups.Get(b.Context(), g.ID); err != nil {
				b.Fatal(err)
			}
		}
		bySingles += time.Since(start)
	}
	b.ReportMetric(float64(bySingles)/float64(byList), "singles/list")
}
