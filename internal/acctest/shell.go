package acctest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// Shell is a directory in which the CLI runs with the provider as a program
// of its own, as a user has it.
type Shell struct {
	t   *testing.T
	dir string
	env []string
}

// header is what a configuration needs to find the built provider.
const header = `terraform {
  required_providers {
    katapult = { source = "terraform.local/katapult/katapult" }
  }
}
`

// Shell returns a directory with a configuration. The provider is configured
// by the environment.
func (w *World) Shell(config string) *Shell {
	w.t.Helper()
	requireTerraform(w.t)
	plugin, err := buildProvider()
	if err != nil {
		w.t.Fatal(err)
	}
	s := &Shell{t: w.t, dir: w.t.TempDir()}
	s.Write("main.tf", header+config)
	s.Write("cli.tfrc", fmt.Sprintf(`provider_installation {
  dev_overrides { "terraform.local/katapult/katapult" = %q }
  direct {}
}
`, filepath.Dir(plugin)))
	s.env = append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+filepath.Join(s.dir, "cli.tfrc"), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1",
		"KATAPULT_API_URL="+w.URL, "KATAPULT_API_KEY="+Token, "KATAPULT_ORGANIZATION=acme")
	return s
}

// Set adds a variable, as NAME=value, to the environment of what is run.
func (s *Shell) Set(variable string) { s.env = append(s.env, variable) }

// Write puts a file into the directory.
func (s *Shell) Write(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
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

// Run runs the CLI and returns all it printed.
func (s *Shell) Run(arguments ...string) (string, error) {
	s.t.Helper()
	command := exec.CommandContext(s.t.Context(), os.Getenv("TF_ACC_TERRAFORM_PATH"), arguments...)
	command.Dir, command.Env = s.dir, s.env
	output, err := command.CombinedOutput()
	return string(output), err
}

// WriteState puts a state with managed resources, given in the JSON of a state
// file, into the directory.
func (s *Shell) WriteState(typeName, name, attributes string) {
	s.t.Helper()
	s.Write("terraform.tfstate", fmt.Sprintf(`{
  "version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "6d2b7c0e-54b2-4a3c-9d7e-0c1f2a3b4c5d", "outputs": {},
  "resources": [{
    "mode": "managed", "type": %q, "name": %q, "provider": "provider[\"terraform.local/katapult/katapult\"]",
    "instances": [{"schema_version": 0, "attributes": %s}]
  }]
}`, typeName, name, attributes))
}

// buildProvider builds the provider once for all tests of a package.
var buildProvider = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "terraform-provider-katapult-")
	if err != nil {
		return "", err
	}
	plugin := filepath.Join(dir, "terraform-provider-katapult")
	output, err := exec.Command("go", "build", "-o", plugin, "terraform-provider-katapult").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the provider: %w: %s", err, output)
	}
	return plugin, nil
})
