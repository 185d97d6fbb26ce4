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

// fast has the tests whose clock is a fast one.
var fast sync.Map

// FastClock runs a test on a clock that jumps ahead whenever everything waits,
// so that minutes of tasks, pauses and timeouts take no time. What Terraform and
// the provider measure is that clock. The worlds that the test makes are reached
// without a network, which such a clock cannot wait for. With
// ACCTEST_DRIVER=cli in the environment the time is real, and so is the network.
func FastClock(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	if wantsCLI(t) {
		test(t)
		return
	}
	synctest.Test(t, func(t *testing.T) {
		fast.Store(t, true)
		defer fast.Delete(t)
		test(t)
	})
}

// offer is what a provider of a test offers, and how it reaches the APIs.
type offer struct {
	objects []crud.Object
	// direct is set where there is no network.
	direct http.RoundTripper
}

// connect is where a simulator is reached, from now to the end of the test.
func (o *offer) connect(t *testing.T, simulator http.Handler) (address string) {
	t.Helper()
	if _, isFast := fast.Load(t); isFast {
		o.direct = direct{simulator}
		return "http://127.0.0.1"
	}
	server := httptest.NewServer(simulator)
	t.Cleanup(server.Close)
	return server.URL
}

// options are those of a provider that reaches the APIs, and then others.
func (o *offer) options(more ...provider.Option) []provider.Option {
	if o.direct == nil {
		return more
	}
	return append([]provider.Option{func(options *provider.Options) {
		options.Katapult.Transport, options.SailPoint.Transport = o.direct, o.direct
	}}, more...)
}

// client reaches the APIs as somebody else.
func (o *offer) client() *http.Client { return &http.Client{Transport: o.direct} }

// Released is for a provider with its own settings: it retries, polls and waits as
// users have it.
func Released(o *provider.Options) {
	k, s := &o.Katapult, &o.SailPoint
	k.Backoff, k.PollInterval, k.RateWindow, k.ReleaseGrace = nil, 0, 0, 0
	s.Backoff, s.InUsePause, s.Rate = nil, 0, 0
}

// direct is a network of one server that is called directly.
type direct struct{ server http.Handler }

type outcome struct {
	response *http.Response
	err      error
}

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
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

// serve has the server answer, or drop the connection.
func (d direct) serve(r *http.Request, body []byte) (o outcome) {
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
