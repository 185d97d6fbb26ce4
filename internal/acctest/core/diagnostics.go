package core

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// diagnostic is an error or a warning, and where in the configuration it
// belongs, if anywhere.
type diagnostic struct {
	warning         bool
	summary, detail string
	address         string
	at              *hcl.Range
}

// Diagnostics are all errors and warnings of a command.
type Diagnostics []diagnostic

// HasErrors says whether there is more than warnings.
func (d Diagnostics) HasErrors() bool {
	for _, one := range d {
		if !one.warning {
			return true
		}
	}
	return false
}

func failure(summary, format string, arguments ...any) diagnostic {
	return diagnostic{summary: summary, detail: fmt.Sprintf(format, arguments...)}
}

// unsupported is the failure of what only the CLI can play.
func unsupported(what string) diagnostic {
	return failure("Not supported by the in-process driver", "%s. Play this test by the CLI: use RunCLI in the place of Run.", what)
}

// wrong is the failure of a call that did not come about.
func wrong(err error) Diagnostics {
	return Diagnostics{failure("Plugin error", "The provider gave no usable response: %s", err)}
}

// fromHCL takes over what HCL found in the configuration.
func fromHCL(found hcl.Diagnostics) Diagnostics {
	var all Diagnostics
	for _, d := range found {
		detail := d.Detail
		if d.Summary == "Call to unknown function" {
			detail += " Or the in-process driver lacks it: play this test by the CLI, with RunCLI in the place of Run."
		}
		all = append(all, diagnostic{warning: d.Severity == hcl.DiagWarning, summary: d.Summary, detail: detail, at: d.Subject})
	}
	return all
}

// fromProvider takes over what a provider said, of an object whose
// configuration is a body, or of one that has none.
func fromProvider(found []*tfprotov6.Diagnostic, body hcl.Body, address string) Diagnostics {
	var all Diagnostics
	for _, d := range found {
		one := diagnostic{warning: d.Severity == tfprotov6.DiagnosticSeverityWarning, summary: d.Summary, detail: d.Detail}
		if body != nil {
			one.address = address
			at := body.MissingItemRange()
			if d.Attribute != nil {
				at = locate(body, pathOf(d.Attribute))
			}
			one.at = &at
		} else if d.Attribute != nil && len(d.Attribute.Steps()) > 0 {
			one.detail += "\n\n(" + strings.TrimPrefix(pathText(pathOf(d.Attribute)), ".") + ")"
		}
		all = append(all, one)
	}
	return all
}

// locate is where a body has what a path leads to, as far as it is written.
func locate(body hcl.Body, path cty.Path) hcl.Range {
	at := body.MissingItemRange()
	written, ok := body.(*hclsyntax.Body)
	if !ok || len(path) == 0 {
		return at
	}
	step, ok := path[0].(cty.GetAttrStep)
	if !ok {
		return at
	}
	if a, exists := written.Attributes[step.Name]; exists {
		if len(path) > 1 {
			if _, within := path[1].(cty.GetAttrStep); within {
				return at // Terraform looks for such a path in blocks alone
			}
		}
		return locateIn(a.Expr, a.SrcRange, path[1:])
	}
	var blocks []*hclsyntax.Block
	for _, b := range written.Blocks {
		if b.Type == step.Name {
			blocks = append(blocks, b)
		}
	}
	rest, index := path[1:], 0
	if len(rest) > 0 {
		if key, isIndex := rest[0].(cty.IndexStep); isIndex && key.Key.Type() == cty.Number {
			big, _ := key.Key.AsBigFloat().Int64()
			rest, index = rest[1:], int(big)
		}
	}
	if index < len(blocks) {
		return locate(blocks[index].Body, rest)
	}
	return at
}

// locateIn is locate within the expression of an attribute.
func locateIn(e hclsyntax.Expression, at hcl.Range, path cty.Path) hcl.Range {
	if len(path) == 0 {
		return at
	}
	switch e := e.(type) {
	case *hclsyntax.ObjectConsExpr:
		name := ""
		switch s := path[0].(type) {
		case cty.GetAttrStep:
			name = s.Name
		case cty.IndexStep:
			if s.Key.Type() == cty.String {
				name = s.Key.AsString()
			}
		}
		for _, item := range e.Items {
			if key, _ := item.KeyExpr.Value(nil); key.IsKnown() && !key.IsNull() && key.Type() == cty.String && key.AsString() == name {
				return locateIn(item.ValueExpr, hcl.RangeBetween(item.KeyExpr.Range(), item.ValueExpr.Range()), path[1:])
			}
		}
	case *hclsyntax.TupleConsExpr:
		if s, ok := path[0].(cty.IndexStep); ok && s.Key.Type() == cty.Number {
			index, _ := s.Key.AsBigFloat().Int64()
			if int(index) < len(e.Exprs) {
				return locateIn(e.Exprs[index], e.Exprs[index].Range(), path[1:])
			}
		}
	}
	return at
}
