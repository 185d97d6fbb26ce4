package core

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// configured is a resource or data source of a configuration.
type configured struct {
	address        resourceAddress
	body           hcl.Body
	count, forEach hcl.Expression
	dependsOn      []hcl.Traversal
	replacedBy     []hcl.Expression
	// before is create_before_destroy, also when others force it.
	before, prevented bool
	ignores           []cty.Path
	ignoresAll        bool
	pre, post         []rule
}

var metaArguments = &hcl.BodySchema{
	Attributes: []hcl.AttributeSchema{{Name: "count"}, {Name: "for_each"}, {Name: "depends_on"}, {Name: "provider"}},
	Blocks:     []hcl.BlockHeaderSchema{{Type: "lifecycle"}, {Type: "provisioner", LabelNames: []string{"type"}}, {Type: "connection"}},
}

func (c *configuration) takeResource(b *hcl.Block) Diagnostics {
	r := &configured{address: resourceAddress{b.Type == "data", b.Labels[0], b.Labels[1]}}
	content, rest, found := b.Body.PartialContent(metaArguments)
	if found.HasErrors() {
		return fromHCL(found)
	}
	if _, exists := c.resources[r.address]; exists {
		return Diagnostics{{summary: "Duplicate " + b.Type + " " + `"` + r.address.typeName + `" configuration`, detail: "Each name can be used once only.", at: &b.DefRange}}
	}
	r.body = rest
	if a, exists := content.Attributes["count"]; exists {
		r.count = a.Expr
	}
	if a, exists := content.Attributes["for_each"]; exists {
		r.forEach = a.Expr
	}
	if a, exists := content.Attributes["depends_on"]; exists {
		targets, more := traversals(a.Expr)
		r.dependsOn, found = targets, append(found, more...)
	}
	if a, exists := content.Attributes["provider"]; exists {
		if t, more := hcl.AbsTraversalForExpr(a.Expr); more.HasErrors() || len(t) > 1 {
			return Diagnostics{unsupported("A provider that is chosen by its alias")}
		}
	}
	all := fromHCL(found)
	for _, inner := range content.Blocks {
		if inner.Type != "lifecycle" {
			return Diagnostics{unsupported("A block of type " + inner.Type)}
		}
		all = append(all, r.takeLifecycle(inner)...)
	}
	c.resources[r.address] = r
	c.order = append(c.order, r.address)
	return all
}

func (r *configured) takeLifecycle(b *hcl.Block) Diagnostics {
	content, found := b.Body.Content(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "create_before_destroy"}, {Name: "prevent_destroy"}, {Name: "ignore_changes"}, {Name: "replace_triggered_by"}},
		Blocks:     []hcl.BlockHeaderSchema{{Type: "precondition"}, {Type: "postcondition"}},
	})
	for name, flag := range map[string]*bool{"create_before_destroy": &r.before, "prevent_destroy": &r.prevented} {
		if a, exists := content.Attributes[name]; exists {
			v, more := a.Expr.Value(nil)
			*flag, found = v.RawEquals(cty.True), append(found, more...)
		}
	}
	if a, exists := content.Attributes["ignore_changes"]; exists {
		found = append(found, r.takeIgnored(a.Expr)...)
	}
	if a, exists := content.Attributes["replace_triggered_by"]; exists {
		list, more := hcl.ExprList(a.Expr)
		r.replacedBy, found = list, append(found, more...)
	}
	for _, inner := range content.Blocks {
		condition, more := newRule(inner)
		if found = append(found, more...); inner.Type == "precondition" {
			r.pre = append(r.pre, condition)
		} else {
			r.post = append(r.post, condition)
		}
	}
	return fromHCL(found)
}

func (r *configured) takeIgnored(e hcl.Expression) hcl.Diagnostics {
	if hcl.ExprAsKeyword(e) == "all" {
		r.ignoresAll = true
		return nil
	}
	list, found := hcl.ExprList(e)
	for _, item := range list {
		t, more := hcl.RelTraversalForExpr(item)
		found = append(found, more...)
		var path cty.Path
		for _, step := range t {
			switch s := step.(type) {
			case hcl.TraverseRoot:
				path = path.GetAttr(s.Name)
			case hcl.TraverseAttr:
				path = path.GetAttr(s.Name)
			case hcl.TraverseIndex:
				path = path.Index(s.Key)
			}
		}
		r.ignores = append(r.ignores, path)
	}
	return found
}

// references are all traversals within a resource.
func (r *configured) references() []hcl.Traversal {
	var all []hcl.Traversal
	for _, e := range append([]hcl.Expression{r.count, r.forEach}, r.replacedBy...) {
		if e != nil {
			all = append(all, e.Variables()...)
		}
	}
	for _, condition := range slices.Concat(r.pre, r.post) {
		all = append(all, condition.condition.Variables()...)
		all = append(all, condition.message.Variables()...)
	}
	return append(append(all, variablesIn(r.body)...), r.dependsOn...)
}

// variablesIn are the traversals in a body, whatever its schema.
func variablesIn(body hcl.Body) []hcl.Traversal {
	written, ok := body.(*hclsyntax.Body)
	if !ok {
		return nil
	}
	var all []hcl.Traversal
	for _, a := range written.Attributes {
		all = append(all, a.Expr.Variables()...)
	}
	for _, b := range written.Blocks {
		if b.Type != "lifecycle" {
			all = append(all, slices.DeleteFunc(variablesIn(b.Body), func(t hcl.Traversal) bool { return t.RootName() == iterator(b) })...)
		}
	}
	return all
}

// iterator is the variable that a dynamic block declares for its content.
func iterator(b *hclsyntax.Block) string {
	if b.Type != "dynamic" {
		return ""
	}
	if named, exists := b.Body.Attributes["iterator"]; exists {
		return hcl.ExprAsKeyword(named.Expr)
	}
	return b.Labels[0]
}

// needs are the resources that traversals lead to, also through local values.
func (c *configuration) needs(refs []hcl.Traversal) []resourceAddress {
	found := map[resourceAddress]bool{}
	seen := map[string]bool{}
	var follow func(refs []hcl.Traversal)
	follow = func(refs []hcl.Traversal) {
		for _, t := range refs {
			if t.RootName() == "local" && len(t) > 1 {
				name := t[1].(hcl.TraverseAttr).Name
				if a, exists := c.locals[name]; exists && !seen[name] {
					seen[name] = true
					follow(a.Expr.Variables())
				}
				continue
			}
			if address, _, ok := referred(t); ok && c.resources[address] != nil {
				found[address] = true
			}
		}
	}
	follow(refs)
	return slices.Collect(maps.Keys(found))
}

// ancestors are all resources that one needs, directly or not.
func (c *configuration) ancestors(a resourceAddress) map[resourceAddress]bool {
	all := map[resourceAddress]bool{}
	var follow func(a resourceAddress)
	follow = func(a resourceAddress) {
		for _, needed := range c.needs(c.resources[a].references()) {
			if !all[needed] && needed != a {
				all[needed] = true
				follow(needed)
			}
		}
	}
	follow(a)
	return all
}

// chosen says of a resource whether the targets are that or need it.
func (c *configuration) chosen(targets []resourceAddress) func(resourceAddress) bool {
	all := map[resourceAddress]bool{}
	for _, a := range targets {
		all[a] = true
		if c.resources[a] != nil {
			maps.Copy(all, c.ancestors(a))
		}
	}
	return func(a resourceAddress) bool { return len(targets) == 0 || all[a] }
}

// link forces create_before_destroy on what others need that have it.
func (c *configuration) link() {
	for _, address := range c.order {
		if !c.resources[address].before {
			continue
		}
		for needed := range c.ancestors(address) {
			if !needed.data {
				c.resources[needed].before = true
			}
		}
	}
}

// dependencies are the managed resources that a resource needs, as the state
// remembers them.
func (c *configuration) dependencies(a resourceAddress) []string {
	var all []string
	for needed := range c.ancestors(a) {
		if !needed.data {
			all = append(all, needed.String())
		}
	}
	slices.Sort(all)
	return all
}
