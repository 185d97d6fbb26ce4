package registry_test

import (
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

// recorder makes TestRecordedStates write what it otherwise reads.
var recorder = flag.String("official", "", "record states that are missing, with this program of the official provider")

// change is a request that changed something.
type change struct {
	Method string         `json:"method"`
	Path   string         `json:"path"`
	Body   map[string]any `json:"body,omitempty"`
}

// recording is a folder in testdata/states, below the version of the official provider that
// wrote the state. main.tf is its configuration, requests.json the requests that built the
// objects, and state.json the state.
type recording string

// TestRecordedStates plans states that the official provider has written: this provider
// wants no change, with or without a refresh. It applies them without a request that changes
// anything, and destroys all that they hold.
//
// To add one, write main.tf into a new folder, without a provider block, and run the test
// with -official and that version's program. It needs the real CLI. Configurations that have
// to be applied before it are before-1.tf, before-2.tf and so on. The simulator makes the
// same IDs for the same requests. After a change to that, remove requests.json and state.json
// to record them again.
func TestRecordedStates(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob(filepath.Join("testdata", "states", "*", "*", "main.tf"))
	if err != nil || len(folders) == 0 {
		t.Fatal(folders, err)
	}
	for _, main := range folders {
		r := recording(filepath.Dir(main))
		name, _ := filepath.Rel(filepath.Join("testdata", "states"), string(r))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if *recorder != "" && !r.has("state.json") {
				r.record(t)
			}
			w, clock := acctest.NewSteppingClock(t, registry.All()...)
			r.replay(t, w, clock)
			clock.Flow()
			shell := w.Shell(w.ProviderBlock(`data_center = "uk-lon-01"`) + r.read(t, "main.tf"))
			shell.Write("terraform.tfstate", r.read(t, "state.json"))
			w.ResetRequests()
			for _, command := range [][]string{
				{"plan", "-detailed-exitcode", "-refresh=false"},
				{"plan", "-detailed-exitcode"},
				{"apply", "-auto-approve"},
				{"plan", "-detailed-exitcode"},
			} {
				if output, err := shell.Run(command...); err != nil || !strings.Contains(output, "No changes.") && !strings.Contains(output, "0 added, 0 changed, 0 destroyed") {
					t.Fatalf("%s: %v\n%s", command, err, output)
				}
			}
			if sent := changes(w); len(sent) > 0 {
				t.Errorf("an apply that changes nothing sends %v", sent)
			}
			if output, err := shell.Run("destroy", "-auto-approve"); err != nil {
				t.Fatal(err, output)
			}
			if left := w.Leftovers(); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// replay builds the objects of the recorded state.
func (r recording) replay(t *testing.T, w *acctest.World, clock *acctest.SteppingClock) {
	t.Helper()
	var requests []change
	if err := json.Unmarshal([]byte(r.read(t, "requests.json")), &requests); err != nil {
		t.Fatal(err)
	}
	for _, request := range requests {
		w.Do(request.Method, request.Path, request.Body)
		clock.Advance(time.Hour)
	}
	var state struct {
		Resources []struct {
			Mode      string
			Instances []struct{ Attributes struct{ ID string } }
		}
	}
	if err := json.Unmarshal([]byte(r.read(t, "state.json")), &state); err != nil {
		t.Fatal(err)
	}
	for _, resource := range state.Resources {
		for _, instance := range resource.Instances {
			for _, id := range strings.Split(instance.Attributes.ID, "/") {
				if _, exists := w.Object(id); !exists && id != "" && resource.Mode == "managed" {
					t.Fatalf("the state holds %q, and the same requests make other IDs now: record it again", id)
				}
			}
		}
	}
}

// record applies the configuration with the official provider.
func (r recording) record(t *testing.T) {
	t.Helper()
	w := acctest.New(t, registry.All()...)
	configs, err := filepath.Glob(filepath.Join(string(r), "before-*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	shell := w.ProgramShell("")
	shell.Use(installed(t, *recorder))
	shell.Set("KATAPULT_TF_DEBUG_API_URL=" + w.URL)
	shell.Set("KATAPULT_DATA_CENTER=uk-lon-01")
	for _, config := range append(configs, filepath.Join(string(r), "main.tf")) {
		shell.Configure(r.read(t, filepath.Base(config)))
		// One after the other, so that IDs do not depend on who is first.
		if output, err := shell.Run("apply", "-auto-approve", "-no-color", "-parallelism=1"); err != nil {
			t.Fatal(err, output)
		}
	}
	requests, err := json.MarshalIndent(changes(w), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	r.write(t, "requests.json", string(requests)+"\n")
	r.write(t, "state.json", shell.Read("terraform.tfstate"))
}

// installed is a folder in which Terraform finds a program as the provider.
func installed(t *testing.T, program string) string {
	t.Helper()
	program, err := filepath.Abs(program)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(program, filepath.Join(folder, "terraform-provider-katapult")); err != nil {
		t.Fatal(err)
	}
	return folder
}

// changes lists the requests that changed something, in order of arrival.
func changes(w *acctest.World) []change {
	list := []change{}
	for _, request := range w.Requests() {
		if request.Method == http.MethodGet || request.Status > 299 {
			continue
		}
		c := change{Method: request.Method, Path: strings.TrimPrefix(request.Path, "/core/v1")}
		if len(request.Query) > 0 {
			c.Path += "?" + request.Query.Encode()
		}
		_ = json.Unmarshal(request.Body, &c.Body)
		list = append(list, c)
	}
	return list
}

func (r recording) has(name string) bool {
	_, err := os.Stat(filepath.Join(string(r), name))
	return err == nil
}

func (r recording) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(string(r), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func (r recording) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(string(r), name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
