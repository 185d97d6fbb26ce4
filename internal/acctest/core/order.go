package core

// steps are the two halves of what an apply can do to an instance.
type steps struct {
	change        *change
	make, destroy *node
	dependencies  []string
}

// nodes puts what is planned in order: dependents after what they need, and
// destroyed before it; with create_before_destroy the other way round.
func (ap *applier) nodes() []*node {
	done := map[resourceAddress]*node{}
	shown := map[resourceAddress]*node{}
	for address, r := range ap.config.resources {
		if ap.plan.destroy {
			continue
		}
		shown[address] = newNode(func() Diagnostics {
			s, found := ap.known(r)
			if found.HasErrors() {
				return found
			}
			return ap.show(r, s)
		})
		done[address] = newNode(func() Diagnostics { return nil })
		done[address].follows(shown[address])
	}
	all := []*node{ap.configuring(done, false)}
	for address, n := range shown {
		for _, needed := range ap.config.needs(ap.config.resources[address].references()) {
			n.follows(done[needed])
		}
		if ap.of(address) == ap.client {
			n.follows(ap.providerReady)
		}
		all = append(all, n, done[address])
	}
	var planned []*steps
	for _, c := range ap.plan.changes {
		s := ap.stepsOf(c, shown[c.address.resourceAddress], done[c.address.resourceAddress])
		planned = append(planned, s)
		for _, n := range []*node{s.make, s.destroy} {
			if n != nil {
				all = append(all, n)
			}
		}
	}
	orderDestruction(planned)
	return all
}

// stepsOf are the nodes of a change.
func (ap *applier) stepsOf(c *change, shown, done *node) *steps {
	s := &steps{change: c}
	if o, exists := ap.plan.state.get(place{c.address, c.deposed}); exists {
		s.dependencies = o.dependencies
	}
	switch c.action {
	case nothing:
		return s
	case creating, reading, updating, destroyFirst, createFirst:
		s.make = newNode(func() Diagnostics { return ap.busy(func() Diagnostics { return ap.carry(c) }) })
		s.make.follows(shown)
		done.follows(s.make)
	}
	if c.action == destroying || c.action.replaces() {
		s.destroy = newNode(func() Diagnostics { return ap.busy(func() Diagnostics { return ap.destroy(c) }) })
		// The provider's block may refer to what is destroyed along with all else.
		if ap.of(c.address.resourceAddress) == ap.client || ap.plan.destroy {
			s.destroy.follows(ap.providerReady)
		}
	}
	return s
}

// early says whether the replacement, or what takes the place, comes first.
func (s *steps) early() bool {
	return s.change.action == createFirst || s.change.action == destroying && s.change.createBefore
}

// afterDestruction puts what makes something behind the destruction of another,
// or before it where the replacement of that comes first.
func (s *steps) afterDestruction(of *steps) {
	if of.early() {
		of.destroy.follows(s.make)
	} else {
		s.make.follows(of.destroy)
	}
}

// orderDestruction links what is destroyed with what depended on it.
func orderDestruction(all []*steps) {
	byResource := map[string][]*steps{}
	for _, s := range all {
		name := s.change.address.resourceAddress.String()
		byResource[name] = append(byResource[name], s)
	}
	for _, s := range all {
		if s.make != nil && s.destroy != nil {
			s.afterDestruction(s)
		}
		for _, name := range s.dependencies {
			for _, needed := range byResource[name] {
				link(s, needed)
			}
		}
	}
}

// link orders what is done to something and to what it needed.
func link(s, needed *steps) {
	if s.make != nil && needed.destroy != nil {
		s.afterDestruction(needed)
	}
	if s.destroy == nil {
		return
	}
	if needed.destroy != nil {
		needed.destroy.follows(s.destroy)
	}
	if needed.make != nil {
		needed.afterDestruction(s)
	}
}
