//go:build !linux

package main

import (
	"os"
	"os/exec"
)

// peakMemory returns 0: outside Linux the unit of Maxrss differs, or the system does not
// report it.
func peakMemory(*os.ProcessState) int64 { return 0 }

func killWithParent(*exec.Cmd) {}
