// The bench command measures the requests, time and provider memory that managing many VM
// groups takes, with real Terraform and the simulator. The floor beside each figure is
// Terraform with as many of its own terraform_data, which send no requests. "make bench"
// runs it.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	if provider := os.Getenv(providerVariable); provider != "" {
		os.Exit(runProvider(provider))
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

type settings struct {
	terraform, provider, output string
	sizes                       []int
	latencies                   []time.Duration
	runs, rate                  int
}

func parseFlags() (settings, error) {
	s := settings{}
	flag.StringVar(&s.terraform, "terraform", "terraform", "Terraform or OpenTofu")
	flag.StringVar(&s.provider, "provider", "bin/terraform-provider-katapult", "the built provider")
	flag.StringVar(&s.output, "output", "bin/bench.md", "file for the tables in Markdown")
	sizes := flag.String("sizes", "10,100,1000,5000", "numbers of groups; none measures the start of the provider alone")
	latencies := flag.String("latency", "0,50ms", "how long the API takes to answer")
	flag.IntVar(&s.runs, "runs", 3, "how often everything is measured; the fastest counts. More than 1,000 groups are measured once, and 5,000 take most of an hour")
	flag.IntVar(&s.rate, "rate", 1_000_000, "requests that the API allows in a minute")
	flag.Parse()
	var err error
	if s.sizes, err = parseList(*sizes, strconv.Atoi); err != nil {
		return s, fmt.Errorf("-sizes: %w", err)
	}
	if s.latencies, err = parseList(*latencies, time.ParseDuration); err != nil {
		return s, fmt.Errorf("-latency: %w", err)
	}
	s.provider, err = filepath.Abs(s.provider)
	return s, err
}

// parseList parses a comma-separated list.
func parseList[T any](list string, read func(string) (T, error)) ([]T, error) {
	var all []T
	for part := range strings.SplitSeq(list, ",") {
		if part == "" {
			continue
		}
		value, err := read(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		all = append(all, value)
	}
	return all, nil
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := parseFlags()
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "katapult-bench.")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)

	b := bench{settings: s, work: work}
	if b.conditions, err = b.describeConditions(ctx); err != nil {
		return err
	}
	if b.startup, err = b.measureStartup(ctx); err != nil {
		return fmt.Errorf("start of the provider: %w", err)
	}
	for _, size := range s.sizes {
		if err := b.measure(ctx, size); err != nil {
			return fmt.Errorf("%s groups: %w", thousands(size), cmp.Or(context.Cause(ctx), err))
		}
		if err := b.write(); err != nil {
			return err
		}
	}
	fmt.Printf("\n%s\n", b.report())
	fmt.Fprintf(os.Stderr, "The same is in %s.\n", s.output)
	return b.write()
}

// report returns all results so far, in Markdown.
func (b *bench) report() string {
	parts := []string{b.startup.table(), b.conditions + "\n"}
	if len(b.results) > 0 {
		parts = slices.Insert(parts, 0, costTable(b.results))
	}
	return strings.Join(parts, "\n")
}

// write saves the report after each size, so that an interrupted run keeps its results.
func (b *bench) write() error {
	if err := os.MkdirAll(filepath.Dir(b.output), 0o750); err != nil {
		return err
	}
	return os.WriteFile(b.output, []byte(b.report()), 0o600)
}
