package sailpoint

import (
	"slices"
	"strings"
)

// predicate reports whether a filter selects a group.
type predicate func(*group) bool

// filterable are the operators of each field.
var filterable = map[string][]string{
	"id":                     {"eq", "in", "sw"},
	"name":                   {"eq", "sw", "in"},
	"memberships.identityId": {"eq", "in"},
}

// filterParser reads a filter from left to right, up to the first error.
type filterParser struct {
	rest string
	err  error
}

// parseFilters reads a filter in the API's standard syntax, such as
//
//	id in ("a","b") and not name sw "x"
//
// Case does not matter.
func parseFilters(filters string) (func(*group) bool, error) {
	p := &filterParser{rest: filters}
	matches := p.alternatives()
	if p.skip(); p.err == nil && p.rest != "" {
		p.fail()
	}
	if p.err != nil {
		return nil, p.err
	}
	return matches, nil
}

func (p *filterParser) fail() {
	if p.err == nil {
		p.err = invalid("The filter cannot be understood at %q.", p.rest)
	}
	p.rest = ""
}

func (p *filterParser) skip() { p.rest = strings.TrimLeft(p.rest, " \t") }

// word skips a word if it comes next.
func (p *filterParser) word(word string) bool {
	p.skip()
	rest, found := strings.CutPrefix(p.rest, word)
	if !found || rest != "" && strings.IndexByte(" \t(\"", rest[0]) < 0 {
		return false
	}
	p.rest = rest
	return true
}

// mark skips a punctuation mark if it comes next.
func (p *filterParser) mark(mark string) bool {
	p.skip()
	rest, found := strings.CutPrefix(p.rest, mark)
	if found {
		p.rest = rest
	}
	return found
}

func (p *filterParser) alternatives() predicate {
	left := p.conditions()
	for p.word("or") {
		first, second := left, p.conditions()
		left = func(g *group) bool { return first(g) || second(g) }
	}
	return left
}

func (p *filterParser) conditions() predicate {
	left := p.condition()
	for p.word("and") {
		first, second := left, p.condition()
		left = func(g *group) bool { return first(g) && second(g) }
	}
	return left
}

func (p *filterParser) condition() predicate {
	switch {
	case p.word("not"):
		inner := p.condition()
		return func(g *group) bool { return !inner(g) }
	case p.mark("("):
		inner := p.alternatives()
		if !p.mark(")") {
			p.fail()
		}
		return inner
	}
	return p.comparison()
}

// comparison reads a field, an operator and one or, in parentheses, several
// strings.
func (p *filterParser) comparison() predicate {
	p.skip()
	end := strings.IndexAny(p.rest+" ", " \t(\"")
	field := p.rest[:end]
	operators, exists := filterable[field]
	if !exists {
		if p.err == nil && field != "" {
			p.err = invalid("Filtering by %q is not supported.", field)
		}
		p.fail()
		return nil
	}
	p.rest = p.rest[end:]
	index := slices.IndexFunc(operators, p.word)
	if index < 0 {
		p.fail()
		return nil
	}
	operator := operators[index]
	values := p.values(operator == "in")
	return func(g *group) bool {
		return slices.ContainsFunc(g.filtered(field), func(value string) bool {
			return slices.ContainsFunc(values, func(wanted string) bool {
				if operator == "sw" {
					return strings.HasPrefix(strings.ToLower(value), strings.ToLower(wanted))
				}
				return strings.EqualFold(value, wanted)
			})
		})
	}
}

func (p *filterParser) values(isList bool) []string {
	if !isList {
		return []string{p.text()}
	}
	if !p.mark("(") {
		p.fail()
		return nil
	}
	values := []string{p.text()}
	for p.mark(",") {
		values = append(values, p.text())
	}
	if !p.mark(")") {
		p.fail()
	}
	return values
}

// text reads a quoted string. A backslash escapes quotes and backslashes.
func (p *filterParser) text() string {
	if !p.mark(`"`) {
		p.fail()
		return ""
	}
	var text strings.Builder
	for i := 0; i < len(p.rest); i++ {
		switch p.rest[i] {
		case '"':
			p.rest = p.rest[i+1:]
			return text.String()
		case '\\':
			i++
			if i == len(p.rest) || p.rest[i] != '"' && p.rest[i] != '\\' {
				p.fail()
				return ""
			}
		}
		text.WriteByte(p.rest[i])
	}
	p.fail()
	return ""
}

// filtered are the values of a field that a filter compares.
func (g *group) filtered(field string) []string {
	switch field {
	case "id":
		return []string{g.id}
	case "name":
		return []string{g.text("name")}
	}
	return g.members
}
