package katapult

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// read sends a GET. A client that reads on behalf of a plan sends the same one
// once, and decodes its answer for everybody who asks.
func (c *Client) read(ctx context.Context, call rest.Call, lookups []lookup) error {
	if c.age == 0 {
		return c.do(ctx, call, lookups)
	}
	name := call.Path + "?" + call.Query.Encode()
	kept, err := c.snapshots.Load(ctx, name, c.age, func(ctx context.Context) (any, int, error) {
		var (
			body   json.RawMessage
			header http.Header
			call   = call
		)
		call.Into, call.Header = &body, &header
		if err := c.do(ctx, call, lookups); err != nil {
			return nil, 0, err
		}
		k := keptAnswer{body: body, kind: strings.Clone(header.Get("Content-Type")), request: strings.Clone(header.Get("X-Request-Id"))}
		return k, rest.SizeOf(k), nil
	})
	if err != nil {
		return err
	}
	k, _ := kept.(keptAnswer)
	if err := c.rest.Decode(call, k.header(), k.body); err != nil {
		c.snapshots.Drop(name)
		return err
	}
	return nil
}

// keptAnswer is an answer that several callers take in: its body, and of the
// header what an error says if the body cannot be read.
type keptAnswer struct {
	body          json.RawMessage
	kind, request string
}

func (k keptAnswer) header() http.Header {
	header := http.Header{}
	header.Set("Content-Type", k.kind)
	header.Set("X-Request-Id", k.request)
	return header
}

const (
	// freshFor is how long an answer stands for the world: as long as the reading
	// of a large plan takes, and no longer.
	freshFor = 30 * time.Second
	// recentFor is how long it does for those who may depend on what was just
	// made: as long as it takes to read many data sources of one list side by
	// side, and shorter than most things take to be made by others.
	recentFor = time.Second
	// mostBytes bounds what is remembered.
	mostBytes = 64 << 20
)

// snapshots remember what was read, until anything is written.
type snapshots struct {
	*rest.Memory

	mu    sync.Mutex
	reads map[string]int // single reads, by collection
}

func newSnapshots() *snapshots {
	return &snapshots{Memory: rest.NewMemory(freshFor, mostBytes), reads: map[string]int{}}
}

// forget drops everything, because something is being written.
func (s *snapshots) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = map[string]int{}
	s.Forget()
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
