package rest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// ErrNotFound says that an object does not exist. The clients' own errors match it in
// errors.Is.
var ErrNotFound = errors.New("not found")

// UnreachableError says that no connection could be made, so the API never received the
// request.
type UnreachableError struct {
	Address string
	Cause   error
}

var _ Hinted = (*UnreachableError)(nil)

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("the API at %s cannot be reached: %s", e.Address, e.Cause)
}

func (e *UnreachableError) Unwrap() error { return e.Cause }

// UnknownOutcomeError says that a request was sent but no readable response arrived. The
// request may have taken effect.
type UnknownOutcomeError struct {
	Method, Path string
	Cause        error
	// Sent is when the request was sent.
	Sent time.Time
}

func (e *UnknownOutcomeError) Error() string {
	text := fmt.Sprintf("no usable response to %s %s: %s", e.Method, e.Path, e.Cause)
	if e.Method != http.MethodGet {
		text += "; it may or may not have taken effect"
	}
	return text
}

func (e *UnknownOutcomeError) Unwrap() error { return e.Cause }

// neverSent reports whether err happened while connecting.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") || isInsecure(err)
}

// notSentError says that a request was not sent, so it had no effect.
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

func isNotSent(err error) bool {
	var (
		unsent      *notSentError
		unreachable *UnreachableError
	)
	return errors.As(err, &unsent) || errors.As(err, &unreachable)
}

// cancelled reports whether the caller ended the call, rather than the timeout of one
// attempt.
func cancelled(ctx context.Context) bool { return ctx.Err() != nil }
