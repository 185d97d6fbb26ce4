// The serve command runs the simulated APIs of Katapult and SailPoint, for the
// demonstration and for anyone who tries the provider without an account.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := serve(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// settings are what the flags say.
type settings struct {
	cloud                  katapult.Options
	tenant                 sailpoint.Options
	address, tenantAddress string
	machines, groups       int
	tags                   string
	examples               bool
}

func parse(arguments []string) settings {
	var s settings
	s.cloud.Organizations = []string{""}
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	flags.StringVar(&s.address, "addr", "127.0.0.1:8080", "address to listen on; port 0 takes a free one")
	flags.StringVar(&s.cloud.Token, "token", katapult.DefaultToken, "API token to accept")
	flags.IntVar(&s.cloud.RateLimit, "rate", 1000, "requests per minute and token")
	flags.DurationVar(&s.cloud.Latency, "latency", 0, "added to every response")
	flags.DurationVar(&s.cloud.TaskTime, "task-time", 0, "how long a task runs; 0 takes the durations measured on the real API")
	flags.StringVar(&s.cloud.Organizations[0], "organization", "acme", "sub-domain of the organization")
	flags.IntVar(&s.machines, "seed-machines", 0, "number of running machines to begin with; there are two more disks for each, and a virtual network")
	flags.StringVar(&s.tags, "seed-tags", "", "names of tags to begin with, separated by commas; NAME=ID gives one an ID")
	flags.BoolVar(&s.examples, "seed-examples", false, "begin with what the examples of the documentation name; needs the organization acme")
	flags.StringVar(&s.tenantAddress, "sailpoint-addr", "127.0.0.1:0", "address for SailPoint's API to listen on; port 0 takes a free one")
	flags.IntVar(&s.tenant.RateLimit, "sailpoint-rate", 100, "requests per 10 seconds to SailPoint's API")
	flags.IntVar(&s.groups, "seed-groups", 0, "number of governance groups to begin with")
	_ = flags.Parse(arguments) // exits by itself
	s.tenant.Latency = s.cloud.Latency
	return s
}

// serve runs both APIs until one of them fails or the context ends. It prints
// the variables that point the provider to them.
func serve(ctx context.Context, arguments []string, out io.Writer) error {
	s := parse(arguments)
	organization := s.cloud.Organizations[0]
	if s.examples && organization != "acme" {
		return fmt.Errorf("the examples name the organization acme: -seed-examples does not fit -organization %s", organization)
	}
	cloud, tenant := katapult.New(s.cloud), sailpoint.New(s.tenant)
	seed(cloud, s.machines)
	for _, tag := range strings.FieldsFunc(s.tags, func(r rune) bool { return r == ',' }) {
		name, id, _ := strings.Cut(tag, "=")
		cloud.SeedTag(name, id)
	}
	owner, _ := tenant.Identities()[0]["id"].(string)
	for i := range s.groups {
		tenant.AddGroup(fmt.Sprintf("group-%d", i+1), owner)
	}
	if s.examples {
		cloud.SeedExamples()
		tenant.SeedExamples()
	}
	return run(ctx, server{cloud, s.address}, server{tenant, s.tenantAddress}, func(cloud, tenant net.Addr) {
		fmt.Fprintf(out, "export KATAPULT_API_URL=http://%s\nexport KATAPULT_API_KEY=%s\nexport KATAPULT_ORGANIZATION=%s\n"+
			"export SAIL_BASE_URL=http://%s\nexport SAIL_CLIENT_ID=%s\nexport SAIL_CLIENT_SECRET=%s\n",
			cloud, quoted(s.cloud.Token), quoted(organization), tenant, sailpoint.DefaultClientID, sailpoint.DefaultClientSecret)
		fmt.Fprintf(os.Stderr, "The simulator is running. Identity %s can own governance groups. Stop it with Ctrl-C.\n", owner)
	})
}

// server is one API and the address that it listens on.
type server struct {
	api     http.Handler
	address string
}

// seed adds machines, and what can be given to them.
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

// run serves both APIs, and announces them once both can be reached.
func run(ctx context.Context, cloud, tenant server, announce func(cloud, tenant net.Addr)) error {
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
