//go:build !unix

package acctest

import (
	"os"
	"os/exec"
)

func newProcessGroup(*exec.Cmd) {}

func interrupt(command *exec.Cmd) error { return command.Process.Signal(os.Interrupt) }
