// Package rest sends JSON requests: one path from a call to its answer, with
// the waiting, retrying and error handling that every API client needs.
package rest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Options configure a Client.
type Options struct {
	// BaseURL stands before the path of every call.
	BaseURL string
	// Transport sends the requests; NewTransport by default.
	Transport http.RoundTripper
	// Authorize adds the credentials to a request.
	Authorize func(*http.Request) error
	// UserAgent names the program to the API.
	UserAgent string
	// Timeout bounds one attempt, from connecting to the last byte.
	Timeout time.Duration
	// MaxRetries is how often a failed attempt is repeated, at the most.
	// Waiting for a rate limit does not count.
	MaxRetries int
	// Limiter decides when a request may be sent. None by default.
	Limiter Limiter
	// DecodeError turns an answer outside 2xx into the API's own error. It may
	// have a method Retryable() bool, which says that the request had no effect
	// and can be repeated whatever its method; and a method Throttled() bool, which
	// says that the API will take it after a wait, as long as that may be.
	DecodeError func(Response) error
	// Secrets are texts that no error may repeat, even if an answer does.
	Secrets func() []string
	// Log receives one line for each attempt. It never sees headers or bodies.
	Log func(ctx context.Context, message string, fields map[string]any)
	// Backoff is the pause before a retry, counted from 1. Growing and
	// jittered by default.
	Backoff func(retry int) time.Duration
}

// Client sends calls to one API. It is safe for concurrent use.
type Client struct {
	Options

	http      *http.Client
	conflicts conflictGroups
}

// Call is one request, as an endpoint describes it.
type Call struct {
	Method string
	// Path is what follows the base URL, as the API documents it.
	Path  string
	Query url.Values
	// Body is encoded as JSON; nil sends none.
	Body any
	// ContentType says what kind of JSON the body is; application/json by default.
	ContentType string
	// Into is a pointer that the answer is decoded into; nil discards it.
	Into any
	// Header is a pointer that the answer's header is copied to, or nil.
	Header *http.Header
	// Idempotent says that sending the call twice has the effect of sending it
	// once. It is taken for granted for every method but POST.
	Idempotent bool
	// NoRetry says that the call must not be sent again after a lost response,
	// whatever its method: its caller decides that.
	NoRetry bool
	// Creates says that the call makes something that only the answer names. When
	// the caller gives up and the request is on its way, its answer is waited for
	// a moment.
	Creates bool
}

// Limiter keeps a client within what the API permits.
type Limiter interface {
	// Wait returns when a request may be sent, or with the context's error.
	Wait(ctx context.Context) error
	// Learn takes in the answer to a request that was sent at the given time.
	// The answer is nil when none came. A request that was refused for its rate
	// is sent again after the next Wait.
	Observe(sent time.Time, answer *http.Response)
}

// New returns a client for the options, completed with their defaults.
func New(options Options) *Client {
	if options.Transport == nil {
		options.Transport = NewTransport()
	}
	if options.Limiter == nil {
		options.Limiter = unlimited{}
	}
	if options.Log == nil {
		options.Log = func(context.Context, string, map[string]any) {}
	}
	if options.Secrets == nil {
		options.Secrets = func() []string { return nil }
	}
	if options.Backoff == nil {
		options.Backoff = defaultBackoff
	}
	options.BaseURL = strings.TrimSuffix(options.BaseURL, "/")
	return &Client{Options: options, http: &http.Client{
		Transport: options.Transport,
		// A redirect would carry the credentials to an address nobody configured.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Do sends a call until it is answered, and decodes the answer.
//
// It returns the error of DecodeError for an answer outside 2xx, an
// UnreachableError when no connection came about, and an AmbiguousError when a
// request was sent and its answer got lost.
func (c *Client) Do(ctx context.Context, call Call) error {
	body, err := encode(call.Body)
	if err != nil {
		return fmt.Errorf("encode %s %s: %w", call.Method, call.Path, err)
	}
	for try := newRetrier(c, call); ; {
		if err := c.Limiter.Wait(ctx); err != nil {
			return try.stopped(err)
		}
		err := c.attempt(ctx, call, body, try.nextAttempt())
		if err == nil {
			return nil
		}
		pause, retry := try.next(ctx, err)
		if !retry {
			return try.last
		}
		if err := Sleep(ctx, pause); err != nil {
			return try.stopped(err)
		}
	}
}

// attempt sends the call once.
func (c *Client) attempt(ctx context.Context, call Call, body []byte, number int) (err error) {
	request, err := c.prepare(ctx, call, body)
	if err == nil {
		err = runBeforeSend(ctx, call)
	}
	if err != nil {
		return err
	}
	trace := requestTrace{complete: isTraceable(c.Transport)}
	sendCtx, stop := trace.context(ctx, call.Creates)
	defer stop()
	sendCtx, cancel := withTimeout(sendCtx, c.Timeout)
	defer cancel()
	sentAt := time.Now()
	fields := map[string]any{"method": call.Method, "path": call.Path, "attempt": number}
	defer func() {
		fields["duration_ms"] = time.Since(sentAt).Milliseconds()
		if err != nil {
			fields["error"] = err.Error()
		}
		c.Log(ctx, "API request", fields)
		if unknown := (*UnknownOutcomeError)(nil); errors.As(err, &unknown) {
			unknown.Sent = sentAt
		}
	}()
	httpResponse, err := c.http.Do(request.WithContext(sendCtx))
	c.Limiter.Observe(sentAt, httpResponse)
	if err != nil {
		return c.classifyFailure(ctx, call, &trace, err)
	}
	defer httpResponse.Body.Close()
	fields["status"], fields["request_id"] = httpResponse.StatusCode, httpResponse.Header.Get("X-Request-Id")
	response := Response{Method: call.Method, Path: call.Path, Status: httpResponse.StatusCode, Header: httpResponse.Header}
	response.Body, err = read(httpResponse.Body)
	if err != nil {
		return &UnknownOutcomeError{Method: call.Method, Path: call.Path, Cause: fmt.Errorf("reading the answer (%s): %w", response, err)}
	}
	if response.Status < 200 || response.Status > 299 {
		return c.DecodeError(response.Without(c.Secrets()...))
	}
	if call.Header != nil {
		*call.Header = response.Header
	}
	return c.decode(response, call.Into)
}

// prepare makes the request, which is nothing that has to be finished when the
// caller gives up.
func (c *Client) prepare(ctx context.Context, call Call, body []byte) (*http.Request, error) {
	attemptCtx, cancel := withTimeout(ctx, c.Timeout)
	defer cancel()
	request, err := c.newRequest(attemptCtx, call, body)
	if err == nil && cancelled(ctx) {
		err = notSent(call, context.Cause(ctx))
	}
	return request, err
}

func (c *Client) newRequest(ctx context.Context, call Call, body []byte) (*http.Request, error) {
	target := c.BaseURL + call.Path
	if len(call.Query) > 0 {
		target += "?" + call.Query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, call.Method, target, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", cmp.Or(call.ContentType, "application/json"))
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.UserAgent)
	if c.Authorize != nil {
		err = c.Authorize(request)
	}
	return request, err
}

// classifyFailure tells the two ways apart in which no answer comes: whether the
// API can have acted on the request or not.
func (c *Client) classifyFailure(ctx context.Context, call Call, trace *requestTrace, err error) error {
	// The text of *url.Error repeats the whole URL; its cause says what happened.
	var urlErr *url.Error
	if errors.As(err, &urlErr) {
		err = Quoted(urlErr.Err, c.Secrets()...) // which repeats a Location that is none
	}
	switch {
	case trace.unsent() && cancelled(ctx):
		return notSent(call, context.Cause(ctx))
	case trace.neverStarted():
		return notSent(call, err)
	case trace.unsent() || neverSent(err):
		return &UnreachableError{Address: c.BaseURL, Cause: err}
	}
	return &UnknownOutcomeError{Method: call.Method, Path: call.Path, Cause: err}
}

func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	return json.Marshal(body)
}

func withTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer within the request timeout of %s", timeout))
}

// Sleep returns after the pause, or earlier with the cause of the context's end.
func Sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

type unlimited struct{}

func (unlimited) Wait(ctx context.Context) error    { return context.Cause(ctx) }
func (unlimited) Observe(time.Time, *http.Response) {}
