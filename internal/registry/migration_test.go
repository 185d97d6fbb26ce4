package registry_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
)

const (
	officialSource = "registry.terraform.io/krystal/katapult"
	ownSource      = "terraform.local/katapult/katapult"
)

var replaceProvider = regexp.MustCompile(`(?m)^terraform (state replace-provider \S+ \S+)$`)

// TestGuideToMigrationMovesStatesThereAndBack runs the guide's commands by the real CLI on
// states that the official provider has written.
func TestGuideToMigrationMovesStatesThereAndBack(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "templates/guides/coming-from-krystal-katapult.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands := replaceProvider.FindAllStringSubmatch(string(content), -1)
	if len(commands) != 2 {
		t.Fatalf("the guide has %d commands that replace a provider, and not one each way", len(commands))
	}
	there, back := strings.Fields(commands[0][1]), strings.Fields(commands[1][1])
	for _, name := range []string{"katapult_virtual_machine", "katapult_security_group"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := recording(filepath.Join("testdata", "states", "0.0.20", name))
			w, clock := acctest.NewSteppingClock(t, registry.All()...)
			r.replay(t, w, clock)
			clock.Flow()
			shell := w.ProgramShell(r.read(t, "main.tf"))
			shell.Set("KATAPULT_DATA_CENTER=uk-lon-01")
			before := strings.ReplaceAll(r.read(t, "state.json"), ownSource, officialSource)
			shell.Write("terraform.tfstate", before)

			run := func(arguments ...string) {
				t.Helper()
				if output, err := shell.Run(arguments...); err != nil {
					t.Fatalf("%s: %v\n%s", arguments, err, output)
				}
			}
			replace := func(arguments []string, from, to string) {
				t.Helper()
				run(slices.Insert(arguments, 2, "-auto-approve")...)
				if state := shell.Read("terraform.tfstate"); strings.Contains(state, from) || !strings.Contains(state, to) {
					t.Fatalf("the state is not one of %s:\n%s", to, state)
				}
			}
			replace(there, officialSource, ownSource)
			run("plan", "-detailed-exitcode")
			run("apply", "-auto-approve")
			replace(back, ownSource, officialSource)
		})
	}
}
