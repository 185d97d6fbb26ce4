//go:build unix

package acctest

import (
	"os/exec"
	"syscall"
)

// byItself gives a program a group of its own, as a terminal does: signals
// reach all it starts, and not the tests.
func byItself(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

func interrupt(command *exec.Cmd) error { return syscall.Kill(-command.Process.Pid, syscall.SIGINT) }
