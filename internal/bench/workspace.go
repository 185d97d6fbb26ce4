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

// source is the address of the provider, whose last part is what its program
// is called after.
const source = "terraform.local/katapult/katapult"

// workspace is a directory that Terraform runs in.
type workspace struct {
	terraform, dir, notes string
	env                   []string
}

// workspace makes a directory with a configuration. In the place of the
// provider Terraform finds this very program, which starts the provider and
// notes what it takes.
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
	w := &workspace{terraform: b.terraform, dir: dir, notes: filepath.Join(dir, "notes")}
	w.env = append(environment(),
		"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "TF_CLI_CONFIG_FILE="+filepath.Join(dir, "cli.tfrc"),
		"KATAPULT_API_URL="+url, "KATAPULT_API_KEY="+simulator.DefaultToken, "KATAPULT_ORGANIZATION=acme",
		realProvider+"="+b.provider, notesFile+"="+w.notes)
	return w, nil
}

// environment is the caller's, without what is meant for a real account or for
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

// run runs Terraform and says what that took.
func (w *workspace) run(ctx context.Context, arguments ...string) (cost, error) {
	_ = os.Remove(w.notes)
	command := exec.CommandContext(ctx, w.terraform, append(arguments, "-no-color")...) //nolint:gosec // the caller says which program to measure
	command.Dir, command.Env = w.dir, w.env
	start := time.Now()
	output, err := command.CombinedOutput()
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", arguments[0], err, tail(output))
	}
	spent := cost{time: time.Since(start), cpu: computed(command.ProcessState)}
	notes, _ := os.ReadFile(w.notes) // there is none without a provider
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

// tail is the end of what a command printed.
func tail(output []byte) string {
	return string(output[max(0, len(output)-4000):])
}
