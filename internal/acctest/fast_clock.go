package acctest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/provider"
)

// fastTests holds the tests that run on a fast clock.
var fastTests sync.Map

// FastClock runs a test on a clock that jumps ahead whenever all goroutines wait. Minutes
// of tasks, pauses and timeouts take no time. Terraform and the provider use that clock. It
// cannot wait for a network, so the provider calls the test's worlds directly. With
// ACCTEST_DRIVER=cli in the environment, clock and network are real.
func FastClock(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	if wantsCLI(t) {
		test(t)
		return
	}
	synctest.Test(t, func(t *testing.T) {
		fastTests.Store(t, true)
		defer fastTests.Delete(t)
		test(t)
	})
}

// RealTime reports whether time passes as elsewhere: outside FastClock, and where the CLI
// plays the tests.
func RealTime(t *testing.T) bool {
	t.Helper()
	_, isFast := fastTests.Load(t)
	return !isFast
}

// offer is what a test's provider offers, and how it reaches the APIs.
type offer struct {
	objects []crud.Object
	// transport is set if there is no network.
	transport http.RoundTripper
}

// connect makes a simulator reachable until the test ends, and returns its address.
func (o *offer) connect(t *testing.T, simulator http.Handler) (address string) {
	t.Helper()
	if !RealTime(t) {
		o.transport = directTransport{simulator}
		return "http://127.0.0.1"
	}
	server := httptest.NewServer(simulator)
	t.Cleanup(server.Close)
	return server.URL
}

// options returns the options that reach the APIs, followed by more.
func (o *offer) options(more ...provider.Option) []provider.Option {
	if o.transport == nil {
		return more
	}
	return append([]provider.Option{func(options *provider.Options) {
		options.Katapult.Transport, options.SailPoint.Transport = o.transport, o.transport
	}}, more...)
}

// client returns an HTTP client for requests outside Terraform.
func (o *offer) client() *http.Client { return &http.Client{Transport: o.transport} }

// Released restores the retries, polling and waits of a released provider.
func Released(o *provider.Options) {
	k, s := &o.Katapult, &o.SailPoint
	k.Backoff, k.PollInterval, k.RateWindow, k.ReleaseGrace = nil, 0, 0, 0
	s.Backoff, s.InUsePause, s.Rate = nil, 0, 0
}

// ShortRateWindow restores the rate limit window of the tests' simulators after Released.
func ShortRateWindow(o *provider.Options) { o.Katapult.RateWindow = rateWindow }

// directTransport calls a server without a network.
type directTransport struct{ server http.Handler }

type outcome struct {
	response *http.Response
	err      error
}

func (d directTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
	}
	answered := make(chan outcome, 1)
	go func() { answered <- d.serve(r, body) }()
	select {
	case o := <-answered:
		return o.response, o.err
	case <-r.Context().Done():
		return nil, context.Cause(r.Context())
	}
}

// serve calls the server. A server that drops the connection becomes an error.
func (d directTransport) serve(r *http.Request, body []byte) (o outcome) {
	defer func() {
		switch dropped := recover(); dropped {
		case nil:
		case http.ErrAbortHandler:
			o = outcome{err: &url.Error{Op: r.Method, URL: r.URL.Path, Err: io.EOF}}
		default:
			panic(dropped)
		}
	}()
	received := r.Clone(context.WithoutCancel(r.Context()))
	received.Body, received.RequestURI, received.RemoteAddr = io.NopCloser(bytes.NewReader(body)), r.URL.RequestURI(), "127.0.0.1:40000"
	received.ContentLength = int64(len(body))
	if received.Host == "" {
		received.Host = r.URL.Host
	}
	recorder := httptest.NewRecorder()
	d.server.ServeHTTP(recorder, received)
	response := recorder.Result()
	response.Request = r
	return outcome{response: response}
}
