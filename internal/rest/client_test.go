package rest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// apiError is the error of a fake API.
type apiError struct {
	status               int
	retryable, throttled bool
}

func (e *apiError) Error() string   { return fmt.Sprintf("answered %d", e.status) }
func (e *apiError) Retryable() bool { return e.retryable }
func (e *apiError) Throttled() bool { return e.throttled }

func decodeError(r rest.Response) error {
	if r.Status == http.StatusBadGateway {
		return &rest.UnknownOutcomeError{Method: r.Method, Path: r.Path, Cause: &apiError{status: r.Status}}
	}
	return &apiError{status: r.Status, retryable: r.Status == 503, throttled: r.Status == 429}
}

// script responds to the nth request with the nth function, and keeps using the last one.
type script struct {
	responses []func(*http.Request) (*http.Response, error)
	sent      int
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	response := s.responses[min(s.sent, len(s.responses)-1)]
	s.sent++
	return response(r)
}

func status(code int, body string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

func failing(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func noResponse(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, context.Cause(r.Context())
}

var (
	errConnectionCut = io.ErrUnexpectedEOF
	errRefused       = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
)

func newScriptClient(s *script) *rest.Client {
	return rest.New(rest.Options{
		BaseURL: "https://api.example", Transport: s, DecodeError: decodeError, MaxRetries: 3, Timeout: time.Minute, RequestIDHeader: "X-Request-Id",
	})
}

func TestRetries(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method    string
		responses []func(*http.Request) (*http.Response, error)
		sent      int
		fails     bool
	}{
		"a lost response to a GET":             {"GET", responses(failing(errConnectionCut), status(200, `{}`)), 2, false},
		"a lost response to a PATCH":           {"PATCH", responses(failing(errConnectionCut), status(200, `{}`)), 2, false},
		"a lost response to a DELETE":          {"DELETE", responses(failing(errConnectionCut), status(200, `{}`)), 2, false},
		"not a lost response to a POST":        {"POST", responses(failing(errConnectionCut)), 1, true},
		"not a POST that a gateway lost":       {"POST", responses(status(502, "")), 1, true},
		"a GET that a gateway lost":            {"GET", responses(status(502, ""), status(200, `{}`)), 2, false},
		"not a POST with a truncated response": {"POST", responses(status(200, `{"a":`)), 1, true},
		"a GET with a truncated response":      {"GET", responses(status(200, `{"a":`), status(200, `{}`)), 2, false},
		"a POST that is unavailable for now":   {"POST", responses(status(503, ""), status(503, ""), status(200, `{}`)), 3, false},
		"nothing beyond the retries":           {"GET", responses(status(503, "")), 4, true},
		"a throttled POST":                     {"POST", responses(status(429, ""), status(429, ""), status(429, ""), status(429, ""), status(429, ""), status(200, `{}`)), 6, false},
		"a POST that found no connection":      {"POST", responses(failing(errRefused), status(200, `{}`)), 2, false},
		"not a refused request":                {"GET", responses(status(422, "")), 1, true},
		"a GET that got no response in time":   {"GET", responses(noResponse, status(200, `{}`)), 2, false},
		"not a POST that got no response":      {"POST", responses(noResponse), 1, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{responses: test.responses}
				err := newScriptClient(s).Do(t.Context(), rest.Call{Method: test.method, Path: "/things", Into: &struct{}{}})
				if s.sent != test.sent || (err != nil) != test.fails {
					t.Errorf("sent %d times and ended with %v, want %d times, failing: %t", s.sent, err, test.sent, test.fails)
				}
			})
		})
	}
}

func responses(all ...func(*http.Request) (*http.Response, error)) []func(*http.Request) (*http.Response, error) {
	return all
}

func TestIdempotentPostIsRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{responses: responses(failing(errConnectionCut), status(200, `{}`))}
		if err := newScriptClient(s).Do(t.Context(), rest.Call{Method: "POST", Path: "/things", Idempotent: true}); err != nil {
			t.Error(err)
		}
	})
}

func TestLostResponseToAPostHasAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	s := &script{responses: responses(failing(errConnectionCut))}
	err := newScriptClient(s).Do(t.Context(), rest.Call{Method: "POST", Path: "/things"})
	var ambiguous *rest.UnknownOutcomeError
	if !errors.As(err, &ambiguous) || !strings.Contains(err.Error(), "POST /things") || !strings.Contains(err.Error(), "may or may not have taken effect") {
		t.Error(err)
	}
}

func TestRefusedConnectionIsReportedSoonWithItsAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{responses: responses(failing(errRefused))}
		start := time.Now()
		err := newScriptClient(s).Do(t.Context(), rest.Call{Method: "GET", Path: "/things"})
		var unreachable *rest.UnreachableError
		if !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "https://api.example") {
			t.Error(err)
		}
		if waited := time.Since(start); waited > 15*time.Second || s.sent < 2 {
			t.Errorf("reported after %s and %d attempts", waited, s.sent)
		}
	})
}

func TestEndOfContextEndsEveryWait(t *testing.T) {
	t.Parallel()
	reason := errors.New("the operator pressed Ctrl-C")
	for name, response := range map[string]func(*http.Request) (*http.Response, error){
		"between attempts": status(503, ""), "for a response": noResponse,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, reason)
				defer cancel()
				start := time.Now()
				err := newScriptClient(&script{responses: responses(response)}).Do(ctx, rest.Call{Method: "GET", Path: "/things"})
				if !errors.Is(err, reason) || time.Since(start) != time.Second {
					t.Errorf("after %s: %v", time.Since(start), err)
				}
			})
		})
	}
}

func TestRequestTimeoutNamesItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		err := newScriptClient(&script{responses: responses(noResponse)}).Do(t.Context(), rest.Call{Method: "POST", Path: "/things"})
		if err == nil || !strings.Contains(err.Error(), "request timeout of 1m0s") {
			t.Error(err)
		}
	})
}

func TestRedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer elsewhere.Close()
	here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer here.Close()
	c := rest.New(rest.Options{BaseURL: here.URL, DecodeError: decodeError})
	err := c.Do(t.Context(), rest.Call{Method: "GET", Path: "/things"})
	if response := (*apiError)(nil); !errors.As(err, &response) || response.status != http.StatusFound {
		t.Error(err)
	}
}

func TestTextIsOnlyPlainText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ kind, body, want, complaint string }{
		"text":             {"text/plain; charset=utf-8", "one \"1\"\ntwo\n", "one \"1\"\ntwo\n", ""},
		"nothing":          {"text/plain", "", "", ""},
		"a page":           {"text/html", "<html>Sign in</html>", "", "it is not plain text: <html>Sign in</html>"},
		"of no known kind": {"", "one", "", "it is not plain text"},
		"bytes":            {"text/plain", "\xff\xfe", "", "it is not plain text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{responses: responses(func(r *http.Request) (*http.Response, error) {
				if got := strings.Join(r.Header.Values("Accept"), ", "); got != "application/json, text/plain" {
					t.Errorf("accepts %s", got)
				}
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {test.kind}}, Body: io.NopCloser(strings.NewReader(test.body))}, nil
			})}
			var got string
			err := newScriptClient(s).Do(t.Context(), rest.Call{Method: http.MethodGet, Path: "/keys", Into: &got, Text: true})
			if got != test.want || (err == nil) != (test.complaint == "") || err != nil && !strings.Contains(err.Error(), test.complaint) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

func TestHugeResponseIsRefused(t *testing.T) {
	t.Parallel()
	s := &script{responses: responses(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(io.LimitReader(zeros{}, 1<<40))}, nil
	})}
	err := newScriptClient(s).Do(t.Context(), rest.Call{Method: "POST", Path: "/things", Into: &struct{}{}})
	if err == nil || !strings.Contains(err.Error(), "longer than 32 MiB") {
		t.Error(err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestUntrustedServerIsNotRetried(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	attempts := 0
	c := rest.New(rest.Options{
		BaseURL: server.URL, DecodeError: decodeError,
		Log: func(context.Context, string, map[string]any) { attempts++ },
	})
	err := c.Do(t.Context(), rest.Call{Method: "GET", Path: "/things"})
	var unreachable *rest.UnreachableError
	if !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "certificate") || attempts != 1 {
		t.Fatalf("%d attempts: %v", attempts, err)
	}
	if !strings.Contains(unreachable.Hint(), "SSL_CERT_FILE") {
		t.Error(unreachable.Hint())
	}
}

func TestLogHasNoHeadersAndBodies(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := &script{responses: responses(status(200, `{"password":"s3cr3t"}`))}
	c := rest.New(rest.Options{
		BaseURL: "https://api.example", Transport: s, DecodeError: decodeError,
		Authorize: func(r *http.Request) error { r.Header.Set("Authorization", "Bearer s3cr3t"); return nil },
		Log:       func(_ context.Context, message string, fields map[string]any) { fmt.Fprintln(&log, message, fields) },
	})
	if err := c.Do(t.Context(), rest.Call{Method: "POST", Path: "/things", Body: "s3cr3t"}); err != nil {
		t.Fatal(err)
	}
	if text := log.String(); strings.Contains(text, "s3cr3t") || !strings.Contains(text, "/things") || !strings.Contains(text, "status:200") {
		t.Error(text)
	}
}
