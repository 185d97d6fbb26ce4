package main

import (
	"os"
	"os/exec"
	"syscall"
)

// peak is the most memory that a process had in use, in bytes.
func peak(ended *os.ProcessState) int64 {
	if usage, ok := ended.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}

// tie ends a process together with this one.
func tie(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
