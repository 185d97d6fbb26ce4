// The serve command runs the simulated Katapult API, and beside it the simulated
// SailPoint API, as a program, for the demonstration and for anyone who wants to
// try the provider without an account.
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

	"terraform-provider-katapult/internal/simulator/katapult"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

func main() {
	address := flag.String("addr", "127.0.0.1:8080", "address to listen on; port 0 takes a free one")
	token := flag.String("token", katapult.DefaultToken, "API token to accept")
	rate := flag.Int("rate", 1000, "requests per minute and token")
	latency := flag.Duration("latency", 0, "added to every response")
	taskTime := flag.Duration("task-time", 0, "how long a task runs; 0 takes the durations measured on the real API")
	organization := flag.String("organization", "acme", "sub-domain of the organization")
	machines := flag.Int("seed-machines", 0, "number of running machines to begin with; there are two more disks for each, and a virtual network")
	sailAddress := flag.String("sailpoint-addr", "127.0.0.1:0", "address for SailPoint's API to listen on; port 0 takes a free one")
	sailRate := flag.Int("sailpoint-rate", 100, "requests per 10 seconds to SailPoint's API")
	groups := flag.Int("seed-groups", 0, "number of governance groups to begin with")
	flag.Parse()

	cloud := katapult.New(katapult.Options{
		Token:         *token,
		Organizations: []string{*organization},
		RateLimit:     *rate,
		Latency:       *latency,
		TaskTime:      *taskTime,
	})
	seed(cloud, *machines)
	tenant := sailpoint.New(sailpoint.Options{RateLimit: *sailRate, Latency: *latency})
	owner := tenant.Identities()[0]["id"]
	for i := range *groups {
		tenant.AddGroup(fmt.Sprintf("group-%d", i+1), owner.(string))
	}
	err := run(server{cloud, *address}, server{tenant, *sailAddress}, func(cloud, tenant net.Addr) {
		fmt.Printf("export KATAPULT_API_URL=http://%s\nexport KATAPULT_API_KEY=%s\nexport KATAPULT_ORGANIZATION=%s\n"+
			"export SAIL_BASE_URL=http://%s\nexport SAIL_CLIENT_ID=%s\nexport SAIL_CLIENT_SECRET=%s\n",
			cloud, quoted(*token), quoted(*organization), tenant, sailpoint.DefaultClientID, sailpoint.DefaultClientSecret)
		fmt.Fprintf(os.Stderr, "The simulator is running. Identity %s can own governance groups. Stop it with Ctrl-C.\n", owner)
	})
	if err != nil {
		log.Fatal(err)
	}
}

// server is one API and the address it is to listen on.
type server struct {
	api     http.Handler
	address string
}

// seed makes machines, and what there is to give to them.
func seed(cloud *katapult.Simulator, machines int) {
	for i := range machines {
		cloud.AddVirtualMachine(katapult.VM{Name: fmt.Sprintf("machine-%d", i+1), Interface: true})
		cloud.AddDisk(fmt.Sprintf("data-%d", 2*i+1))
		cloud.AddDisk(fmt.Sprintf("data-%d", 2*i+2))
	}
	if machines > 0 {
		cloud.AddVirtualNetwork("backend", "uk-lon-01")
	}
}

// run serves both APIs until one of them fails or the program is told to stop.
// It announces them once both can be reached.
func run(cloud, tenant server, announce func(cloud, tenant net.Addr)) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	listeners, servers := []net.Listener{}, []*http.Server{}
	for _, s := range []server{cloud, tenant} {
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.address)
		if err != nil {
			return err
		}
		listeners = append(listeners, listener)
		servers = append(servers, &http.Server{Handler: s.api, ReadHeaderTimeout: 10 * time.Second})
	}
	announce(listeners[0].Addr(), listeners[1].Addr())

	served := make(chan error, len(servers))
	for i, s := range servers {
		go func() { served <- s.Serve(listeners[i]) }()
	}
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, s := range servers {
		if err := s.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
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
