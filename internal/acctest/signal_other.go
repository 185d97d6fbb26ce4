//go:build !unix

package acctest

import (
	"os"
	"os/exec"
)

func byItself(*exec.Cmd) {}

func interrupt(command *exec.Cmd) error { return command.Process.Signal(os.Interrupt) }
