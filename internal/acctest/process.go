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

// cliTimeout is how long a CLI that was started may take.
const cliTimeout = 2 * time.Minute

// Process is a CLI that was started and is not waited for yet.
type Process struct {
	shell   *Shell
	command *exec.Cmd
	output  bytes.Buffer
	ended   chan error
}

// Start starts a command.
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
	byItself(r.command)
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

// Interrupt does to the CLI, and to all it has started, what Ctrl-C does.
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

// Wait returns all the CLI printed, when it has ended.
func (r *Process) Wait() (string, error) {
	err := <-r.ended
	return r.output.String(), err
}

// Interrupt runs the CLI, interrupts it as soon as the simulator answers a
// request of an operation, and returns all it printed.
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

// SteppingClock is the time of a world whose tasks take minutes: it stands still, or
// passes by a minute with each request.
type SteppingClock struct {
	clock *simulator.ManualClock
	flows atomic.Bool
}

// NewSteppingClock makes a world whose time stands still.
func NewSteppingClock(t *testing.T, objects ...crud.Object) (*World, *SteppingClock) {
	t.Helper()
	stepping := &SteppingClock{clock: simulator.NewManualClock(time.Now())}
	w := NewWith(t, func(o *katapult.Options) { o.Clock, o.TaskTime = stepping.clock, 5*time.Minute }, objects...)
	w.Observe(func(simulator.Exchange) {
		if stepping.flows.Load() {
			stepping.clock.Advance(time.Minute)
		}
	})
	return w, stepping
}

// Flow lets time pass with the requests.
func (t *SteppingClock) Flow() { t.flows.Store(true) }

// Stop lets time stand still.
func (t *SteppingClock) Stop() { t.flows.Store(false) }
