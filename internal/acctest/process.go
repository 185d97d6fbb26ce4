package acctest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

// cliTimeout bounds a CLI process.
const cliTimeout = 2 * time.Minute

// Process is a running command.
type Process struct {
	shell   *Shell
	command *exec.Cmd
	output  bytes.Buffer
	ended   chan error
}

// Start starts a command without waiting for it.
func (s *Shell) Start(arguments ...string) *Process {
	s.t.Helper()
	if s.inProcess != nil {
		r := &Process{shell: s, ended: make(chan error, 1)}
		go func() {
			output, err := s.inProcess.Run(s.t.Context(), arguments...)
			r.output.WriteString(output)
			r.ended <- err
		}()
		return r
	}
	ctx, cancel := context.WithTimeout(s.t.Context(), cliTimeout)
	r := &Process{shell: s, ended: make(chan error, 1)}
	r.command = exec.CommandContext(ctx, os.Getenv("TF_ACC_TERRAFORM_PATH"), arguments...)
	r.command.Dir, r.command.Env = s.dir, s.env
	r.command.Stdout, r.command.Stderr = &r.output, &r.output
	newProcessGroup(r.command)
	if err := r.command.Start(); err != nil {
		cancel()
		s.t.Fatal(err)
	}
	go func() {
		defer cancel()
		r.ended <- r.command.Wait()
	}()
	return r
}

// Interrupt acts as Ctrl-C: it signals the CLI and all processes it has started.
func (r *Process) Interrupt() {
	r.shell.t.Helper()
	if r.command == nil {
		r.shell.inProcess.Interrupt(r.shell.t.Context())
		return
	}
	if err := interrupt(r.command); err != nil {
		r.shell.t.Fatal(err)
	}
}

// Wait waits for the command and returns its output.
func (r *Process) Wait() (string, error) {
	err := <-r.ended
	return r.output.String(), err
}

// Interrupt runs the CLI, interrupts it when the simulator responds to an operation, and
// returns its output.
func (w *World) Interrupt(shell *Shell, operation string, arguments ...string) (string, error) {
	w.t.Helper()
	seen := make(chan struct{})
	once := sync.OnceFunc(func() { close(seen) })
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == operation {
			once()
		}
	})
	running := shell.Start(arguments...)
	select {
	case <-seen:
		running.Interrupt()
	case err := <-running.ended:
		w.t.Fatalf("it ended before %s: %v\n%s", operation, err, running.output.String())
	}
	return running.Wait()
}

// SteppingClock is the clock of a world whose tasks take minutes. It stands still, or
// advances by a minute with each request.
type SteppingClock struct {
	clock   *simulator.ManualClock
	running atomic.Bool
}

// NewSteppingClock returns a world and its clock, which stands still.
func NewSteppingClock(t *testing.T, objects ...crud.Object) (*World, *SteppingClock) {
	t.Helper()
	stepping := &SteppingClock{clock: simulator.NewManualClock(time.Now())}
	w := NewWith(t, func(o *katapult.Options) { o.Clock, o.TaskTime = stepping.clock, 5*time.Minute }, objects...)
	w.Observe(func(simulator.Exchange) {
		if stepping.running.Load() {
			stepping.clock.Advance(time.Minute)
		}
	})
	return w, stepping
}

// Flow advances the clock with each request from now on.
func (t *SteppingClock) Flow() { t.running.Store(true) }

// Advance moves the clock forward at once.
func (t *SteppingClock) Advance(d time.Duration) { t.clock.Advance(d) }

// Stop stops the clock.
func (t *SteppingClock) Stop() { t.running.Store(false) }
