package rest_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// createBy creates a thing with a client, after before if that is set. Searching for it
// fails.
func createBy(ctx context.Context, c *rest.Client, before func(context.Context) error) error {
	_, err := rest.Create(ctx, c, rest.CreateOp[thing]{
		Description: "the thing", ConflictKey: "a", Before: before,
		Send: func(ctx context.Context) (thing, error) { return thing{}, c.Do(ctx, createCall) },
		Find: func(context.Context, time.Time) ([]thing, error) { return nil, errors.New("forbidden") },
		ID:   func(t thing) string { return t.id },
	})
	return err
}

func TestUnsentCreateIsNotReportedAsUnknown(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was sent") }))
	t.Cleanup(server.Close)
	for name, test := range map[string]struct {
		address string
		token   string
		want    string
	}{
		"a token with a line break":     {server.URL, "secret\r\nX-Other: 1", "invalid header field value"},
		"an address of no known scheme": {"htp://api.example", "t", "unsupported protocol scheme"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			attempts := 0
			c := rest.New(rest.Options{
				BaseURL: test.address, DecodeError: decodeError, MaxRetries: 3,
				Authorize: func(r *http.Request) error { r.Header["Authorization"] = []string{"Bearer " + test.token}; return nil },
				Log:       func(context.Context, string, map[string]any) { attempts++ },
			})
			err := createBy(t.Context(), c, nil)
			if err == nil || rest.IsUnknownOutcome(err) || strings.Contains(err.Error(), "may have been created") || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "secret") {
				t.Error(err)
			}
			if attempts != 1 {
				t.Errorf("%d attempts", attempts)
			}
		})
	}
}

// Before sends requests of its own. Their outcome says nothing about the create.
func TestCreateIsNotSentWhenBeforeFails(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{
		"a lost response":  &rest.UnknownOutcomeError{Method: "GET", Path: "/things", Cause: errConnectionCut},
		"a refusal":        &apiError{status: 403},
		"a passing one":    &apiError{status: 503, retryable: true},
		"one for its rate": &apiError{status: 429, throttled: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, runs := &script{responses: responses(status(200, `{}`))}, 0
				err := createBy(t.Context(), newScriptClient(s), func(context.Context) error { runs++; return failure })
				if err == nil || rest.IsUnknownOutcome(err) || strings.Contains(err.Error(), "may have been created") || !strings.Contains(err.Error(), failure.Error()) {
					t.Error(err)
				}
				if s.sent != 0 || runs != 1 {
					t.Errorf("sent %d times after before ran %d times", s.sent, runs)
				}
			})
		})
	}
}

// delayLimiter delays each request.
type delayLimiter struct{ delay time.Duration }

func (l delayLimiter) Wait(ctx context.Context) error  { return rest.Sleep(ctx, l.delay) }
func (delayLimiter) Observe(time.Time, *http.Response) {}

// Nothing may happen between before and sending, whatever the request waits for.
func TestBeforeRunsAfterEveryWait(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]rest.Options{
		"the rate limit":          {Limiter: delayLimiter{time.Minute}},
		"the login":               {Authorize: func(r *http.Request) error { return rest.Sleep(r.Context(), time.Minute) }},
		"a refusal for its rate":  {},
		"a service that was down": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var ranAt, sent time.Time
				runs := 0
				note := func(code int) func(*http.Request) (*http.Response, error) {
					return func(r *http.Request) (*http.Response, error) {
						sent = time.Now()
						return status(code, `{}`)(r)
					}
				}
				s := &script{responses: responses(note(200))}
				switch name {
				case "a refusal for its rate":
					s.responses = responses(note(429), note(200))
				case "a service that was down":
					s.responses = responses(note(503), note(200))
				}
				options.BaseURL, options.Transport, options.DecodeError, options.MaxRetries = "https://api.example", s, decodeError, 3
				err := createBy(t.Context(), rest.New(options), func(context.Context) error {
					runs, ranAt = runs+1, time.Now()
					return nil
				})
				if err != nil || runs != len(s.responses) || !ranAt.Equal(sent) {
					t.Errorf("before ran %d times, the last time %s before the request: %v", runs, sent.Sub(ranAt), err)
				}
			})
		})
	}
}

// An object of a lost request must not count as one that existed before.
func TestBeforeDoesNotRunAgainAfterALostResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api, client, runs := &fakeAPI{}, newClient(), 0
		op := api.createOp("a")
		s := &script{responses: responses(failing(errConnectionCut), status(200, `{}`))}
		sender := rest.New(rest.Options{BaseURL: "https://api.example", Transport: s, DecodeError: decodeError})
		op.Before = func(context.Context) error { runs++; return nil }
		op.Send = func(ctx context.Context) (thing, error) { return thing{id: "id"}, sender.Do(ctx, createCall) }
		if _, err := rest.Create(t.Context(), client, op); err != nil || runs != 1 || s.sent != 2 {
			t.Errorf("before ran %d times for %d requests: %v", runs, s.sent, err)
		}
	})
}

// An unsent attempt does not undo an earlier attempt that was lost.
func TestLostAttemptIsReportedWhenTheNextOneIsNotSent(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(cancel func()) func(*http.Request) (*http.Response, error){
		"no connection": func(func()) func(*http.Request) (*http.Response, error) { return failing(errRefused) },
		"unavailable":   func(func()) func(*http.Request) (*http.Response, error) { return status(503, "") },
		"interrupted before the next one": func(cancel func()) func(*http.Request) (*http.Response, error) {
			return func(r *http.Request) (*http.Response, error) {
				time.AfterFunc(time.Millisecond, cancel)
				return status(503, "")(r)
			}
		},
		"interrupted": func(cancel func()) func(*http.Request) (*http.Response, error) {
			return func(r *http.Request) (*http.Response, error) { cancel(); return status(503, "")(r) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				err := newScriptClient(&script{responses: responses(failing(errConnectionCut), then(cancel))}).Do(ctx, rest.Call{Method: "PATCH", Path: "/things/1"})
				if !rest.IsUnknownOutcome(err) {
					t.Error(err)
				}
			})
		})
	}
}

// Before's own requests are not preceded by before.
func TestBeforeMayUseTheSameClient(t *testing.T) {
	t.Parallel()
	s := &script{responses: responses(status(200, `{}`))}
	c := newScriptClient(s)
	before := func(ctx context.Context) error { return c.Do(ctx, rest.Call{Method: "GET", Path: "/things"}) }
	if err := createBy(t.Context(), c, before); err != nil || s.sent != 2 {
		t.Errorf("%d requests: %v", s.sent, err)
	}
}

func TestInterruptedBeforeReportsTheInterruption(t *testing.T) {
	t.Parallel()
	reason := errors.New("the operator pressed Ctrl-C")
	ctx, cancel := context.WithCancelCause(t.Context())
	err := createBy(ctx, newScriptClient(&script{}), func(context.Context) error {
		cancel(reason)
		return &rest.UnknownOutcomeError{Method: "GET", Path: "/things", Cause: errConnectionCut}
	})
	if !errors.Is(err, reason) || rest.IsUnknownOutcome(err) {
		t.Error(err)
	}
}
