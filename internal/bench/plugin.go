package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
)

// Variables that turn this program into the provider: where the real one is,
// and the file in which its memory is noted.
const (
	realProvider = "BENCH_PROVIDER"
	memoryFile   = "BENCH_MEMORY"
)

// observe is what Terraform starts in the place of the provider. It starts the
// real one, which has to itself what Terraform says and hears, and notes the
// memory that it had taken when it ended.
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
	if err := note(peak(command.ProcessState)); err != nil {
		log.Print(err)
		return 1
	}
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return max(failed.ExitCode(), 1)
	}
	return 0
}

// note adds a line to the file: Terraform starts the provider several times.
func note(memory int64) error {
	file, err := os.OpenFile(os.Getenv(memoryFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the file is the benchmark's own
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = fmt.Fprintln(file, memory)
	return err
}
