package provider_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// vault is a world in which the built provider handles secrets, and looks for them in all that
// is printed and written.
type vault struct {
	*acctest.World
	*acctest.Shell

	printed strings.Builder
	// shown is what commands print that show a state or a plan in full.
	shown strings.Builder

	mu sync.Mutex
	// secrets maps names to secrets. Those that an API issues are added then.
	secrets map[string]string
	// handed are the operations whose responses have contained a secret, by its name.
	handed map[string][]string
	// mayBeIn reports whether a secret may be in a file, or in shownPlace.
	mayBeIn func(name, place string) bool
}

// shownPlace is a place for secrets, beside the names of files.
const shownPlace = "the output that shows a state or a plan"

// isState and isPlan report whether a file is one. A plan's parts are the files in it.
func isState(place string) bool { return strings.HasPrefix(place, "terraform.tfstate") }
func isPlan(place string) bool  { return strings.Contains(place, ".plan") }

// note notes the secrets in a response of Katapult. The caller holds the lock.
func (v *vault) note(e simulator.Exchange) {
	for name, secret := range v.secrets {
		if strings.Contains(string(e.ResponseBody), secret) && !slices.Contains(v.handed[name], e.Operation) {
			v.handed[name] = append(v.handed[name], e.Operation)
		}
	}
}

// run runs Terraform, records its output, and returns it.
func (v *vault) run(arguments ...string) (string, error) {
	output, err := v.Shell.Run(append(arguments, "-no-color")...)
	if slices.Contains(arguments, "-json") {
		v.shown.WriteString(output)
	} else {
		v.printed.WriteString(output)
	}
	return output, err
}

// succeeds runs commands one after the other, each of which has to succeed.
func (v *vault) succeeds(t *testing.T, commands ...[]string) {
	t.Helper()
	for _, arguments := range commands {
		if output, err := v.run(arguments...); err != nil {
			t.Errorf("%v: %v\n%s", arguments, err, output[max(0, len(output)-4000):])
		}
	}
}

// endures applies and destroys everything while faults last, and searches for secrets. It
// returns the error of the apply.
func (v *vault) endures(t *testing.T) error {
	t.Helper()
	v.Set("TF_LOG=TRACE")
	v.Set("KATAPULT_MAX_RETRIES=1")
	_, failed := v.run("apply", "-auto-approve")
	_, _ = v.run("destroy", "-auto-approve") // it may succeed
	v.search(t)
	return failed
}

// search looks for the secrets in all output and all files.
func (v *vault) search(t *testing.T) {
	t.Helper()
	places := v.Files()
	places["the output"], places[shownPlace] = v.printed.String(), v.shown.String()
	v.mu.Lock()
	defer v.mu.Unlock()
	for place, text := range places {
		for name, secret := range v.secrets {
			// Part of a secret is enough: a truncated text may end in the middle of one.
			at := strings.Index(text, secret[len(secret)/4:len(secret)*3/4])
			if at >= 0 && !v.mayBeIn(name, place) {
				t.Errorf("%s is in %s: …%s…", name, place, text[max(0, at-300):min(len(text), at+len(secret))])
			}
		}
	}
}
