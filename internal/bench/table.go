package main

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func costTable(results []result) string {
	lines := [][]string{{"VM groups", "latency", "command", "requests", "time", "floor", "time / floor", "CPU / floor", "without the provider's", "peak memory"}}
	for _, r := range results {
		lines = append(lines, []string{
			thousands(r.size), milliseconds(r.latency), r.command, thousands(r.groups.requests), seconds(r.groups.time),
			seconds(r.floor.time), ratio(r.groups.time, r.floor.time), ratio(r.groups.cpu, r.floor.cpu), ratio(r.groups.cpu-r.groups.provider, r.floor.cpu), mebibytes(r.groups.memory),
		})
	}
	return markdown(lines, 2)
}

func (s startup) table() string {
	return markdown([][]string{
		{fmt.Sprintf("start of the provider, median of %d", startupRuns), ""},
		{"from exec to the handshake", milliseconds(s.handshake)},
		{"from exec to the schema", milliseconds(s.schema)},
		{"size of the program", mebibytes(s.size)},
	}, 0)
}

// describeConditions returns where and how the figures were measured.
func (b *bench) describeConditions(ctx context.Context) (string, error) {
	version, err := exec.CommandContext(ctx, b.terraform, "version").Output() //nolint:gosec // the caller says which program to measure
	if err != nil {
		return "", fmt.Errorf("%s version: %w", b.terraform, err)
	}
	name, _, _ := strings.Cut(string(version), "\n")
	return fmt.Sprintf("%s, %s/%s, %d cores, default parallelism; the fastest of %d runs, of one beyond 1,000 groups. The floor is what Terraform takes for the same number of `terraform_data`; "+
		"CPU is Terraform's and the provider's, then Terraform's alone: what would be left of a provider that computes nothing. Peak memory is the provider's. The API allows %s requests a minute. "+
		"The provider is started as Terraform starts it: with a key and a certificate that it makes before the handshake, and asked for its schema over TLS.",
		name, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), b.runs, thousands(b.rate)), nil
}

// markdown returns an aligned table. All columns but one are aligned right.
func markdown(lines [][]string, left int) string {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for column, cell := range line {
			widths[column] = max(widths[column], utf8.RuneCountInString(cell), 2)
		}
	}
	var table strings.Builder
	for n, line := range lines {
		for column, cell := range line {
			format := "| %*s "
			if column == left {
				format = "| %-*s "
			}
			fmt.Fprintf(&table, format, widths[column], cell)
		}
		table.WriteString("|\n")
		if n > 0 {
			continue
		}
		for column, width := range widths {
			rule := strings.Repeat("-", width+1)
			if column == left {
				table.WriteString("|" + rule + "-")
			} else {
				table.WriteString("|" + rule + ":")
			}
		}
		table.WriteString("|\n")
	}
	return table.String()
}

func thousands(number int) string {
	text := strconv.Itoa(number)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func ratio(a, b time.Duration) string { return fmt.Sprintf("%.2f", a.Seconds()/b.Seconds()) }

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
}

// mebibytes returns a dash for 0, which was not measured.
func mebibytes(bytes int64) string {
	if bytes == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}
