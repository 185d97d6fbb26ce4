// Package acctest runs tests with the provider in process and a new simulator for each
// test. Core or the real Terraform plays their steps.
package acctest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	contract "terraform-provider-katapult/internal/contract/katapult"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/provider"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// Token is the API token of the tests' simulators. It is easy to search for.
const Token = "acctest-token-K4t4pu1tS3cr3t"

// rateWindow replaces the minute that a rate-limited request waits for.
const rateWindow = time.Second

// World is a simulator and a provider that uses it.
type World struct {
	*simulator.Simulator

	URL string
	t   *testing.T
	offer
	// allowed holds the IDs of objects that may remain after the test.
	allowed sync.Map
	// undocumented is a status of injected responses that no contract is held against.
	undocumented atomic.Int64
}

// AllowUndocumented lets the test inject responses of a status where the contract has none.
func (w *World) AllowUndocumented(status int) { w.undocumented.Store(int64(status)) }

// New returns a world for a test. Its provider offers only these objects. Every request and
// response is checked against the API's contract.
func New(t *testing.T, objects ...crud.Object) *World {
	t.Helper()
	return NewWith(t, func(*simulator.Options) {}, objects...)
}

// NewWith is New with changed options of the simulator.
func NewWith(t *testing.T, change func(*simulator.Options), objects ...crud.Object) *World {
	t.Helper()
	options := simulator.Options{Token: Token, RateLimit: 100_000, RateWindow: rateWindow, TaskTime: 50 * time.Millisecond}
	change(&options)
	w := &World{Simulator: simulator.New(options), t: t, offer: offer{objects: objects}}
	w.URL = w.connect(t, w.Simulator)
	if c := Contract(t); c != nil {
		w.Observe(func(e simulator.Exchange) {
			if e.Injected && !strings.HasPrefix(e.ResponseHeader.Get("Content-Type"), "application/json") {
				return // it imitates a proxy
			}
			if e.Injected && int64(e.Status) == w.undocumented.Load() {
				return
			}
			if err := c.Check(e.Method, e.Path, e.Query, e.Body, e.Status, e.ResponseBody); err != nil {
				t.Errorf("%s %s is not in the contract: %s", e.Method, e.Path, err)
			}
		})
	}
	return w
}

// On is the same world for a subtest.
func (w *World) On(t *testing.T) *World {
	return &World{Simulator: w.Simulator, URL: w.URL, t: t, offer: w.offer}
}

// Run plays the steps and destroys everything at the end. A step's
// configuration gets the provider block of this world unless it brings one.
// What is left in the simulator afterwards fails the test.
//
// The steps are played in process, by core, in milliseconds. With
// ACCTEST_DRIVER=cli in the environment the CLI plays them; where the two
// differ, core is wrong.
func (w *World) Run(steps ...resource.TestStep) {
	w.t.Helper()
	w.play(inProcess(w.offer, nil), steps)
}

// RunFrom is Run with a minimum version of the CLI. If the CLI plays the test and is older,
// the test is skipped.
func (w *World) RunFrom(oldest *version.Version, steps ...resource.TestStep) {
	w.t.Helper()
	w.play(inProcess(w.offer, oldest), steps)
}

// RunCLI is Run by the real CLI, whatever the environment says.
func (w *World) RunCLI(steps ...resource.TestStep) {
	w.t.Helper()
	w.RunCLIFrom(nil, steps...)
}

// RunCLIFrom is RunCLI with a minimum version of the CLI. Below it, the test is skipped
// with a message.
func (w *World) RunCLIFrom(oldest *version.Version, steps ...resource.TestStep) {
	w.t.Helper()
	w.play(byCLI(w.offer, oldest), steps)
}

func (w *World) play(by driver, steps []resource.TestStep) {
	w.t.Helper()
	before := w.existing()
	by(w.t, withProviderBlocks(w.ProviderBlock(), steps))
	w.leakCheck(before)
}

// ProviderBlock returns the provider block of this world. more adds arguments, one per
// line.
func (w *World) ProviderBlock(more ...string) string {
	return fmt.Sprintf("provider \"katapult\" {\n  api_url = %q\n  api_key = %q\n  organization = \"acme\"\n  %s\n}\n",
		w.URL, Token, strings.Join(more, "\n  "))
}

// Do sends a request outside Terraform, to a path below the core API, and returns the
// response.
func (w *World) Do(method, path string, body map[string]any) map[string]any {
	w.t.Helper()
	var content bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&content).Encode(body); err != nil {
			w.t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(w.t.Context(), method, w.URL+"/core/v1"+path, &content)
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := w.client().Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	var decoded map[string]any
	if err := json.NewDecoder(response.Body).Decode(&decoded); err != nil || response.StatusCode > 299 {
		w.t.Fatalf("%s %s: status %d, %v, %v", method, path, response.StatusCode, decoded, err)
	}
	return decoded
}

// AddGroup creates a VM group outside Terraform and returns its ID.
func (w *World) AddGroup(name string) string {
	w.t.Helper()
	response := w.Do("POST", "/organizations/organization/virtual_machine_groups", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "properties": map[string]any{"name": name},
	})
	group, _ := response["virtual_machine_group"].(map[string]any)
	id, _ := group["id"].(string)
	return id
}

// AddDisk creates an unassigned disk outside Terraform and returns its ID.
func (w *World) AddDisk(name string) string {
	w.t.Helper()
	response := w.Do("POST", "/organizations/organization/disks", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"},
		"properties": map[string]any{
			"name": name, "size_in_gb": 10, "data_center": map[string]any{"permalink": "uk-lon-01"},
		},
	})
	disk, _ := response["disk"].(map[string]any)
	id, _ := disk["id"].(string)
	return id
}

// AddVirtualNetwork creates a virtual network outside Terraform and returns its ID.
// dataCenter is a permalink.
func (w *World) AddVirtualNetwork(name, dataCenter string) string {
	w.t.Helper()
	response := w.Do("POST", "/organizations/organization/virtual_networks", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"},
		"data_center":  map[string]any{"permalink": dataCenter},
		"properties":   map[string]any{"name": name},
	})
	network, _ := response["virtual_network"].(map[string]any)
	id, _ := network["id"].(string)
	return id
}

// AddAPIToken makes an API token outside Terraform and returns its ID.
func (w *World) AddAPIToken(name string, scopes ...string) string {
	w.t.Helper()
	response := w.Do("POST", "/organizations/organization/api_tokens", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "properties": map[string]any{"name": name, "scopes": scopes},
	})
	token, _ := response["api_token"].(map[string]any)
	id, _ := token["id"].(string)
	return id
}

// AddSSHKey makes an SSH key outside Terraform and returns its ID.
func (w *World) AddSSHKey(name, publicKey string) string {
	w.t.Helper()
	response := w.Do("POST", "/organizations/organization/ssh_keys", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "ssh_key": map[string]any{"name": name, "key": publicKey},
	})
	key, _ := response["ssh_key"].(map[string]any)
	id, _ := key["id"].(string)
	return id
}

// AddTag makes a tag outside Terraform and returns its ID.
func (w *World) AddTag(name, color string) string {
	w.t.Helper()
	response := w.Do("POST", "/organizations/organization/tags", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "properties": map[string]any{"name": name, "color": color},
	})
	tag, _ := response["tag"].(map[string]any)
	id, _ := tag["id"].(string)
	return id
}

// StartBuild begins to build a small machine outside Terraform and returns the build's ID.
func (w *World) StartBuild() string {
	w.t.Helper()
	response := w.Do("POST", "/organizations/organization/virtual_machines/build_from_spec", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"},
		"xml": `<VirtualMachineSpec><DataCenter by="permalink">uk-lon-01</DataCenter><Resources><Package by="permalink">rock-1</Package></Resources>` +
			`<DiskTemplate><DiskTemplate by="permalink">templates/ubuntu-18-04</DiskTemplate></DiskTemplate></VirtualMachineSpec>`,
	})
	build, _ := response["build"].(map[string]any)
	id, _ := build["id"].(string)
	return id
}

// Only returns the ID of the only object of a kind.
func (w *World) Only(kind string) string {
	w.t.Helper()
	objects := w.Objects(kind)
	if len(objects) != 1 {
		w.t.Fatalf("there are %d objects of kind %s, not one", len(objects), kind)
	}
	id, _ := objects[0]["id"].(string)
	return id
}

// Count returns the number of requests of an operation, named as in the documentation.
func (w *World) Count(operation string) int {
	count := 0
	for _, r := range w.Requests() {
		if r.Operation == operation {
			count++
		}
	}
	return count
}

// factories serve the objects in process, with fastTimings unless the given options override
// them.
func (o *offer) factories(options ...provider.Option) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"katapult": func() (tfprotov6.ProviderServer, error) {
			return provider.Server("test", o.objects, append([]provider.Option{fastTimings}, o.options(options...)...)...)(), nil
		},
	}
}

// fastTimings make a provider retry at once, and barely wait for releases that nobody
// announced. Its rate limit window is the simulator's.
func fastTimings(o *provider.Options) {
	o.Katapult.Backoff = func(int) time.Duration { return time.Millisecond }
	o.Katapult.PollInterval = 20 * time.Millisecond
	o.Katapult.RateWindow = rateWindow
	o.Katapult.ReleaseGrace = 500 * time.Millisecond
	o.SailPoint.Backoff = o.Katapult.Backoff
	o.SailPoint.InUsePause = 20 * time.Millisecond
	o.SailPoint.Rate = 1_000_000
}

// Contract returns the API's documented contract, or nil if it is not available.
func Contract(t *testing.T) *contract.Contract {
	t.Helper()
	return contract.Open(t)
}

// requireTerraform finds the CLI that plays the steps.
func requireTerraform(t *testing.T) {
	t.Helper()
	if err := findTerraform(); err != nil {
		reportMissing(t, err.Error())
		t.Skip("not run: " + err.Error())
	}
}

var findTerraform = sync.OnceValue(func() error {
	cli := os.Getenv("TF_ACC_TERRAFORM_PATH")
	for _, name := range []string{"terraform", "tofu"} {
		if found, err := exec.LookPath(name); err == nil && cli == "" {
			cli = found
		}
	}
	if cli == "" {
		return fmt.Errorf("there is neither terraform nor tofu on PATH, and TF_ACC_TERRAFORM_PATH is not set; make test brings its own")
	}
	settings := map[string]string{"TF_ACC_TERRAFORM_PATH": cli}
	if strings.HasPrefix(filepath.Base(cli), "tofu") {
		settings["TF_ACC_PROVIDER_HOST"] = "registry.opentofu.org"
		settings["TF_ACC_PROVIDER_NAMESPACE"] = "hashicorp"
	}
	for name, value := range settings {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
})

// reportMissing logs that a check lacks something it needs. In CI it fails the test.
func reportMissing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal("in CI nothing is skipped: " + what)
	}
	t.Log("SKIPPED: " + what)
}
