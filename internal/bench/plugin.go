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

// Variables that turn this program into the provider: where the real one is,
// and the file in which is noted what it took.
const (
	realProvider = "BENCH_PROVIDER"
	notesFile    = "BENCH_NOTES"
)

// observe is what Terraform starts in the place of the provider. It starts the
// real one, which has to itself what Terraform says and hears, and notes what
// it had taken when it ended.
func observe(provider string) int {
	signal.Ignore(os.Interrupt)                       // Terraform ends its plugins by itself
	command := exec.Command(provider, os.Args[1:]...) //nolint:gosec,noctx // it lives as long as Terraform wants
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	tie(command)
	err := command.Run()
	if command.ProcessState == nil {
		log.Print(err)
		return 1
	}
	if err := note(command.ProcessState); err != nil {
		log.Print(err)
		return 1
	}
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return max(failed.ExitCode(), 1)
	}
	return 0
}

// note adds a line to the file: Terraform starts the provider several times.
func note(ended *os.ProcessState) error {
	file, err := os.OpenFile(os.Getenv(notesFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the file is the benchmark's own
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = fmt.Fprintln(file, peak(ended), computed(ended).Nanoseconds())
	return err
}

// computed is the time that a process, and those that it waited for, kept a
// core busy.
func computed(ended *os.ProcessState) time.Duration { return ended.UserTime() + ended.SystemTime() }
