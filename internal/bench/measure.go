package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// commands are measured in this order.
var commands = [][]string{
	{"apply", "-auto-approve"},
	{"plan", "-detailed-exitcode"}, // fails if the plan has changes
	{"destroy", "-auto-approve"},
}

// cost is what one command used.
type cost struct {
	requests int
	time     time.Duration
	// cpu is the CPU time of Terraform and the provider. It says more than time on a
	// machine with other work. provider is the provider's share of it.
	cpu, provider time.Duration
	memory        int64 // the provider's peak, in bytes; 0 if unknown
}

// keepBest keeps the shortest times, and the maximum of everything else.
func (c *cost) keepBest(other cost) {
	if c.time == 0 {
		*c = other
	}
	if other.cpu < c.cpu {
		c.cpu, c.provider = other.cpu, other.provider
	}
	c.time = min(c.time, other.time)
	c.requests, c.memory = max(c.requests, other.requests), max(c.memory, other.memory)
}

// result is a row of the table.
type result struct {
	size    int
	latency time.Duration
	command string
	groups  cost
	floor   cost
}

// bench is one run of the command.
type bench struct {
	settings

	work       string
	conditions string
	startup    startup
	results    []result
}

// measure runs all commands with each latency on this number of groups. It alternates them
// with the same number of terraform_data, so that other load on the machine affects both.
func (b *bench) measure(ctx context.Context, size int) error {
	floor := make([]cost, len(commands))
	groups := make([][]cost, len(b.latencies))
	runs := b.runs
	if size > 1000 {
		runs = 1
	}
	for n := range runs {
		fmt.Fprintf(os.Stderr, "%s groups, run %d of %d\n", thousands(size), n+1, runs)
		if err := b.cycle(ctx, floorConfig(size), nil, floor, "the floor"); err != nil {
			return fmt.Errorf("terraform_data: %w", err)
		}
		for l, latency := range b.latencies {
			if groups[l] == nil {
				groups[l] = make([]cost, len(commands))
			}
			cloud := simulator.New(simulator.Options{RateLimit: b.rate, Latency: latency})
			if err := b.cycle(ctx, groupConfig(size), cloud, groups[l], "at "+milliseconds(latency)); err != nil {
				return err
			}
		}
	}
	for l, latency := range b.latencies {
		for c, command := range commands {
			b.results = append(b.results, result{size, latency, command[0], groups[l][c], floor[c]})
		}
	}
	return nil
}

// cycle runs all commands in a new workspace, and merges their costs into costs.
func (b *bench) cycle(ctx context.Context, config string, cloud *simulator.Simulator, costs []cost, label string) error {
	url := ""
	if cloud != nil {
		server, err := serve(ctx, cloud)
		if err != nil {
			return err
		}
		defer server.Close()
		url = "http://" + server.Addr
	}
	w, err := b.workspace(config, url)
	if err != nil {
		return err
	}
	defer w.remove()
	for c, command := range commands {
		if cloud != nil {
			cloud.ResetRequests()
		}
		spent, err := w.run(ctx, command...)
		if err != nil {
			return err
		}
		if cloud != nil {
			spent.requests = len(cloud.Requests())
		}
		costs[c].keepBest(spent)
		fmt.Fprintf(os.Stderr, "  %-9s %-8s %9s, %8s of CPU, %8s of it the provider's, %6s requests, %s\n",
			label, command[0], seconds(spent.time), seconds(spent.cpu), seconds(spent.provider), thousands(spent.requests), mebibytes(spent.memory))
	}
	return nil
}

// serve serves a simulator on a free local port.
func serve(ctx context.Context, cloud http.Handler) (*http.Server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Addr: listener.Addr().String(), Handler: cloud, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	return server, nil
}

func groupConfig(size int) string {
	return fmt.Sprintf(`terraform {
  required_providers {
    katapult = { source = %q }
  }
}

resource "katapult_virtual_machine_group" "g" {
  count = %d
  name  = "g-${count.index}"
}
`, source, size)
}

func floorConfig(size int) string {
	return fmt.Sprintf("resource \"terraform_data\" \"g\" {\n  count = %d\n  input = \"g-${count.index}\"\n}\n", size)
}
