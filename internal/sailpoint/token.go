package sailpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
	"golang.org/x/sync/singleflight"

	"terraform-provider-katapult/internal/rest"
)

// TokenPath is the path of the login. It is the same for every API version.
const TokenPath = "/oauth/token"

// tokenSource holds the access token of all calls and renews it before it expires.
// Concurrent calls share a login.
type tokenSource struct {
	credentials clientcredentials.Config
	http        *http.Client
	timeout     time.Duration
	log         func(ctx context.Context, message string, fields map[string]any)
	login       singleflight.Group

	mu      sync.Mutex
	token   string
	renewAt time.Time // zero if the token does not expire
}

func newTokenSource(options Options) *tokenSource {
	return &tokenSource{
		credentials: clientcredentials.Config{
			ClientID: options.ClientID, ClientSecret: options.ClientSecret, TokenURL: options.BaseURL + TokenPath,
			AuthStyle: oauth2.AuthStyleInParams, // in the body, because nothing logs bodies
		},
		http: &http.Client{
			Transport: options.Transport,
			// A redirect would carry the secret to an address nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		timeout: options.RequestTimeout,
		log:     options.Log,
	}
}

// get returns a token that does not expire soon.
func (t *tokenSource) get(ctx context.Context) (string, error) {
	if token, ok := t.valid(); ok {
		return token, nil
	}
	// Other calls share this login, so it must outlive the call that started it.
	login := t.login.DoChan("", func() (any, error) {
		if token, ok := t.valid(); ok {
			return token, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.timeout)
		defer cancel()
		return t.renew(ctx)
	})
	select {
	case result := <-login:
		token, _ := result.Val.(string)
		return token, result.Err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func (t *tokenSource) valid() (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token, t.token != "" && (t.renewAt.IsZero() || time.Now().Before(t.renewAt))
}

func (t *tokenSource) secrets() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return []string{t.credentials.ClientSecret, t.token}
}

// invalidate drops a token that the API rejected, unless it has already been replaced.
func (t *tokenSource) invalidate(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token = ""
	}
}

// renew logs in with the client ID and secret.
//
// POST /oauth/token
func (t *tokenSource) renew(ctx context.Context) (string, error) {
	start := time.Now()
	issued, err := t.credentials.Token(context.WithValue(ctx, oauth2.HTTPClient, t.http))
	if err != nil {
		return "", t.loginError(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token, t.renewAt = issued.AccessToken, time.Time{}
	if !issued.Expiry.IsZero() {
		life := issued.Expiry.Sub(start)
		t.renewAt = start.Add(life - min(time.Minute, life/10))
	}
	t.log(ctx, "logged in to SailPoint", map[string]any{"renew_at": t.renewAt})
	return t.token, nil
}

// loginError converts an error of the login. A login has no side effect, so temporary
// failures are retried.
func (t *tokenSource) loginError(err error) error {
	var (
		retrieveErr *oauth2.RetrieveError
		urlErr      *url.Error
	)
	switch {
	case errors.As(err, &retrieveErr):
		e := newError(rest.Response{
			Method: http.MethodPost, Path: TokenPath,
			Status: retrieveErr.Response.StatusCode, Header: retrieveErr.Response.Header, Body: retrieveErr.Body,
		}.Without(t.secrets()...))
		e.retryable = e.Status >= http.StatusInternalServerError
		return e
	case errors.As(err, &urlErr):
		return &rest.UnreachableError{Address: t.credentials.TokenURL, Cause: rest.Quoted(urlErr.Err, t.secrets()...)}
	}
	return fmt.Errorf("the response to POST %s is not a token: %w", TokenPath, rest.Quoted(err, t.secrets()...))
}
