// Package rest sends JSON requests. It contains the rate limiting, retrying, and error
// handling that every API client needs.
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
	// BaseURL is prepended to the path of every call.
	BaseURL string
	// Transport sends the requests. Defaults to NewTransport.
	Transport http.RoundTripper
	// Authorize adds the credentials to a request.
	Authorize func(*http.Request) error
	// UserAgent is the value of the User-Agent header.
	UserAgent string
	// RequestIDHeader is the response header with the ID of the request. Logs and errors
	// contain it.
	RequestIDHeader string
	// Timeout bounds one attempt, from connecting to the last byte.
	Timeout time.Duration
	// MaxRetries is the maximum number of retries of a failed attempt. Waiting for a rate
	// limit does not count.
	MaxRetries int
	// Limiter decides when a request may be sent. Defaults to no limit.
	Limiter Limiter
	// DecodeError turns a response outside 2xx into the API's own error. That error may
	// implement Retryable, Throttled, and Temporary.
	DecodeError func(Response) error
	// Secrets returns the texts to redact in errors, even if a response contains them.
	Secrets func() []string
	// Log receives one line for each attempt. It never receives headers or bodies.
	Log func(ctx context.Context, message string, fields map[string]any)
	// Warn tells the user something that is not an error. Defaults to nothing.
	Warn func(ctx context.Context, summary, detail string)
	// Backoff returns the pause before a retry, counted from 1. Defaults to growing pauses
	// with jitter.
	Backoff func(retry int) time.Duration
}

// Client sends calls to one API. It is safe for concurrent use.
type Client struct {
	Options

	http      *http.Client
	conflicts conflictGroups
}

// Call describes one request.
type Call struct {
	Method string
	// Path is appended to the base URL and spelled as the API documents it.
	Path  string
	Query url.Values
	// Body is encoded as JSON; nil sends none.
	Body any
	// ContentType is the media type of the body. Defaults to application/json.
	ContentType string
	// Into points to the value that the response is decoded into. If it is nil, the body is
	// discarded.
	Into any
	// Text says that a response of success is plain text. It is decoded as if the text were
	// a JSON string.
	Text bool
	// Header, if set, receives a copy of the response header.
	Header *http.Header
	// Idempotent says that sending the call twice has the same effect as sending it once.
	// Every method but POST is treated as idempotent.
	Idempotent bool
	// NoRetry says that the call must not be retried after a lost response, whatever its
	// method. The caller decides instead.
	NoRetry bool
	// Secrets are texts of the request that no error may quote, even if a response contains
	// them.
	Secrets []string
	// Sensitive says that a response of success is a secret as a whole: no error quotes it.
	Sensitive bool
	// Creates says that only the response names the object that the call creates. If ctx
	// ends while the request is in flight, the client keeps waiting for a moment.
	Creates bool
}

// Limiter keeps a client within the API's rate limit.
type Limiter interface {
	// Wait blocks until a request may be sent. It returns the context's error.
	Wait(ctx context.Context) error
	// Observe is called after each request with the time that it was sent. The response is
	// nil if there was none. A throttled request is sent again after the next Wait.
	Observe(sent time.Time, response *http.Response)
}

// New returns a client. Options that are not set get their defaults.
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
	if options.Warn == nil {
		options.Warn = func(context.Context, string, string) {}
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

// Do sends a call, retries it as needed, and decodes the response.
//
// It returns DecodeError's error for a response outside 2xx, an UnreachableError if no
// connection could be made, and an UnknownOutcomeError if the response was lost.
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
	fields["status"], fields["request_id"] = httpResponse.StatusCode, httpResponse.Header.Get(c.RequestIDHeader)
	response := Response{
		Method: call.Method, Path: call.Path, Status: httpResponse.StatusCode, Header: httpResponse.Header, requestIDHeader: c.RequestIDHeader,
		secrets: c.secretsOf(call), sensitive: call.Sensitive,
	}
	response.Body, err = read(httpResponse.Body)
	if err != nil {
		return &UnknownOutcomeError{Method: call.Method, Path: call.Path, Cause: fmt.Errorf("reading the response (%s): %w", response, err)}
	}
	if response.Status < 200 || response.Status > 299 {
		return c.DecodeError(response.Without(response.secrets...))
	}
	if call.Header != nil {
		*call.Header = response.Header
	}
	if call.Text {
		if response.Body, err = encodeText(response); err != nil {
			return unreadable(response, err)
		}
	}
	return decode(response, call.Into)
}

// prepare builds the request. Unlike sending, it can be abandoned as soon as the context
// ends.
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
	if call.Text {
		request.Header.Add("Accept", "text/plain") // errors are JSON all the same
	}
	request.Header.Set("User-Agent", c.UserAgent)
	if c.Authorize != nil {
		err = c.Authorize(request)
	}
	return request, err
}

// classifyFailure decides whether the API may have acted on a request without a response.
func (c *Client) classifyFailure(ctx context.Context, call Call, trace *requestTrace, err error) error {
	// The text of *url.Error contains the whole URL. Its cause says what happened.
	var urlErr *url.Error
	if errors.As(err, &urlErr) {
		err = Quoted(urlErr.Err, c.secretsOf(call)...) // net/http quotes an invalid Location header verbatim
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
	return context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no response within the request timeout of %s", timeout))
}

// Sleep waits for the pause. If ctx ends earlier, it returns the cause.
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
