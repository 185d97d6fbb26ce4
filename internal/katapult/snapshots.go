package katapult

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"terraform-provider-katapult/internal/rest"
)

// read sends a GET. A client that reads on behalf of a plan sends the same one
// once, and decodes its answer for everybody who asks.
func (c *Client) read(ctx context.Context, call rest.Call, lookups []lookup) error {
	if !c.reading {
		return c.do(ctx, call, lookups)
	}
	name := call.Path + "?" + call.Query.Encode()
	kept, err := c.snapshots.load(ctx, name, func(ctx context.Context) (any, int, error) {
		var (
			k    keptAnswer
			call = call
		)
		call.Into, call.Header = &k.body, &k.header
		err := c.do(ctx, call, lookups)
		return k, len(k.body), err
	})
	if err != nil {
		return err
	}
	k, _ := kept.(keptAnswer)
	if err := c.rest.Decode(call, k.header, k.body); err != nil {
		c.snapshots.drop(name)
		return err
	}
	return nil
}

// keptAnswer is an answer that several callers take in.
type keptAnswer struct {
	header http.Header
	body   json.RawMessage
}

const (
	// freshFor is how long a list stands for the world: as long as the reading
	// of a large plan takes, and no longer.
	freshFor = 30 * time.Second
	// loadTimeout bounds the reading of a list, which goes on when the caller
	// who began it has left.
	loadTimeout = 10 * time.Minute
	// mostBytes bounds what is remembered, roughly, and rowSize is what a row
	// of a list counts for.
	mostBytes = 64 << 20
	rowSize   = 512
)

// snapshots remember lists for a short time, until anything is written.
type snapshots struct {
	flight singleflight.Group

	mu     sync.Mutex
	writes int            // counts what makes everything remembered doubtful
	reads  map[string]int // single reads, by collection
	lists  map[string]snapshot
	size   int // of the lists
}

type snapshot struct {
	list any
	at   time.Time
}

func newSnapshots() *snapshots {
	s := &snapshots{}
	s.forget()
	return s
}

// forget drops everything, because something is being written.
func (s *snapshots) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	s.reads, s.lists, s.size = map[string]int{}, map[string]snapshot{}, 0
}

// drop forgets an answer that nobody can use.
func (s *snapshots) drop(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.lists, name)
}

// few counts a single read, and reports whether there have been so few that
// the list is not worth it yet.
func (s *snapshots) few(name string, after int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads[name]++
	return s.reads[name] <= after
}

// postpone notes that a list cannot be had, so that it is not asked for again
// with each of many single reads.
func (s *snapshots) postpone(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads[name] = -100
}

// load returns what is remembered, or reads it. Whoever asks while it is being
// read waits for the same answer, unless something was written in between.
func (s *snapshots) load(ctx context.Context, name string, read func(context.Context) (list any, size int, err error)) (any, error) {
	s.mu.Lock()
	known, writes := s.lists[name], s.writes
	s.mu.Unlock()
	if known.list != nil && time.Since(known.at) < freshFor {
		return known.list, nil
	}
	answer := s.flight.DoChan(fmt.Sprintf("%s %d", name, writes), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
		defer cancel()
		at := time.Now()
		list, size, err := read(ctx)
		if err == nil {
			s.remember(name, writes, snapshot{list, at}, size)
		}
		return list, err
	})
	select {
	case a := <-answer:
		return a.Val, a.Err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// remember keeps a list, unless something was written since it was begun.
func (s *snapshots) remember(name string, writes int, list snapshot, size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes != writes {
		return
	}
	if s.size += size; s.size > mostBytes {
		s.lists, s.size = map[string]snapshot{}, size
	}
	s.lists[name] = list
}
