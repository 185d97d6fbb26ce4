package main

import (
	"os"
	"os/exec"
	"syscall"
)

// peakMemory returns the peak memory of a process, in bytes.
func peakMemory(ended *os.ProcessState) int64 {
	if usage, ok := ended.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}

// killWithParent makes the kernel kill a process when this one ends.
func killWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
