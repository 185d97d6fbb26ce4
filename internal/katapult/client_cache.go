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

// read sends a GET. Under a maximum age, equal requests are sent once, and every
// caller decodes the same response.
func (c *Client) read(ctx context.Context, call rest.Call, lookups []lookup) error {
	if rest.MaxAge(ctx) == 0 {
		return c.do(ctx, call, lookups)
	}
	name := call.Path + "?" + call.Query.Encode()
	cached, err := c.cache.Get(ctx, name, rest.MaxAge(ctx), func(ctx context.Context) (any, int, error) {
		var (
			body   json.RawMessage
			header http.Header
			call   = call
		)
		call.Into, call.Header = &body, &header
		if err := c.do(ctx, call, lookups); err != nil {
			return nil, 0, err
		}
		r := cachedResponse{body: body, contentType: strings.Clone(header.Get("Content-Type")), requestID: strings.Clone(header.Get(requestIDHeader))}
		return r, rest.SizeOf(r), nil
	})
	if err != nil {
		return err
	}
	r, _ := cached.(cachedResponse)
	if err := c.rest.Decode(call, r.header(), r.body); err != nil {
		c.cache.Delete(name)
		return err
	}
	return nil
}

// cachedResponse is a response that several callers decode. Of the header it has
// what an error quotes if the body cannot be decoded.
type cachedResponse struct {
	body                   json.RawMessage
	contentType, requestID string
}

func (r cachedResponse) header() http.Header {
	header := http.Header{}
	header.Set("Content-Type", r.contentType)
	header.Set(requestIDHeader, r.requestID)
	return header
}

const (
	// cacheMaxAge bounds every maximum age that a context can ask for.
	cacheMaxAge = 30 * time.Second
	// cacheMaxBytes bounds the size of the cache.
	cacheMaxBytes = 64 << 20
)

// readCache caches responses and lists until anything is written.
type readCache struct {
	*rest.Cache

	mu    sync.Mutex
	reads map[string]int // single reads, by list
}

func newReadCache() *readCache {
	return &readCache{Cache: rest.NewCache(cacheMaxAge, cacheMaxBytes), reads: map[string]int{}}
}

// invalidate empties the cache, because something is being written.
func (s *readCache) invalidate() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads = map[string]int{}
	s.Invalidate()
}

// belowThreshold counts a single read. It reports whether so few objects have
// been read that their list does not pay yet.
func (s *readCache) belowThreshold(list string, threshold int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads[list]++
	return s.reads[list] <= threshold
}

// readsAfterFailedList is how many single reads are sent before a list that
// failed is requested again.
const readsAfterFailedList = 100

// backOff notes that a list failed, so that not every single read requests it
// again.
func (s *readCache) backOff(list string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads[list] = -readsAfterFailedList
}
