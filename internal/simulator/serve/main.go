// The serve command runs the simulated Katapult API as a program, for the
// demonstration and for anyone who wants to try the provider without an
// account.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

func main() {
	address := flag.String("addr", "127.0.0.1:8080", "address to listen on; port 0 takes a free one")
	token := flag.String("token", simulator.DefaultToken, "API token to accept")
	rate := flag.Int("rate", 1000, "requests per minute and token")
	latency := flag.Duration("latency", 0, "added to every answer")
	taskTime := flag.Duration("task-time", 0, "how long a task runs; 0 takes the durations measured on the real API")
	organization := flag.String("organization", "acme", "sub-domain of the organization")
	machines := flag.Int("seed-machines", 0, "number of running machines to begin with, each with a disk and an interface")
	flag.Parse()

	cloud := simulator.New(simulator.Options{
		Token:         *token,
		Organizations: []string{*organization},
		RateLimit:     *rate,
		Latency:       *latency,
		TaskTime:      *taskTime,
	})
	for i := range *machines {
		cloud.AddVirtualMachine(simulator.VM{Name: fmt.Sprintf("machine-%d", i+1), Interface: true})
	}
	if err := run(cloud, *address, *token, *organization); err != nil {
		log.Fatal(err)
	}
}

func run(cloud http.Handler, address, token, organization string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: cloud, ReadHeaderTimeout: 10 * time.Second}
	fmt.Printf("export KATAPULT_API_URL=http://%s\nexport KATAPULT_API_KEY=%s\nexport KATAPULT_ORGANIZATION=%s\n",
		listener.Addr(), quoted(token), quoted(organization))
	fmt.Fprintln(os.Stderr, "The simulator is running. Stop it with Ctrl-C.")

	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// quoted makes a value safe for the shell that evaluates the lines.
func quoted(value string) string {
	if value != "" && strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == "" {
		return value
	}
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
