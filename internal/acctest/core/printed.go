package core

import (
	"fmt"
	"slices"
	"strings"
)

// printed is what a command has printed so far, without colours.
type printed struct{ strings.Builder }

// diagnostics prints errors and warnings in their order. Warnings of one summary
// are told once.
func (out *printed) diagnostics(c *configuration, found Diagnostics) {
	for _, d := range found.consolidated() {
		out.WriteString(c.render(d))
	}
}

// consolidated has one warning of each summary, and how many more there are.
func (d Diagnostics) consolidated() Diagnostics {
	count := map[string]int{}
	for _, one := range d {
		if one.warning {
			count[one.summary]++
		}
	}
	var all Diagnostics
	for _, one := range d {
		if n := count[one.summary]; one.warning {
			switch {
			case n == 0:
				continue
			case n == 2:
				one.detail += "\n\n(and one more similar warning elsewhere)"
			case n > 2:
				one.detail += fmt.Sprintf("\n\n(and %d more similar warnings elsewhere)", n-1)
			}
			count[one.summary] = 0
		}
		all = append(all, one)
	}
	return all
}

// withoutChecks leaves out what check blocks say.
func (d Diagnostics) withoutChecks() Diagnostics {
	return slices.DeleteFunc(slices.Clone(d), func(one diagnostic) bool { return one.warning && one.summary == "Check block assertion failed" })
}

// plan prints what a plan will do.
func (out *printed) plan(p *Plan) {
	switch {
	case p.changesAnything():
		var n struct{ imported, added, changed, destroyed int }
		for _, c := range p.changes {
			if c.imported != nil {
				n.imported++
			}
			if c.action == creating || c.action.replaces() {
				n.added++
			}
			if c.action == updating {
				n.changed++
			}
			if c.action == destroying || c.action.replaces() {
				n.destroyed++
			}
		}
		fmt.Fprintf(out, "\nTerraform will perform the following actions:\n\n%s\nPlan: ", p.text())
		if n.imported > 0 {
			fmt.Fprintf(out, "%d to import, ", n.imported)
		}
		fmt.Fprintf(out, "%d to add, %d to change, %d to destroy.\n", n.added, n.changed, n.destroyed)
	case p.destroy:
		out.WriteString("\nNo changes. No objects need to be destroyed.\n")
	default:
		out.WriteString("\nNo changes. Your infrastructure matches the configuration.\n")
	}
}

// outcome prints what an apply has done.
func (out *printed) outcome(p *Plan, done *applied) {
	if p.destroy {
		fmt.Fprintf(out, "\nDestroy complete! Resources: %d destroyed.\n", done.destroyed.Load())
		return
	}
	out.WriteString("\nApply complete! Resources: ")
	if n := done.imported.Load(); n > 0 {
		fmt.Fprintf(out, "%d imported, ", n)
	}
	fmt.Fprintf(out, "%d added, %d changed, %d destroyed.\n", done.added.Load(), done.changed.Load(), done.destroyed.Load())
}

// changesAnything says whether there is anything to apply: also an import, or
// another address in the state.
func (p *Plan) changesAnything() bool {
	return !p.empty() || slices.ContainsFunc(p.changes, func(c *change) bool { return c.imported != nil || c.previous != nil })
}
