// Package sailpoint is a client of the governance groups in SailPoint Identity
// Security Cloud (https://developer.sailpoint.com/docs/api/), which the API
// calls workgroups. It knows HTTP and no Terraform.
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

// Defaults of Options.
const (
	DefaultVersion        = Version("v1")
	DefaultRequestTimeout = time.Minute
	DefaultMaxRetries     = 4
)

// Options configure a Client.
type Options struct {
	// BaseURL is the address of a tenant's API, as in
	// https://acme.api.identitynow.com.
	BaseURL string
	// ClientID and ClientSecret are those of a personal access token or an API
	// client.
	ClientID, ClientSecret string
	// Version is the version of the API to call.
	Version Version
	// UserAgent names the program to the API.
	UserAgent string
	// RequestTimeout bounds one attempt of a request.
	RequestTimeout time.Duration
	// MaxRetries is how often a failed attempt is repeated.
	MaxRetries int
	// Log receives one line for each request and each wait.
	Log func(ctx context.Context, message string, fields map[string]any)
	// Backoff and Transport replace rest's own.
	Backoff   func(retry int) time.Duration
	Transport http.RoundTripper
	// Rate is how many requests may be sent in ten seconds; DefaultRate by
	// default.
	Rate int
	// BatchWindow is how long calls wait for others to join them.
	BatchWindow Window
	// InUsePause is the pause before a group in use is tried to be deleted
	// again, which doubles each time. Two seconds by default.
	InUsePause time.Duration
}

// Client gives access to the API. It is safe for concurrent use; all calls
// share one token and one rate budget.
type Client struct {
	GovernanceGroups GovernanceGroups

	rest       *rest.Client
	tokens     *tokenSource
	log        func(ctx context.Context, message string, fields map[string]any)
	workgroups string
	inUsePause time.Duration
	reads      *batcher[GovernanceGroup]
	deletions  *batcher[Deletion]

	// useCache says that lists may come from the memory of them.
	useCache         bool
	listCache        *rest.Cache
	dataSourceClient *Client
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
		BaseURL:     options.BaseURL,
		Transport:   options.Transport,
		Authorize:   c.authorize,
		Secrets:     c.tokens.secrets,
		UserAgent:   options.UserAgent,
		Timeout:     options.RequestTimeout,
		MaxRetries:  options.MaxRetries,
		Limiter:     newLimiter(cmp.Or(options.Rate, DefaultRate), options.Log),
		DecodeError: decodeError,
		Log:         options.Log,
		Backoff:     options.Backoff,
	})
	c.GovernanceGroups = GovernanceGroups{c}
	c.reads = newBatcher(options.BatchWindow, maxRead, c.GovernanceGroups.getMany)
	c.deletions = newBatcher(options.BatchWindow, MaxDelete, c.GovernanceGroups.deleteMany)
	return c.addDataSourceClient()
}

// do sends a call. One that is refused for its token is sent once more, with a
// new one.
func (c *Client) do(ctx context.Context, call rest.Call) error {
	if call.Method != http.MethodGet {
		// Before and after: in between, a list may show either.
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

// tokenRejected reports whether the API, and not the login, took the token for
// invalid.
func tokenRejected(err error) bool {
	var response *Error
	return errors.As(err, &response) && response.Status == http.StatusUnauthorized && response.Path != TokenPath
}

// sentToken is the token that a call was last sent with.
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
	// Versions that take a call for experimental refuse it without this header;
	// the others ignore it.
	r.Header.Set("X-SailPoint-Experimental", "true")
	return nil
}

// Version is a version of the API: that of the service, as in v1, that of a
// year, as in v2026, or beta.
type Version string

// Valid reports whether there is such a version.
func (v Version) Valid() bool {
	switch v {
	case "v1", "v2024", "v2025", "v2026", "beta":
		return true
	}
	return false
}

// path is where the workgroups are. A year stands before the service, and the
// version of a service behind it.
func (v Version) path() string {
	if v == "v1" {
		return "/workgroups/v1"
	}
	return "/" + string(v) + "/workgroups"
}
