package core

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// width is where the CLI wraps lines when nobody looks at a terminal.
const width = 78

// failed is the error of a command, worded as the CLI's output.
type failed struct{ text string }

func (f failed) Error() string { return f.text }

// err is the error of a command, or nil if there are only warnings.
func (c *configuration) err(found Diagnostics) error {
	if !found.HasErrors() {
		return nil
	}
	var text strings.Builder
	text.WriteString("exit status 1\n")
	for _, d := range found {
		if !d.warning {
			text.WriteString(c.render(d))
		}
	}
	for _, d := range found {
		if d.warning {
			text.WriteString(c.render(d))
		}
	}
	return failed{text.String()}
}

// render writes a diagnostic the way the CLI does.
func (c *configuration) render(d diagnostic) string {
	var text strings.Builder
	severity := "Error"
	if d.warning {
		severity = "Warning"
	}
	fmt.Fprintf(&text, "\n%s: %s\n\n", severity, d.summary)
	if d.address != "" {
		fmt.Fprintf(&text, "  with %s,\n", d.address)
	}
	if d.at != nil {
		text.WriteString(c.excerpt(*d.at))
	}
	if d.detail != "" {
		for _, line := range strings.Split(d.detail, "\n") {
			text.WriteString(wrap(line) + "\n")
		}
	}
	return text.String()
}

// excerpt quotes the lines of a range.
func (c *configuration) excerpt(at hcl.Range) string {
	if c == nil || c.files[at.Filename] == nil {
		return fmt.Sprintf("  on %s line %d:\n  (source code not available)\n\n", at.Filename, at.Start.Line)
	}
	var text strings.Builder
	file := c.files[at.Filename]
	fmt.Fprintf(&text, "  on %s line %d", at.Filename, at.Start.Line)
	if nav, ok := file.Nav.(interface{ ContextString(int) string }); ok {
		if context := nav.ContextString(at.Start.Byte); context != "" {
			fmt.Fprintf(&text, ", in %s", context)
		}
	}
	text.WriteString(":\n")
	line := 0
	for lines := bufio.NewScanner(bytes.NewReader(file.Bytes)); lines.Scan(); {
		line++
		if line >= at.Start.Line && line <= max(at.End.Line, at.Start.Line) {
			fmt.Fprintf(&text, "%4d: %s\n", line, lines.Text())
		}
	}
	return text.String() + "\n"
}

// wrap breaks a line between words, unless it is indented.
func wrap(line string) string {
	if strings.HasPrefix(line, " ") {
		return line
	}
	var text strings.Builder
	used := 0
	for i, word := range strings.Split(line, " ") {
		switch {
		case i == 0:
		case used+1+len([]rune(word)) > width:
			text.WriteString("\n")
			used = 0
		default:
			text.WriteString(" ")
			used++
		}
		text.WriteString(word)
		used += len([]rune(word))
	}
	return text.String()
}
