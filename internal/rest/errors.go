package rest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// ErrNotFound says that the object a call was about does not exist, or exists
// no longer. The clients' own errors answer to it.
var ErrNotFound = errors.New("not found")

// UnreachableError says that no connection came about, so that the API did
// not see the request.
type UnreachableError struct {
	Address string
	Cause   error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("the API at %s cannot be reached: %s", e.Address, e.Cause)
}

func (e *UnreachableError) Unwrap() error { return e.Cause }

// UnknownOutcomeError says that a request was sent and no readable answer came
// back, so that nobody knows whether it took effect.
type UnknownOutcomeError struct {
	Method, Path string
	Cause        error
	// Sent is when the request was sent.
	Sent time.Time
}

func (e *UnknownOutcomeError) Error() string {
	text := fmt.Sprintf("no usable answer to %s %s: %s", e.Method, e.Path, e.Cause)
	if e.Method != http.MethodGet {
		text += "; it may or may not have taken effect"
	}
	return text
}

func (e *UnknownOutcomeError) Unwrap() error { return e.Cause }

// neverSent reports whether an error arose before a request could be sent.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") || isInsecure(err)
}

// notSentError says that nothing of a request went out, so that it had no effect.
type notSentError struct {
	method, path string
	cause        error
}

func (e *notSentError) Error() string {
	return fmt.Sprintf("%s %s was not sent: %s", e.method, e.path, e.cause)
}

func (e *notSentError) Unwrap() error { return e.cause }

func notSent(call Call, cause error) error {
	return &notSentError{call.Method, call.Path, cause}
}

// isNotSent reports whether err says that its request did not go out.
func isNotSent(err error) bool {
	var (
		unsent      *notSentError
		unreachable *UnreachableError
	)
	return errors.As(err, &unsent) || errors.As(err, &unreachable)
}

// cancelled reports whether the caller, and not the time limit of one attempt,
// ended a call.
func cancelled(ctx context.Context) bool { return ctx.Err() != nil }
