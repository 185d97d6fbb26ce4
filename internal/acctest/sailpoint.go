package acctest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	contract "terraform-provider-katapult/internal/contract/sailpoint"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

// Credentials of the tests' simulated tenants. They are easy to search for.
const (
	SailPointID     = "acctest-client-41D"
	SailPointSecret = "acctest-S41lP01ntS3cr3t"
)

// SailPoint is a simulated SailPoint tenant and a provider that uses it, without Katapult.
type SailPoint struct {
	*sailpoint.Simulator

	URL string
	t   *testing.T
	offer
}

// NewSailPoint returns a tenant for a test. Its provider offers only these objects. It has
// no rate limit. Every request and response is checked against the API's contract.
func NewSailPoint(t *testing.T, objects ...crud.Object) *SailPoint {
	t.Helper()
	return NewSailPointWith(t, func(*sailpoint.Options) {}, objects...)
}

// NewSailPointWith is NewSailPoint with changed options of the simulator.
func NewSailPointWith(t *testing.T, change func(*sailpoint.Options), objects ...crud.Object) *SailPoint {
	t.Helper()
	options := sailpoint.Options{ClientID: SailPointID, ClientSecret: SailPointSecret, RateLimit: -1}
	change(&options)
	w := &SailPoint{Simulator: sailpoint.New(options), t: t, offer: offer{objects: objects}}
	w.URL = w.connect(t, w.Simulator)
	if c := contract.Open(t); c != nil {
		w.Observe(func(e sailpoint.Exchange) {
			if e.Injected {
				return
			}
			if err := c.Check(e.Method, e.Path, e.Query, e.Header.Get("Content-Type"), e.Body, e.Status, e.ResponseBody); err != nil {
				t.Errorf("not in the contract: %s", err)
			}
		})
	}
	return w
}

// On returns the same tenant for a subtest.
func (w *SailPoint) On(t *testing.T) *SailPoint {
	return &SailPoint{Simulator: w.Simulator, URL: w.URL, t: t, offer: w.offer}
}

// Run plays the steps and destroys everything at the end, as the Run of a World
// does. A step's configuration gets the provider block of this tenant unless it
// brings one. What is left in the simulator afterwards fails the test.
func (w *SailPoint) Run(steps ...resource.TestStep) {
	w.t.Helper()
	w.play(inProcess(w.offer, nil), steps)
}

// RunFrom is Run with a minimum version of the CLI. If the CLI plays the test and is older,
// the test is skipped.
func (w *SailPoint) RunFrom(oldest *version.Version, steps ...resource.TestStep) {
	w.t.Helper()
	w.play(inProcess(w.offer, oldest), steps)
}

// RunCLI is Run by the real CLI, whatever the environment says.
func (w *SailPoint) RunCLI(steps ...resource.TestStep) {
	w.t.Helper()
	w.RunCLIFrom(nil, steps...)
}

// RunCLIFrom is RunCLI with a minimum version of the CLI. Below it, the test is skipped
// with a message.
func (w *SailPoint) RunCLIFrom(oldest *version.Version, steps ...resource.TestStep) {
	w.t.Helper()
	w.play(byCLI(w.offer, oldest), steps)
}

func (w *SailPoint) play(by driver, steps []resource.TestStep) {
	w.t.Helper()
	before := map[any]bool{}
	for _, g := range w.Groups() {
		before[g["id"]] = true
	}
	by(w.t, withProviderBlocks(w.ProviderBlock(), steps))
	for _, g := range w.Groups() {
		if !before[g["id"]] {
			w.t.Errorf("governance group %v is left behind", g["name"])
		}
	}
}

// ProviderBlock returns the provider block of this tenant. more adds arguments of the
// sailpoint attribute, one per line.
func (w *SailPoint) ProviderBlock(more ...string) string {
	return fmt.Sprintf("provider \"katapult\" {\n  sailpoint = {\n    base_url = %q\n    client_id = %q\n    client_secret = %q\n    %s\n  }\n}\n",
		w.URL, SailPointID, SailPointSecret, strings.Join(more, "\n    "))
}

// Shell is that of a World, for this tenant.
func (w *SailPoint) Shell(config string) *Shell {
	w.t.Helper()
	return newShell(w.t, w.offer, withProviderBlock(w.ProviderBlock(), config))
}

// ProgramShell is that of a World, for this tenant.
func (w *SailPoint) ProgramShell(config string) *Shell {
	w.t.Helper()
	return newProgramShell(w.t, config, "SAIL_BASE_URL="+w.URL, "SAIL_CLIENT_ID="+SailPointID, "SAIL_CLIENT_SECRET="+SailPointSecret)
}

// List queries a list resource with a filter, up to the limit.
func (w *SailPoint) List(typeName string, filter map[string]string, limit int64) []Listed {
	w.t.Helper()
	return list(w.t, w.offer, w.settings(), typeName, filter, limit)
}

// Invoke runs an action. The arguments are strings or lists of strings.
func (w *SailPoint) Invoke(typeName string, config map[string]any) Invoked {
	w.t.Helper()
	return invoke(w.t, w.offer, w.settings(), typeName, config)
}

func (w *SailPoint) settings() map[string]any {
	return map[string]any{"sailpoint": map[string]any{
		"base_url": w.URL, "client_id": SailPointID, "client_secret": SailPointSecret,
	}}
}

// Count returns the number of requests of an operation, named as in the contract without
// the version.
func (w *SailPoint) Count(operation string) int {
	count := 0
	for _, r := range w.Requests() {
		if r.Operation == operation {
			count++
		}
	}
	return count
}
