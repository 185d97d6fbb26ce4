// Package sailpoint is a client for governance groups in SailPoint Identity Security Cloud
// (https://developer.sailpoint.com/docs/api/). The API calls them workgroups. The client
// knows HTTP and no Terraform.
package sailpoint

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// Defaults for Options.
const (
	DefaultVersion        = Version("v1")
	DefaultRequestTimeout = time.Minute
	DefaultMaxRetries     = 4
)

// Options configure a Client.
type Options struct {
	// BaseURL is the address of a tenant's API, such as https://acme.api.identitynow.com.
	BaseURL string
	// ClientID and ClientSecret belong to a personal access token or an API client.
	ClientID, ClientSecret string
	// Version is the API version to call.
	Version Version
	// UserAgent is the value of the User-Agent header.
	UserAgent string
	// RequestTimeout bounds one attempt of a request.
	RequestTimeout time.Duration
	// MaxRetries is the maximum number of retries of a failed attempt.
	MaxRetries int
	// Log receives one line for each request and each wait.
	Log func(ctx context.Context, message string, fields map[string]any)
	// Backoff and Transport override rest's defaults.
	Backoff   func(retry int) time.Duration
	Transport http.RoundTripper
	// Rate is the maximum number of requests in ten seconds. Defaults to DefaultRate.
	Rate int
	// BatchWindow is how long calls wait for others to join their batch.
	BatchWindow Window
	// InUsePause is the first pause before retrying to delete a group in use. It doubles
	// with each retry. Defaults to two seconds.
	InUsePause time.Duration
}

// Client gives access to the API. It is safe for concurrent use. All calls share one token
// and one rate limiter.
type Client struct {
	GovernanceGroups GovernanceGroups

	rest       *rest.Client
	tokens     *tokenSource
	log        func(ctx context.Context, message string, fields map[string]any)
	workgroups string
	inUsePause time.Duration
	reads      *batcher[GovernanceGroup]
	deletions  *batcher[Deletion]

	listCache *rest.Cache
}

// New returns a client. It sends nothing before its first use.
func New(options Options) *Client {
	options.BaseURL = strings.TrimSuffix(options.BaseURL, "/")
	options.RequestTimeout = cmp.Or(options.RequestTimeout, DefaultRequestTimeout)
	if options.Log == nil {
		options.Log = func(context.Context, string, map[string]any) {}
	}
	if options.Transport == nil {
		options.Transport = rest.NewTransport()
	}
	c := &Client{
		listCache:  rest.NewCache(dataSourceMaxAge, maxCacheBytes),
		log:        options.Log,
		tokens:     newTokenSource(options),
		workgroups: cmp.Or(options.Version, DefaultVersion).path(),
		inUsePause: cmp.Or(options.InUsePause, 2*time.Second),
	}
	c.rest = rest.New(rest.Options{
		BaseURL:         options.BaseURL,
		Transport:       options.Transport,
		Authorize:       c.authorize,
		Secrets:         c.tokens.secrets,
		UserAgent:       options.UserAgent,
		RequestIDHeader: requestIDHeader,
		Timeout:         options.RequestTimeout,
		MaxRetries:      options.MaxRetries,
		Limiter:         newLimiter(cmp.Or(options.Rate, DefaultRate), options.Log),
		DecodeError:     decodeError,
		Log:             options.Log,
		Backoff:         options.Backoff,
	})
	c.GovernanceGroups = GovernanceGroups{c}
	c.reads = newBatcher(options.BatchWindow, maxRead, c.GovernanceGroups.getMany)
	c.deletions = newBatcher(options.BatchWindow, MaxDelete, c.GovernanceGroups.deleteMany)
	return c
}

// do sends a call. If the API rejects the token, do sends the call once more with a new
// token.
func (c *Client) do(ctx context.Context, call rest.Call) error {
	if call.Method != http.MethodGet {
		// Before and after, because a list read in between may show either state.
		c.listCache.Invalidate()
		defer c.listCache.Invalidate()
	}
	sent := &sentToken{}
	ctx = context.WithValue(ctx, sentTokenKey{}, sent)
	err := c.rest.Do(ctx, call)
	if tokenRejected(err) {
		c.tokens.invalidate(sent.token)
		err = c.rest.Do(ctx, call)
	}
	return err
}

// tokenRejected reports whether the API, rather than the login, rejected the token.
func tokenRejected(err error) bool {
	var response *Error
	return errors.As(err, &response) && response.Status == http.StatusUnauthorized && response.Path != TokenPath
}

// sentToken records the token of a call's last attempt.
type sentToken struct{ token string }

type sentTokenKey struct{}

func (c *Client) authorize(r *http.Request) error {
	token, err := c.tokens.get(r.Context())
	if err != nil {
		return err
	}
	if sent, ok := r.Context().Value(sentTokenKey{}).(*sentToken); ok {
		sent.token = token
	}
	r.Header.Set("Authorization", "Bearer "+token)
	// API versions that treat a call as experimental refuse it without this header. Other
	// versions ignore it.
	r.Header.Set("X-SailPoint-Experimental", "true")
	return nil
}

// Version is an API version: one of the service, such as v1, one of a year, such as v2026,
// or beta.
type Version string

// Valid reports whether the version exists.
func (v Version) Valid() bool {
	switch v {
	case "v1", "v2024", "v2025", "v2026", "beta":
		return true
	}
	return false
}

// path returns the path of the workgroups. A year precedes the service, and a service
// version follows it.
func (v Version) path() string {
	if v == "v1" {
		return "/workgroups/v1"
	}
	return "/" + string(v) + "/workgroups"
}
