package rest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// CreateOp is how one object is made, and how it is found again when the
// answer is lost that would have named it.
type CreateOp[T any] struct {
	// Description names the object in errors, as in: virtual machine group "web".
	Description string
	// ConflictKey is the same for all creations of a client of which one may be looked
	// for and another one found.
	ConflictKey string
	// Before takes down what there is, if that is how new objects are told from
	// others. It runs when nothing is left to be waited for, right before the
	// request is sent: also before each retry of one that was refused for now, and
	// not again once an answer is lost. Its error keeps the request from being sent.
	Before func(context.Context) error
	// Send asks for the object, by a Call that Creates.
	Send func(context.Context) (T, error)
	// Find returns every object that is exactly what was asked for and was made
	// after the given time on this machine's clock; see Since. One that may be it,
	// and of which that cannot be told, is an error.
	Find func(ctx context.Context, began time.Time) ([]T, error)
	// ID is what the API knows an object by.
	ID func(T) string
}

// gracePeriod is how long each goes on after the caller has given up that finds
// out what has been made: waiting for an answer, and looking.
const gracePeriod = 5 * time.Second

// WithGrace is a context for finding out what became of a request whose
// caller may have given up: it ends a moment later than theirs.
func WithGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	return withGrace(ctx, func() time.Duration { return gracePeriod })
}

// Create makes an object, and never two.
//
// When the answer is lost it looks for what was asked for. If there is one, it
// is the caller's. If there is none, and none after a pause, nothing was made,
// and it is asked for again. What another creation of the client has made is
// never taken: those that are alike wait until this is settled.
//
// It returns the error of a refusal, or a LostError when nobody knows what was
// made.
func Create[T any](ctx context.Context, client *Client, op CreateOp[T]) (T, error) {
	var none T
	group := client.conflicts.group(op.ConflictKey)
	if err := group.lock.Acquire(ctx, 1); err != nil {
		return none, fmt.Errorf("waiting for the creation of another one: %w", context.Cause(ctx))
	}
	created, err := op.Send(withBeforeSend(ctx, op.Before))
	sentAt, unknown := unknownOutcome(err)
	if !unknown {
		if err == nil {
			group.markClaimed(op.ID(created))
		}
		group.lock.Release(1)
		return created, err
	}
	group.addUnresolved(1)
	group.lock.Release(1)
	client.Log(ctx, "the answer to a creation is lost", map[string]any{"object": op.Description, "error": err.Error()})
	return search[T]{op, client, group, sentAt}.resolve(ctx, err)
}

type beforeSendKey struct{}

// withBeforeSend has a call that Creates preceded by a look.
func withBeforeSend(ctx context.Context, before func(context.Context) error) context.Context {
	if before == nil {
		return ctx
	}
	return context.WithValue(ctx, beforeSendKey{}, before)
}

// runBeforeSend takes the look that precedes a call, if there is one.
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
		err = errors.New(err.Error()) // the response to the look was lost, not that to the call
	}
	return notSent(call, err)
}

// conflictGroups are those of a client, by what they are like.
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
		group = &conflictGroup{lock: semaphore.NewWeighted(exclusive), claimed: map[string]bool{}}
		c.groups[key] = group
	}
	return group
}

// conflictGroup are creations of which one may be looked for and another one found.
type conflictGroup struct {
	// lock is taken in part by who sends, and as a whole by who looks: what an
	// answer on its way will name must not be taken for lost.
	lock *semaphore.Weighted

	mu         sync.Mutex
	claimed    map[string]bool // what belongs to one of them, by ID
	unresolved int             // how many of them miss theirs
}

const exclusive = math.MaxInt64

func (g *conflictGroup) markClaimed(id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.claimed[id] = true
}

func (g *conflictGroup) addUnresolved(delta int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.unresolved += delta
}

// search is for an object of which nobody knows whether it was made.
type search[T any] struct {
	CreateOp[T]

	client *Client
	group  *conflictGroup
	sentAt time.Time
}

// resolve finds the object, or has it made.
func (s search[T]) resolve(ctx context.Context, cause error) (T, error) {
	var none T
	searchCtx, stop := WithGrace(ctx)
	defer stop()
	if err := s.group.lock.Acquire(searchCtx, exclusive); err != nil {
		s.group.addUnresolved(-1)
		return none, &UnresolvedCreateError{Description: s.Description, Cause: cause, SearchError: context.Cause(searchCtx)}
	}
	defer s.group.lock.Release(exclusive)
	defer s.group.addUnresolved(-1) // before the next one looks
	var refusal error               // of the last attempt
	for resends := 0; ; resends++ {
		found, ok, err := s.find(ctx, searchCtx, cause)
		switch {
		case ok || err != nil:
			return found, err
		case refusal != nil:
			return none, refusal // and no attempt before it had an effect
		case resends >= s.client.MaxRetries:
			return none, &UnresolvedCreateError{Description: s.Description, Cause: cause, Absent: true}
		}
		s.client.Log(ctx, "nothing was created, asking again", map[string]any{"object": s.Description})
		created, err := s.Send(ctx)
		switch {
		case err == nil:
			s.group.markClaimed(s.ID(created))
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

// find looks for the object, and again after a pause if it is not there: a slow
// server may still be at work. For the second time the caller has to be there.
func (s search[T]) find(ctx, searchCtx context.Context, cause error) (found T, ok bool, err error) {
	for attempt := range 2 {
		if attempt > 0 {
			if err := Sleep(ctx, s.client.Backoff(searchPause)); err != nil {
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

// searchPause makes the pause between two looks that before the fourth retry.
const searchPause = 4

// claim claims one of the objects that nobody has claimed, unless there are more
// than are missing.
func (s search[T]) claim(all []T, cause error) (found T, ok bool, err error) {
	s.group.mu.Lock()
	defer s.group.mu.Unlock()
	var ids []string
	for _, object := range all {
		if id := s.ID(object); !s.group.claimed[id] {
			ids, found = append(ids, id), object
		}
	}
	if len(ids) > s.group.unresolved {
		var none T
		return none, false, &UnresolvedCreateError{Description: s.Description, Cause: cause, IDs: ids}
	}
	ok = len(ids) > 0
	if ok {
		s.group.claimed[s.ID(found)] = true
	}
	return found, ok, nil
}

// UnresolvedCreateError says that the answer to a creation was lost, and that it cannot be
// known for certain what was made.
type UnresolvedCreateError struct {
	// Description was to be made.
	Description string
	// Cause is how the answer was lost.
	Cause error
	// SearchError is why it could not be looked for.
	SearchError error
	// Absent says that it was looked for, and is not there.
	Absent bool
	// IDs are several objects of which each could be it.
	IDs []string
}

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

// Candidates are the IDs of objects of which one may be what was asked for.
func (e *UnresolvedCreateError) Candidates() []string { return e.IDs }

// Hint says how to go on.
func (e *UnresolvedCreateError) Hint() string {
	switch {
	case e.SearchError != nil:
		return "Look whether it exists, in the console or with a data source or a list of Terraform. If so, import it; otherwise run Terraform again."
	case len(e.IDs) > 0:
		return "Find out which of them belongs here and import it; delete those that belong to nobody."
	}
	return "Nothing seems to have been created: run Terraform again. Should it turn up after all, import it or delete it."
}

// Since is a time on this machine's clock, told by the clock of the server that
// has just sent the header. It is a little early rather than late.
func Since(began time.Time, header http.Header) (time.Time, error) {
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}, errors.New("the answer does not say what time it is there")
	}
	return now.Add(-time.Since(began)).Truncate(time.Second), nil
}

// unknownOutcome is when the request was sent whose answer got lost, if one did.
func unknownOutcome(err error) (sentAt time.Time, ok bool) {
	var unknown *UnknownOutcomeError
	if !errors.As(err, &unknown) {
		return time.Time{}, false
	}
	return unknown.Sent, true
}

// IsUnknownOutcome reports whether err leaves open if a request had its effect.
func IsUnknownOutcome(err error) bool {
	_, unknown := unknownOutcome(err)
	return unknown
}

// withGrace is a context that ends some time after another one.
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
