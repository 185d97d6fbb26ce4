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

// Creation is how one object is made, and how it is found again when the
// answer is lost that would have named it.
type Creation[T any] struct {
	// What names the object in errors, as in: virtual machine group "web".
	What string
	// Like is the same for all creations of a client of which one may be looked
	// for and another one found.
	Like string
	// Before takes down what there is, if that is how new objects are told from
	// others. It runs when nothing is left to be waited for, right before the
	// request is sent: also before each retry of one that was refused for now, and
	// not again once an answer is lost. Its error keeps the request from being sent.
	Before func(context.Context) error
	// Send asks for the object, by a Call that Creates.
	Send func(context.Context) (T, error)
	// Look returns every object that is exactly what was asked for and was made
	// after the given time on this machine's clock; see Since. One that may be it,
	// and of which that cannot be told, is an error.
	Look func(ctx context.Context, began time.Time) ([]T, error)
	// ID is what the API knows an object by.
	ID func(T) string
}

// lastMoments is how long each goes on after the caller has given up that finds
// out what has been made: waiting for an answer, and looking.
const lastMoments = 5 * time.Second

// LastMoments is a context for finding out what became of a request whose
// caller may have given up: it ends a moment later than theirs.
func LastMoments(ctx context.Context) (context.Context, context.CancelFunc) {
	return outlive(ctx, func() time.Duration { return lastMoments })
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
func Create[T any](ctx context.Context, client *Client, c Creation[T]) (T, error) {
	var none T
	a := client.creations.like(c.Like)
	if err := a.turn.Acquire(ctx, 1); err != nil {
		return none, fmt.Errorf("waiting for the creation of another one: %w", context.Cause(ctx))
	}
	made, err := c.Send(withBefore(ctx, c.Before))
	began, lost := whenLost(err)
	if !lost {
		if err == nil {
			a.claim(c.ID(made))
		}
		a.turn.Release(1)
		return made, err
	}
	a.missing(1)
	a.turn.Release(1)
	client.Log(ctx, "the answer to a creation is lost", map[string]any{"object": c.What, "error": err.Error()})
	return search[T]{c, client, a, began}.settle(ctx, err)
}

type beforeKey struct{}

// withBefore has a call that Creates preceded by a look.
func withBefore(ctx context.Context, look func(context.Context) error) context.Context {
	if look == nil {
		return ctx
	}
	return context.WithValue(ctx, beforeKey{}, look)
}

// lookBefore takes the look that precedes a call, if there is one.
func lookBefore(ctx context.Context, call Call) error {
	look, ok := ctx.Value(beforeKey{}).(func(context.Context) error)
	if !ok || !call.Creates {
		return nil
	}
	err := look(ctx)
	if err == nil {
		return nil
	}
	if IsLost(err) {
		err = errors.New(err.Error()) // the response to the look was lost, not that to the call
	}
	return notSent(call, err)
}

// creations are those of a client, by what they are like.
type creations struct {
	mu  sync.Mutex
	all map[string]*alike
}

func (c *creations) like(key string) *alike {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil {
		c.all = map[string]*alike{}
	}
	a, ok := c.all[key]
	if !ok {
		a = &alike{turn: semaphore.NewWeighted(everybody), claimed: map[string]bool{}}
		c.all[key] = a
	}
	return a
}

// alike are creations of which one may be looked for and another one found.
type alike struct {
	// turn is taken in part by who sends, and as a whole by who looks: what an
	// answer on its way will name must not be taken for lost.
	turn *semaphore.Weighted

	mu      sync.Mutex
	claimed map[string]bool // what belongs to one of them, by ID
	lost    int             // how many of them miss theirs
}

const everybody = math.MaxInt64

func (a *alike) claim(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.claimed[id] = true
}

func (a *alike) missing(more int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lost += more
}

// search is for an object of which nobody knows whether it was made.
type search[T any] struct {
	Creation[T]

	client *Client
	alike  *alike
	began  time.Time
}

// settle finds the object, or has it made.
func (s search[T]) settle(ctx context.Context, lost error) (T, error) {
	var none T
	looking, end := LastMoments(ctx)
	defer end()
	if err := s.alike.turn.Acquire(looking, everybody); err != nil {
		s.alike.missing(-1)
		return none, &LostError{What: s.What, Cause: lost, Look: context.Cause(looking)}
	}
	defer s.alike.turn.Release(everybody)
	defer s.alike.missing(-1) // before the next one looks
	var refusal error         // of the last attempt
	for resent := 0; ; resent++ {
		found, there, err := s.look(ctx, looking, lost)
		switch {
		case there || err != nil:
			return found, err
		case refusal != nil:
			return none, refusal // and no attempt before it had an effect
		case resent >= s.client.MaxRetries:
			return none, &LostError{What: s.What, Cause: lost, Absent: true}
		}
		s.client.Log(ctx, "nothing was created, asking again", map[string]any{"object": s.What})
		made, err := s.Send(ctx)
		switch {
		case err == nil:
			s.alike.claim(s.ID(made))
			return made, nil
		case isNotSent(err):
			return none, &LostError{What: s.What, Cause: lost, Absent: true}
		case IsLost(err):
			lost = err
		default:
			refusal = err
		}
	}
}

// look looks for the object, and again after a pause if it is not there: a slow
// server may still be at work. For the second time the caller has to be there.
func (s search[T]) look(ctx, looking context.Context, lost error) (found T, there bool, err error) {
	for again := range 2 {
		if again > 0 {
			if err := Sleep(ctx, s.client.Backoff(pauseOfLook)); err != nil {
				return found, false, &LostError{What: s.What, Cause: lost, Absent: true}
			}
		}
		all, err := s.Look(looking, s.began)
		if err != nil {
			return found, false, &LostError{What: s.What, Cause: lost, Look: err}
		}
		if found, there, err = s.take(all, lost); there || err != nil {
			return found, there, err
		}
	}
	return found, false, nil
}

// pauseOfLook makes the pause between two looks that before the fourth retry.
const pauseOfLook = 4

// take claims one of the objects that nobody has claimed, unless there are more
// than are missing.
func (s search[T]) take(all []T, lost error) (found T, there bool, err error) {
	s.alike.mu.Lock()
	defer s.alike.mu.Unlock()
	var ids []string
	for _, object := range all {
		if id := s.ID(object); !s.alike.claimed[id] {
			ids, found = append(ids, id), object
		}
	}
	if len(ids) > s.alike.lost {
		var none T
		return none, false, &LostError{What: s.What, Cause: lost, IDs: ids}
	}
	there = len(ids) > 0
	if there {
		s.alike.claimed[s.ID(found)] = true
	}
	return found, there, nil
}

// LostError says that the answer to a creation was lost, and that it cannot be
// known for certain what was made.
type LostError struct {
	// What was to be made.
	What string
	// Cause is how the answer was lost.
	Cause error
	// Look is why it could not be looked for.
	Look error
	// Absent says that it was looked for, and is not there.
	Absent bool
	// IDs are several objects of which each could be it.
	IDs []string
}

func (e *LostError) Error() string {
	switch {
	case e.Look != nil:
		return fmt.Sprintf("%s may have been created: %s. Searching for it failed: %s", e.What, e.Cause, e.Look)
	case len(e.IDs) > 0:
		return fmt.Sprintf("%s may have been created: %s. %d identical objects have appeared since: %s",
			e.What, e.Cause, len(e.IDs), strings.Join(e.IDs, ", "))
	}
	return fmt.Sprintf("%s was not found after the response was lost: %s", e.What, e.Cause)
}

func (e *LostError) Unwrap() error { return e.Cause }

// Candidates are the IDs of objects of which one may be what was asked for.
func (e *LostError) Candidates() []string { return e.IDs }

// Hint says how to go on.
func (e *LostError) Hint() string {
	switch {
	case e.Look != nil:
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

// whenLost is when the request was sent whose answer got lost, if one did.
func whenLost(err error) (sent time.Time, lost bool) {
	var ambiguous *AmbiguousError
	if !errors.As(err, &ambiguous) {
		return time.Time{}, false
	}
	return ambiguous.Sent, true
}

// IsLost reports whether err leaves open if a request had its effect.
func IsLost(err error) bool {
	_, lost := whenLost(err)
	return lost
}

// outlive is a context that ends some time after another one.
func outlive(ctx context.Context, by func() time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		_ = Sleep(longer, by())
		cancel(context.Cause(ctx))
	})
	return longer, func() {
		stop()
		cancel(nil)
	}
}
