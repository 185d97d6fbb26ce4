package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// poll sends a script's requests until one returns 200. It returns the elapsed time and the
// error.
func poll(ctx context.Context, s *script) (time.Duration, error) {
	c := newScriptClient(s)
	return rest.Poll(ctx, rest.Backoff{Initial: time.Second, Min: time.Second}, func(ctx context.Context) (bool, error) {
		var thing struct{ Done bool }
		err := c.Do(ctx, rest.Call{Method: http.MethodGet, Path: "/things/1", Into: &thing})
		return thing.Done, err
	})
}

// after responds one way until a time has passed, and another way from then on.
func after(outage time.Duration, during, then func(*http.Request) (*http.Response, error)) func(*http.Request) (*http.Response, error) {
	start := time.Now()
	return func(r *http.Request) (*http.Response, error) {
		if time.Since(start) < outage {
			return during(r)
		}
		return then(r)
	}
}

func TestPollSurvivesTemporaryFailures(t *testing.T) {
	t.Parallel()
	for name, during := range map[string]func(*http.Request) (*http.Response, error){
		"502 of a gateway":      status(502, "<html>"),
		"503 of the API":        status(503, ""),
		"429":                   status(429, ""),
		"a cut connection":      failing(errConnectionCut),
		"a refused connection":  failing(errRefused),
		"a page of maintenance": status(200, "<html>"),
		"no response":           noResponse,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
				defer cancel()
				s := &script{responses: responses(after(5*time.Minute, during, status(200, `{"Done":true}`)))}
				took, err := poll(ctx, s)
				if err != nil || took < 5*time.Minute || took > 8*time.Minute {
					t.Errorf("ended after %s: %v", took, err)
				}
				if s.sent > 80 {
					t.Errorf("%d requests in an outage of five minutes", s.sent)
				}
			})
		})
	}
}

func TestPollEndsAtAPermanentFailure(t *testing.T) {
	t.Parallel()
	for _, code := range []int{400, 403, 404, 422} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{responses: responses(status(200, `{}`), status(code, ""))}
			took, err := poll(t.Context(), s)
			if response := (*apiError)(nil); !errors.As(err, &response) || response.status != code || s.sent != 2 {
				t.Errorf("%d: ended after %s and %d requests: %v", code, took, s.sent, err)
			}
		})
	}
}

func TestPollReportsTheLastFailureAtItsDeadline(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		responses []func(*http.Request) (*http.Response, error)
		want      bool
	}{
		"while it fails":         {responses(status(502, "")), true},
		"after it has recovered": {responses(status(502, ""), status(502, ""), status(502, ""), status(502, ""), status(200, `{}`)), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
				defer cancel()
				took, err := poll(ctx, &script{responses: test.responses})
				if !errors.Is(err, context.DeadlineExceeded) || took != 10*time.Minute {
					t.Fatalf("after %s: %v", took, err)
				}
				if want := strings.Contains(err.Error(), "answered 502"); want != test.want {
					t.Errorf("tells of the failure: %t, want %t: %v", want, test.want, err)
				}
			})
		})
	}
}

func TestServerThatIsNotTrustedEndsAPoll(t *testing.T) {
	t.Parallel()
	if err := fmt.Errorf("look: %w", &rest.UnreachableError{Cause: errors.New("tls: protocol version not supported")}); rest.IsTemporary(err) {
		t.Error("waits for a server that cannot be trusted")
	}
}
