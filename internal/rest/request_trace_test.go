package rest_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

var createCall = rest.Call{Method: "POST", Path: "/things", Creates: true}

// A request that was not sent cannot have had an effect, whatever the error.
func TestUnsentRequestHasNoUnknownOutcome(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	t.Cleanup(proxy.Close)
	proxied := rest.NewTransport()
	proxied.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	for name, test := range map[string]struct {
		address   string
		transport *http.Transport
	}{
		"a proxy that wants a password": {"https://api.example", proxied},
		"no TLS at the port":            {strings.Replace(plain.URL, "http://", "https://", 1), rest.NewTransport()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := rest.New(rest.Options{
				BaseURL: test.address, Transport: test.transport, DecodeError: decodeError,
				Backoff: func(int) time.Duration { return time.Hour },
			})
			err := c.Do(t.Context(), createCall)
			var (
				lost        *rest.UnknownOutcomeError
				unreachable *rest.UnreachableError
			)
			if errors.As(err, &lost) || !errors.As(err, &unreachable) {
				t.Error(err)
			}
		})
	}
}

// Only a request in flight is waited for after the caller has given up.
func TestUnsentCreateEndsWithItsCaller(t *testing.T) {
	t.Parallel()
	reason := errors.New("the operator pressed Ctrl-C")
	for name, options := range map[string]rest.Options{
		"while it connects": {Transport: &http.Transport{
			DialContext: func(context.Context, string, string) (net.Conn, error) {
				time.Sleep(time.Minute)
				return nil, errors.New("nobody is there")
			},
		}},
		"while it logs in": {
			Transport: &script{responses: responses(status(200, `{}`))},
			Authorize: func(r *http.Request) error { return rest.Sleep(r.Context(), time.Minute) },
		},
		"as soon as it has logged in": {
			Transport: &script{responses: responses(status(200, `{}`))},
			Authorize: func(*http.Request) error { time.Sleep(2 * time.Second); return nil },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				options.BaseURL, options.DecodeError = "http://api.example", decodeError
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, reason)
				defer cancel()
				start := time.Now()
				err := rest.New(options).Do(ctx, createCall)
				if lost := (*rest.UnknownOutcomeError)(nil); !errors.Is(err, reason) || errors.As(err, &lost) || time.Since(start) > 2*time.Second {
					t.Errorf("after %s: %v", time.Since(start), err)
				}
				time.Sleep(time.Minute) // the attempt to connect ends by itself
			})
		})
	}
}
