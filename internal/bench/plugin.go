package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

// Variables that make this program act as the provider: the path of the real one, and the
// file that records its usage.
const (
	providerVariable = "BENCH_PROVIDER"
	usageVariable    = "BENCH_NOTES"
)

// runProvider acts as the provider for Terraform. It runs the real one, connected to
// Terraform's pipes, and records its usage at the end.
func runProvider(provider string) int {
	signal.Ignore(os.Interrupt)                       // Terraform stops its plugins itself
	command := exec.Command(provider, os.Args[1:]...) //nolint:gosec,noctx // it lives as long as Terraform wants
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	killWithParent(command)
	err := command.Run()
	if command.ProcessState == nil {
		log.Print(err)
		return 1
	}
	if err := appendUsage(command.ProcessState); err != nil {
		log.Print(err)
		return 1
	}
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return max(failed.ExitCode(), 1)
	}
	return 0
}

// appendUsage adds a line to the file, because Terraform starts the provider several times.
func appendUsage(ended *os.ProcessState) error {
	file, err := os.OpenFile(os.Getenv(usageVariable), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the file is the benchmark's own
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = fmt.Fprintln(file, peakMemory(ended), cpuTime(ended).Nanoseconds())
	return err
}

// cpuTime returns the CPU time of a process and of the children it waited for.
func cpuTime(ended *os.ProcessState) time.Duration { return ended.UserTime() + ended.SystemTime() }
