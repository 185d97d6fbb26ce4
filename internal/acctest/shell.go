package acctest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest/core"
	"terraform-provider-katapult/internal/provider"
)

// Shell is a directory in which Terraform commands run, in process or by the real CLI. The
// constructor determines which.
type Shell struct {
	t *testing.T
	offer
	dir string
	env []string
	// inProcess runs the commands; without it the CLI does.
	inProcess *core.CommandLine
}

// header lets a configuration find the provider.
const header = `terraform {
  required_providers {
    katapult = { source = "` + address + `" }
  }
}
`

// Shell returns a directory with a configuration, in which core runs the commands in
// process. With ACCTEST_DRIVER=cli in the environment the real CLI runs them. Where the two
// differ, core is wrong.
func (w *World) Shell(config string) *Shell {
	w.t.Helper()
	return newShell(w.t, w.offer, withProviderBlock(w.ProviderBlock(), config))
}

// CLIShell is a Shell of the real CLI, whatever the environment says. The test's process
// serves the provider, which retries at once.
func (w *World) CLIShell(config string) *Shell {
	w.t.Helper()
	return newCLIShell(w.t, w.offer, withProviderBlock(w.ProviderBlock(), config))
}

// ProgramShell is a Shell of the real CLI and the built provider, as users have them. The
// environment configures the provider. It offers all objects.
func (w *World) ProgramShell(config string) *Shell {
	w.t.Helper()
	return newProgramShell(w.t, config, "KATAPULT_API_URL="+w.URL, "KATAPULT_API_KEY="+Token, "KATAPULT_ORGANIZATION=acme")
}

func newShell(t *testing.T, o offer, config string) *Shell {
	t.Helper()
	if wantsCLI(t) {
		return newCLIShell(t, o, config)
	}
	s := &Shell{t: t, offer: o, dir: t.TempDir()}
	s.Configure(config)
	s.Serve()
	return s
}

func newCLIShell(t *testing.T, o offer, config string) *Shell {
	t.Helper()
	s := openCLI(t, config)
	s.offer = o
	s.Serve()
	return s
}

func newProgramShell(t *testing.T, config string, variables ...string) *Shell {
	t.Helper()
	s := openCLI(t, config, variables...)
	s.Use(filepath.Dir(Program(t)))
	return s
}

// Serve makes the shell use a provider with these options.
func (s *Shell) Serve(options ...provider.Option) {
	s.t.Helper()
	if s.env == nil {
		s.inProcess = core.NewCommandLine(s.dir, "katapult", s.factories(options...)["katapult"])
		return
	}
	s.Set("TF_REATTACH_PROVIDERS=" + serve(s.t, s.offer, options...))
}

// WaitForReleases serves a provider that waits up to a minute for the announcement of a
// release. On a busy machine Terraform may reach the releasing operation late.
func (s *Shell) WaitForReleases() {
	s.t.Helper()
	s.Serve(func(o *provider.Options) { o.Katapult.ReleaseGrace = time.Minute })
}

// Program returns the path of the provider, built as for users.
func Program(t *testing.T) string {
	t.Helper()
	plugin, err := buildProvider()
	if err != nil {
		t.Fatal(err)
	}
	return plugin
}

// Use makes the CLI start the provider in a directory.
func (s *Shell) Use(dir string) {
	s.t.Helper()
	s.Set("TF_REATTACH_PROVIDERS=")
	s.Write("cli.tfrc", fmt.Sprintf(`provider_installation {
  dev_overrides { %q = %q }
  direct {}
}
`, address, dir))
}

// openCLI returns a Shell of the CLI with an empty CLI configuration file.
func openCLI(t *testing.T, config string, variables ...string) *Shell {
	t.Helper()
	requireTerraform(t)
	s := &Shell{t: t, dir: t.TempDir()}
	s.Configure(config)
	s.prepareCLI(variables...)
	return s
}

// prepareCLI writes an empty CLI configuration file and sets the environment.
func (s *Shell) prepareCLI(variables ...string) {
	s.t.Helper()
	s.Write("cli.tfrc", "")
	s.env = append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(s.dir, "cli.tfrc"), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	s.env = append(s.env, variables...)
}

// WithCLI returns a Shell of the real CLI in the same directory. Both use one configuration
// and one state.
func (s *Shell) WithCLI() *Shell {
	s.t.Helper()
	requireTerraform(s.t)
	other := &Shell{t: s.t, offer: s.offer, dir: s.dir}
	other.prepareCLI()
	return other
}

// Set adds NAME=value to the environment of the CLI.
func (s *Shell) Set(variable string) {
	s.t.Helper()
	if s.inProcess != nil {
		s.t.Fatal("the environment is the CLI's: use a CLIShell or a ProgramShell")
	}
	s.env = append(s.env, variable)
}

// Write puts a file into the directory.
func (s *Shell) Write(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// Configure replaces the configuration.
func (s *Shell) Configure(config string) {
	s.t.Helper()
	s.Write("main.tf", header+config)
}

// Read returns a file of the directory.
func (s *Shell) Read(name string) string {
	s.t.Helper()
	content, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(content)
}

// Run runs a command and returns its output.
func (s *Shell) Run(arguments ...string) (string, error) {
	s.t.Helper()
	if s.inProcess != nil {
		return s.inProcess.Run(s.t.Context(), arguments...)
	}
	command := exec.CommandContext(s.t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), arguments...)
	command.Dir, command.Env = s.dir, s.env
	output, err := command.CombinedOutput()
	return string(output), err
}

// WriteState writes a state with instances of one managed resource, given as the JSON of
// their attributes. Several instances are numbered as by count.
func (s *Shell) WriteState(typeName, name string, attributes ...string) {
	s.t.Helper()
	instances := make([]map[string]any, len(attributes))
	for i, a := range attributes {
		instances[i] = map[string]any{"schema_version": 0, "attributes": json.RawMessage(a)}
		if len(attributes) > 1 {
			instances[i]["index_key"] = i
		}
	}
	state, err := json.Marshal(map[string]any{
		"version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "6d2b7c0e-54b2-4a3c-9d7e-0c1f2a3b4c5d", "outputs": map[string]any{},
		"resources": []any{map[string]any{
			"mode": "managed", "type": typeName, "name": name,
			"provider": fmt.Sprintf("provider[%q]", address), "instances": instances,
		}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Write("terraform.tfstate", string(state))
}

// buildProvider builds the provider once per test binary. All test binaries share one path
// in the user's cache, so that builds do not accumulate. The final rename replaces the
// program even while another test runs it.
var buildProvider = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	root := here[:strings.LastIndex(here, "internal")]
	dir := filepath.Join(cache, "terraform-provider-katapult", "acctest", strings.ReplaceAll(root, string(filepath.Separator), "-"))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	plugin := filepath.Join(dir, "terraform-provider-katapult")
	building := fmt.Sprintf("%s.%d", plugin, os.Getpid())
	output, err := exec.Command("go", "build", "-o", building, "terraform-provider-katapult").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the provider: %w: %s", err, output)
	}
	return plugin, os.Rename(building, plugin)
})
