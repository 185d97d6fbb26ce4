package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// source is the provider's address. Its last part is in the name of the program.
const source = "terraform.local/katapult/katapult"

// workspace is a directory in which Terraform runs.
type workspace struct {
	terraform, dir, usageFile string
	env                       []string
}

// workspace creates a directory with a configuration. Terraform finds this program as its
// provider. It starts the real provider and records its usage.
func (b *bench) workspace(config, url string) (*workspace, error) {
	dir, err := os.MkdirTemp(b.work, "")
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	plugins := filepath.Join(dir, "plugins")
	if err := os.Mkdir(plugins, 0o700); err != nil {
		return nil, err
	}
	if err := os.Symlink(self, filepath.Join(plugins, "terraform-provider-katapult")); err != nil {
		return nil, err
	}
	settings := fmt.Sprintf("provider_installation {\n  dev_overrides { %q = %q }\n}\n", source, plugins)
	for name, content := range map[string]string{"main.tf": config, "cli.tfrc": settings} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	w := &workspace{terraform: b.terraform, dir: dir, usageFile: filepath.Join(dir, "notes")}
	w.env = append(environment(),
		"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "TF_CLI_CONFIG_FILE="+filepath.Join(dir, "cli.tfrc"),
		"KATAPULT_API_URL="+url, "KATAPULT_API_KEY="+simulator.DefaultToken, "KATAPULT_ORGANIZATION=acme",
		providerVariable+"="+b.provider, usageVariable+"="+w.usageFile)
	return w, nil
}

// environment returns the caller's environment without variables for a real account or
// another project.
func environment() []string {
	var env []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "KATAPULT_") && !strings.HasPrefix(variable, "SAIL_") && !strings.HasPrefix(variable, "TF_") {
			env = append(env, variable)
		}
	}
	return env
}

func (w *workspace) remove() { _ = os.RemoveAll(w.dir) }

// run runs Terraform and returns the cost.
func (w *workspace) run(ctx context.Context, arguments ...string) (cost, error) {
	_ = os.Remove(w.usageFile)
	command := exec.CommandContext(ctx, w.terraform, append(arguments, "-no-color")...) //nolint:gosec // the caller says which program to measure
	command.Dir, command.Env = w.dir, w.env
	start := time.Now()
	output, err := command.CombinedOutput()
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", arguments[0], err, tail(output))
	}
	spent := cost{time: time.Since(start), cpu: cpuTime(command.ProcessState)}
	notes, _ := os.ReadFile(w.usageFile) // there is none without a provider
	for line := range strings.Lines(string(notes)) {
		var (
			memory int64
			cpu    time.Duration
		)
		if _, err := fmt.Sscanln(line, &memory, &cpu); err != nil {
			return spent, fmt.Errorf("what the provider took is noted as %q: %w", line, err)
		}
		spent.memory, spent.provider = max(spent.memory, memory), spent.provider+cpu
	}
	return spent, nil
}

func tail(output []byte) string {
	return string(output[max(0, len(output)-4000):])
}
