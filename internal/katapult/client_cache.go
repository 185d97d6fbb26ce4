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
	kept, err := c.cache.Get(ctx, name, c.age, func(ctx context.Context) (any, int, error) {
		var (
			body   json.RawMessage
			header http.Header
			call   = call
		)
		call.Into, call.Header = &body, &header
		if err := c.do(ctx, call, lookups); err != nil {
			return nil, 0, err
		}
		k := cachedResponse{body: body, kind: strings.Clone(header.Get("Content-Type")), request: strings.Clone(header.Get(requestIDHeader))}
		return k, rest.SizeOf(k), nil
	})
	if err != nil {
		return err
	}
	k, _ := kept.(cachedResponse)
	if err := c.rest.Decode(call, k.header(), k.body); err != nil {
		c.cache.Delete(name)
		return err
	}
	return nil
}

// cachedResponse is an answer that several callers take in: its body, and of the
// header what an error says if the body cannot be read.
type cachedResponse struct {
	body          json.RawMessage
	kind, request string
}

func (k cachedResponse) header() http.Header {
	header := http.Header{}
	header.Set("Content-Type", k.kind)
	header.Set(requestIDHeader, k.request)
	return header
}

const (
	// planMaxAge is how long an answer stands for the world: as long as the reading
	// of a large plan takes, and no longer.
	planMaxAge = 30 * time.Second
	// dataSourceMaxAge is how long it does for those who may depend on what was just
	// made: as long as it takes to read many data sources of one list side by
	// side, and shorter than most things take to be made by others.
	dataSourceMaxAge = time.Second
	// mostBytes bounds what is remembered.
	mostBytes = 64 << 20
)

// readCache remember what was read, until anything is written.
type readCache struct {
	*rest.Cache

	mu    sync.Mutex
	reads map[string]int // single reads, by collection
}

func newReadCache() *readCache {
	return &readCache{Cache: rest.NewCache(planMaxAge, mostBytes), reads: map[string]int{}}
}

// invalidate drops everything, because something is being written.
func (s *readCache) invalidate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = map[string]int{}
	s.Invalidate()
}

// belowThreshold counts a single read, and reports whether there have been so few that
// the list is not worth it yet.
func (s *readCache) belowThreshold(name string, after int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads[name]++
	return s.reads[name] <= after
}

// backOff notes that a list cannot be had, so that it is not asked for again
// with each of many single reads.
func (s *readCache) backOff(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads[name] = -100
}
