package core

import "sync"

// parallelism is how many things Terraform does at once by default.
const parallelism = 10

// node is a step of a walk.
type node struct {
	after []*node
	run   func() Diagnostics

	done    chan struct{}
	failed  bool
	skipped bool
}

func newNode(run func() Diagnostics) *node { return &node{run: run, done: make(chan struct{})} }

// follows lets a node wait for others.
func (n *node) follows(others ...*node) {
	for _, o := range others {
		if o != nil && o != n {
			n.after = append(n.after, o)
		}
	}
}

// walkAll runs every node after those it follows. What follows a failure is
// left out.
func walkAll(nodes []*node) Diagnostics {
	var (
		all   Diagnostics
		mutex sync.Mutex
		group sync.WaitGroup
	)
	if cyclic(nodes) {
		return Diagnostics{failure("Cycle", "The configuration has a cycle of references.")}
	}
	for _, n := range nodes {
		group.Go(func() {
			defer close(n.done)
			for _, o := range n.after {
				<-o.done
				n.skipped = n.skipped || o.failed || o.skipped
			}
			if n.skipped {
				return
			}
			diagnostics := n.run()
			n.failed = diagnostics.HasErrors()
			mutex.Lock()
			defer mutex.Unlock()
			all = append(all, diagnostics...)
		})
	}
	group.Wait()
	return all
}

func cyclic(nodes []*node) bool {
	const open, closed = 1, 2
	seen := map[*node]int{}
	var visit func(n *node) bool
	visit = func(n *node) bool {
		switch seen[n] {
		case open:
			return true
		case closed:
			return false
		}
		seen[n] = open
		for _, o := range n.after {
			if visit(o) {
				return true
			}
		}
		seen[n] = closed
		return false
	}
	for _, n := range nodes {
		if visit(n) {
			return true
		}
	}
	return false
}

// each runs a function for all indices below n at once.
func each(n int, run func(i int) Diagnostics) Diagnostics {
	found := make([]Diagnostics, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { found[i] = run(i) })
	}
	group.Wait()
	var all Diagnostics
	for _, d := range found {
		all = append(all, d...)
	}
	return all
}
