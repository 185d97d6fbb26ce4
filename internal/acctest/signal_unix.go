//go:build unix

package acctest

import (
	"os/exec"
	"syscall"
)

// newProcessGroup starts a command in its own process group, as a terminal does. Signals
// then reach its children, but not the tests.
func newProcessGroup(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

func interrupt(command *exec.Cmd) error { return syscall.Kill(-command.Process.Pid, syscall.SIGINT) }
