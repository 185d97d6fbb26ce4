package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// CreateOp says how to create an object, and how to find it if the response is lost.
type CreateOp[T any] struct {
	// Description names the object in errors, such as: virtual machine group "web".
	Description string
	// ConflictKey is the same for all creates whose objects a search could mistake for each
	// other.
	ConflictKey string
	// Before records the existing objects, for APIs whose new objects can only be told
	// apart that way. It runs after every wait, directly before the request is sent. It
	// runs again before the retry of a throttled request, but never after a lost response.
	// If it returns an error, the request is not sent.
	Before func(context.Context) error
	// Send creates the object with a Call that has Creates set.
	Send func(context.Context) (T, error)
	// Find returns every object that matches the request and was created after the given
	// time on this machine's clock; see Since. It returns an error if it cannot tell
	// whether an object matches.
	Find func(ctx context.Context, began time.Time) ([]T, error)
	// Pause is how long the API may take to create an object. A search that finds
	// nothing is repeated after it. Defaults to a few seconds.
	Pause time.Duration
	// ID returns the ID of an object.
	ID func(T) string
	// Identity tells objects apart, for APIs that give the ID of a deleted object to
	// another one. Defaults to ID.
	Identity func(T) string
}

func (o CreateOp[T]) identity(object T) string {
	if o.Identity == nil {
		return o.ID(object)
	}
	return o.Identity(object)
}

// gracePeriod is how long we keep waiting for a response, or searching, after the caller's
// context has ended.
const gracePeriod = 5 * time.Second

// WithGrace returns a context that outlives ctx by a few seconds. Use it to find out what
// became of a request.
func WithGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	return withGrace(ctx, func() time.Duration { return gracePeriod })
}

// Create creates an object, and never creates it twice.
//
// If the response is lost, Create searches for the object. If the search finds one, Create
// returns it. If it finds none, even after a pause, Create sends the request again. Creates
// with the same ConflictKey wait during the search, so none of them claims another's
// object.
//
// It returns the API's error if the API refuses, or an UnresolvedCreateError if nobody
// knows what was created.
func Create[T any](ctx context.Context, client *Client, op CreateOp[T]) (T, error) {
	var none T
	group := client.conflicts.group(op.ConflictKey)
	if err := group.lock.Acquire(ctx, 1); err != nil {
		return none, fmt.Errorf("waiting for another create: %w", context.Cause(ctx))
	}
	created, err := op.Send(withBeforeSend(ctx, op.Before))
	sentAt, unknown := unknownOutcome(err)
	if !unknown {
		if err == nil {
			group.markClaimed(op.identity(created))
		}
		group.lock.Release(1)
		return created, err
	}
	group.addUnresolved(1)
	group.lock.Release(1)
	client.Log(ctx, "the response to a create was lost", map[string]any{"object": op.Description, "error": err.Error()})
	return search[T]{op, client, group, sentAt}.resolve(ctx, err)
}

type beforeSendKey struct{}

// withBeforeSend makes calls with Creates set run before right before they are sent.
func withBeforeSend(ctx context.Context, before func(context.Context) error) context.Context {
	if before == nil {
		return ctx
	}
	return context.WithValue(ctx, beforeSendKey{}, before)
}

func runBeforeSend(ctx context.Context, call Call) error {
	before, ok := ctx.Value(beforeSendKey{}).(func(context.Context) error)
	if !ok || !call.Creates {
		return nil
	}
	err := before(ctx)
	if err == nil {
		return nil
	}
	if IsUnknownOutcome(err) {
		err = errors.New(err.Error()) // the response to before was lost, not the one to call
	}
	return notSent(call, err)
}

// conflictGroups holds a client's conflict groups by ConflictKey.
type conflictGroups struct {
	mu     sync.Mutex
	groups map[string]*conflictGroup
}

func (c *conflictGroups) group(key string) *conflictGroup {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.groups == nil {
		c.groups = map[string]*conflictGroup{}
	}
	group, ok := c.groups[key]
	if !ok {
		group = &conflictGroup{lock: semaphore.NewWeighted(exclusive), claimed: map[string]bool{}, left: map[string]any{}}
		c.groups[key] = group
	}
	return group
}

// conflictGroup serializes creates that could be mistaken for each other. Senders hold a
// read lock. A search holds the write lock, so it never claims an object whose response is
// still in flight.
type conflictGroup struct {
	// lock is a semaphore because, unlike sync.RWMutex, it can be abandoned when a context
	// ends.
	lock *semaphore.Weighted

	mu         sync.Mutex
	claimed    map[string]bool // identities of objects that belong to one of the creates
	unresolved int             // creates without a response or an object
	// left are what searches have found beside the object that they claimed, by identity. Another
	// unresolved create has made them, which need not be the one that finds none itself:
	// what it looks for may be what an earlier search has claimed.
	left map[string]any
}

// exclusive is the weight of the write lock.
const exclusive = math.MaxInt64

func (g *conflictGroup) markClaimed(identity string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.claimed[identity] = true
}

func (g *conflictGroup) addUnresolved(delta int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.unresolved += delta; g.unresolved == 0 {
		clear(g.left)
	}
}

// search looks for an object that may have been created.
type search[T any] struct {
	CreateOp[T]

	client *Client
	group  *conflictGroup
	sentAt time.Time
}

// resolve returns the object if it can be found, and otherwise sends the request again.
func (s search[T]) resolve(ctx context.Context, cause error) (T, error) {
	var none T
	searchCtx, stop := WithGrace(ctx)
	defer stop()
	if err := s.group.lock.Acquire(searchCtx, exclusive); err != nil {
		s.group.addUnresolved(-1)
		return none, &UnresolvedCreateError{Description: s.Description, Cause: cause, SearchError: context.Cause(searchCtx)}
	}
	defer s.group.lock.Release(exclusive)
	defer s.group.addUnresolved(-1) // before the next search starts
	var refusal error               // of the last attempt
	for resends := 0; ; resends++ {
		found, ok, err := s.find(ctx, searchCtx, cause)
		switch {
		case ok || err != nil:
			return found, err
		case refusal != nil:
			return none, refusal // no earlier attempt had an effect either
		case resends >= s.client.MaxRetries:
			return none, &UnresolvedCreateError{Description: s.Description, Cause: cause, Absent: true}
		}
		s.client.Log(ctx, "nothing was created, retrying", map[string]any{"object": s.Description})
		created, err := s.Send(ctx)
		switch {
		case err == nil:
			s.group.markClaimed(s.identity(created))
			s.warnOfDuplicates(ctx, searchCtx, created)
			return created, nil
		case isNotSent(err):
			return none, &UnresolvedCreateError{Description: s.Description, Cause: cause, Absent: true}
		case IsUnknownOutcome(err):
			cause = err
		default:
			refusal = err
		}
	}
}

// warnOfDuplicates searches once more after a retry: a slow first attempt may have
// created an object as well, which nothing would ever name.
func (s search[T]) warnOfDuplicates(ctx, searchCtx context.Context, created T) {
	all, err := s.Find(searchCtx, s.sentAt)
	if err != nil {
		return // the retry has succeeded; there is nothing to add
	}
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	var others []string
	for _, object := range all {
		if !s.group.claimed[s.identity(object)] {
			others = append(others, s.ID(object))
		}
	}
	if len(others) >= s.group.unresolved { // this creation counts as one of them
		s.client.Warn(ctx, "An object may have been created twice", fmt.Sprintf(
			"The response to the creation of %s was lost. It was created again, as %s. By now there is also %s, which may be from the first attempt: "+
				"check it, and delete it if it belongs to nobody.", s.Description, s.ID(created), strings.Join(others, ", ")))
	}
}

// find searches twice, with a pause between: a slow server may still be creating the
// object. The second search only runs if the caller is still waiting.
func (s search[T]) find(ctx, searchCtx context.Context, cause error) (found T, ok bool, err error) {
	for attempt := range 2 {
		if attempt > 0 {
			if err := Sleep(ctx, cmp.Or(s.Pause, s.client.Backoff(searchPause))); err != nil {
				return found, false, &UnresolvedCreateError{Description: s.Description, Cause: cause, Absent: true}
			}
		}
		all, err := s.Find(searchCtx, s.sentAt)
		if err != nil {
			return found, false, &UnresolvedCreateError{Description: s.Description, Cause: cause, SearchError: err}
		}
		if found, ok, err = s.claim(all, cause); ok || err != nil {
			return found, ok, err
		}
	}
	return found, false, nil
}

// searchPause is the retry number whose backoff separates two searches.
const searchPause = 4

// claim returns an unclaimed object, unless there are more of them than unresolved creates.
func (s search[T]) claim(all []T, cause error) (found T, ok bool, err error) {
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	var ids, identities []string
	objects := map[string]T{}
	consider := func(identity string, object T) {
		if _, seen := objects[identity]; !seen && !s.group.claimed[identity] {
			ids, identities, objects[identity] = append(ids, s.ID(object)), append(identities, identity), object
		}
	}
	for _, object := range all {
		consider(s.identity(object), object)
	}
	if len(ids) == 0 {
		for _, identity := range slices.Sorted(maps.Keys(s.group.left)) {
			if object, same := s.group.left[identity].(T); same {
				consider(identity, object)
			}
		}
	}
	if len(ids) > s.group.unresolved {
		var none T
		return none, false, &UnresolvedCreateError{Description: s.Description, Cause: cause, IDs: ids}
	}
	for i, identity := range identities {
		if i == 0 {
			s.group.claimed[identity] = true
			continue
		}
		s.group.left[identity] = objects[identity]
	}
	if len(identities) > 0 {
		found, ok = objects[identities[0]], true
	}
	return found, ok, nil
}

// UnresolvedCreateError says that the response to a create was lost and the search was not
// conclusive.
type UnresolvedCreateError struct {
	// Description names the object.
	Description string
	// Cause says how the response was lost.
	Cause error
	// SearchError says why the search failed.
	SearchError error
	// Absent says that the search succeeded and found nothing.
	Absent bool
	// IDs lists the objects found if more than one of them could be the new one.
	IDs []string
}

var _ Candidates = (*UnresolvedCreateError)(nil)

func (e *UnresolvedCreateError) Error() string {
	switch {
	case e.SearchError != nil:
		return fmt.Sprintf("%s may have been created: %s. Searching for it failed: %s", e.Description, e.Cause, e.SearchError)
	case len(e.IDs) > 0:
		return fmt.Sprintf("%s may have been created: %s. %d identical objects have appeared since: %s",
			e.Description, e.Cause, len(e.IDs), strings.Join(e.IDs, ", "))
	}
	return fmt.Sprintf("%s was not found after the response was lost: %s", e.Description, e.Cause)
}

func (e *UnresolvedCreateError) Unwrap() error { return e.Cause }

// Candidates returns the IDs of objects that may be the new one.
func (e *UnresolvedCreateError) Candidates() []string { return e.IDs }

// Since converts a time on this machine's clock to the server's clock, read from the header
// of a response that has just arrived. The result is slightly early rather than late. It
// returns an error if the header has no valid Date.
func Since(began time.Time, header http.Header) (time.Time, error) {
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}, errors.New("the response has no valid Date header")
	}
	return now.Add(-time.Since(began)).Truncate(time.Second), nil
}

// unknownOutcome returns when the request of an UnknownOutcomeError was sent.
func unknownOutcome(err error) (sentAt time.Time, ok bool) {
	var unknown *UnknownOutcomeError
	if !errors.As(err, &unknown) {
		return time.Time{}, false
	}
	return unknown.Sent, true
}

// IsUnknownOutcome reports whether the request that failed with err may have taken effect.
func IsUnknownOutcome(err error) bool {
	_, unknown := unknownOutcome(err)
	return unknown
}

// withGrace returns a context that outlives ctx by a grace period.
func withGrace(ctx context.Context, grace func() time.Duration) (context.Context, context.CancelFunc) {
	extended, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		_ = Sleep(extended, grace())
		cancel(context.Cause(ctx))
	})
	return extended, func() {
		stop()
		cancel(nil)
	}
}
