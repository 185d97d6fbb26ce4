package crud

import (
	"context"
	"errors"
)

// Unfinished marks an error of a create that has made something, although
// the key was known before. The object is then remembered, tainted, like one
// that the API has named.
func Unfinished(err error) error {
	if err == nil {
		return nil
	}
	return &unfinishedError{err}
}

type unfinishedError struct{ err error }

func (e *unfinishedError) Error() string { return e.err.Error() }
func (e *unfinishedError) Unwrap() error { return e.err }

func unfinished(err error) bool {
	var mark *unfinishedError
	return errors.As(err, &mark)
}

// unfinishedMark is what an object has in its private state from a create that
// was Unfinished until an update.
const unfinishedMark = "unfinished"

type unfinishedKey struct{}

func withMark(ctx context.Context, mark []byte) context.Context {
	return context.WithValue(ctx, unfinishedKey{}, len(mark) > 0)
}

// IsUnfinished reports, within Read, whether the create of the object was
// Unfinished and no update has finished it since: the state is then all that
// has been made, and what else is there belongs to others.
func IsUnfinished(ctx context.Context) bool {
	marked, _ := ctx.Value(unfinishedKey{}).(bool)
	return marked
}
