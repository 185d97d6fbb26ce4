package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// Start starts the machine and returns when it is started. It leaves a started one as it
// is. It returns ErrNotFound, a TaskError, or a StuckError.
//
// POST /virtual_machines/virtual_machine/start
func (h *LockedMachine) Start(ctx context.Context) error {
	return h.power(ctx, "start", VirtualMachineStarted)
}

// Stop turns the machine off and returns when it is stopped. It leaves a stopped one as it
// is. It returns ErrNotFound, a TaskError, or a StuckError.
//
// POST /virtual_machines/virtual_machine/stop
func (h *LockedMachine) Stop(ctx context.Context) error {
	return h.power(ctx, "stop", VirtualMachineStopped)
}

// Shutdown asks the operating system of the machine to stop, and returns when the machine
// is stopped. It leaves a stopped one as it is. It returns ErrNotFound, a TaskError, or a
// StuckError.
//
// POST /virtual_machines/virtual_machine/shutdown
func (h *LockedMachine) Shutdown(ctx context.Context) error {
	return h.power(ctx, "shutdown", VirtualMachineStopped)
}

// power changes the state of the machine.
func (h *LockedMachine) power(ctx context.Context, action string, final VirtualMachineState) error {
	now, err := h.WaitSettled(ctx)
	if err != nil || now.State == final {
		return err
	}
	if err := h.run(ctx, action); err != nil {
		return err
	}
	if now, err = h.WaitSettled(ctx); err == nil && now.State != final {
		err = fmt.Errorf("virtual machine %q (%s) is %s after the task to %s it was completed", now.Name, h.id, now.State, action)
	}
	return err
}

// run sends an action and waits for its task. What was seen of the machine is out of date.
func (h *LockedMachine) run(ctx context.Context, action string) error {
	h.seenAt = time.Time{}
	call := rest.Call{Method: http.MethodPost, Path: virtualMachines.path + "/" + action, Idempotent: action != "reset"}
	err := h.client.tasks.run(ctx, call, id(virtualMachines.key, h.id), virtualMachines.describe(h.id))
	h.noteTask(err)
	return err
}

// TurnOff turns the machine off, also while it shuts down, and returns when it is stopped.
// It returns ErrNotFound, or a TaskError.
//
// POST /virtual_machines/virtual_machine/stop
func (h *LockedMachine) TurnOff(ctx context.Context) error {
	return h.run(ctx, "stop")
}

// ShutdownOrTurnOff is Shutdown for a machine whose operating system may not obey: after the
// limit it calls late with what the wait ended with, and turns the machine off.
//
// POST /virtual_machines/virtual_machine/shutdown and POST /virtual_machines/virtual_machine/stop
func (h *LockedMachine) ShutdownOrTurnOff(ctx context.Context, limit time.Duration, late func(error)) error {
	bounded, cancel := context.WithTimeoutCause(ctx, limit, errNotShutDown)
	err := h.Shutdown(bounded)
	cancel()
	if ctx.Err() != nil || !errors.Is(err, errNotShutDown) {
		return err
	}
	late(err)
	return h.TurnOff(ctx)
}

var errNotShutDown = errors.New("the operating system did not shut down in time")

// stoppedAfterBuild is for how many poll intervals a machine may stay stopped after its
// build is complete, until Katapult is taken not to start it.
const stoppedAfterBuild = 30

// WaitStarted returns the machine as soon as it is started, after a build. It starts a
// machine that stays stopped. It returns ErrNotFound, or a TaskError.
//
// GET /virtual_machines/virtual_machine, and POST /virtual_machines/virtual_machine/start
func (h *LockedMachine) WaitStarted(ctx context.Context) (VirtualMachine, error) {
	began := time.Now()
	settled := func(m VirtualMachine) bool {
		late := time.Since(began) >= stoppedAfterBuild*h.client.tasks.backoff.Min
		return m.State == VirtualMachineStarted || m.State == VirtualMachineFailed || m.State == VirtualMachineStopped && late
	}
	machine, err := waitSettled(ctx, h.client, h.refresh, settled, VirtualMachine.doing)
	switch {
	case err != nil:
		return machine, err
	case machine.State == VirtualMachineFailed:
		return machine, fmt.Errorf("%s", machine.doing())
	case machine.State == VirtualMachineStopped:
		if err := h.Start(ctx); err != nil {
			return machine, err
		}
		return h.WaitSettled(ctx)
	}
	h.seen, h.seenAt = machine, time.Now()
	return machine, nil
}

// Reset turns the machine off and on again, and returns when it is started. It returns
// ErrNotFound, a TaskError, or a StuckError.
//
// POST /virtual_machines/virtual_machine/reset
func (h *LockedMachine) Reset(ctx context.Context) error {
	if _, err := h.WaitSettled(ctx); err != nil {
		return err
	}
	return h.run(ctx, "reset")
}
