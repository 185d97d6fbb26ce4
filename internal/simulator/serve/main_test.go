package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// start runs the program with free ports and returns the variables it prints.
func start(t *testing.T, arguments ...string) map[string]string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- serve(ctx, append([]string{"-addr", "127.0.0.1:0"}, arguments...), writer) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	printed := make([]byte, 4096)
	n, err := reader.Read(printed)
	if err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{}
	for line := range strings.Lines(string(printed[:n])) {
		name, value, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "export ")), "=")
		variables[name] = value
	}
	return variables
}

// names are those of the objects in a list of the first organization.
func names(t *testing.T, variables map[string]string, list string) []string {
	t.Helper()
	url := variables["KATAPULT_API_URL"] + "/core/v1/organizations/organization/" + list + "?organization[sub_domain]=" + variables["KATAPULT_ORGANIZATION"]
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+variables["KATAPULT_API_KEY"])
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body map[string]json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	var objects []struct{ Name string }
	if err := json.Unmarshal(body[list], &objects); err != nil {
		t.Fatalf("%s: %s", body, err)
	}
	found := []string{}
	for _, object := range objects {
		found = append(found, object.Name)
	}
	return found
}

func TestSeeds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments              []string
		machines, groups, tags string
	}{
		"nothing":  {nil, "", "", ""},
		"machines": {[]string{"-seed-machines", "2"}, "machine-1 machine-2", "", ""},
		"tags":     {[]string{"-seed-tags", "web=tag_0123456789abcdef,db"}, "", "", "db web"},
		"examples": {[]string{"-seed-examples"}, "database web-1", "web production-web", "team-payments web"},
		"both":     {[]string{"-seed-examples", "-seed-machines", "1"}, "database machine-1 web-1", "web production-web", "team-payments web"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			variables := start(t, test.arguments...)
			if got := strings.Join(names(t, variables, "virtual_machines"), " "); got != test.machines {
				t.Errorf("got machines %q, want %q", got, test.machines)
			}
			if got := strings.Join(names(t, variables, "virtual_machine_groups"), " "); got != test.groups {
				t.Errorf("got groups %q, want %q", got, test.groups)
			}
			if got := strings.Join(names(t, variables, "tags"), " "); got != test.tags {
				t.Errorf("got tags %q, want %q", got, test.tags)
			}
		})
	}
}

func TestExamplesNeedTheirOrganization(t *testing.T) {
	t.Parallel()
	err := serve(t.Context(), []string{"-seed-examples", "-organization", "other"}, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "the organization acme") {
		t.Errorf("got %v", err)
	}
}
