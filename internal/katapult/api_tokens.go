package katapult

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// APITokens is access to the API tokens of an organization. Those of users are managed by
// their users alone.
type APITokens struct{ client *Client }

// APIToken is what a program authenticates with.
type APIToken struct {
	ID             string  `json:"id"`
	Name           string  `json:"name"`
	OrganizationID *string `json:"organization_id"`
	// AuthorizedIPAddresses are where requests may come from: anywhere if it is empty.
	AuthorizedIPAddresses []string `json:"authorized_ip_addresses"`
	// ExpiresAt is in Unix seconds, and nil for a token that does not expire.
	ExpiresAt *int64 `json:"expires_at"`
	// RateLimit is in requests a minute.
	RateLimit int64    `json:"rate_limit"`
	Scopes    []string `json:"scopes"`
	// Secret is what requests are sent with. Only Create and RegenerateSecret tell it.
	Secret *string `json:"secret"`
}

// APITokenArguments are the arguments of an API token. Nil is no change in Update.
type APITokenArguments struct {
	Name                  *string  `json:"name,omitempty"`
	Scopes                []string `json:"scopes,omitempty"`
	AuthorizedIPAddresses []string `json:"authorized_ip_addresses,omitzero"`
	ExpiresAt             *int64   `json:"expires_at,omitempty"`
}

func (t APIToken) identity() string { return t.ID }

var apiTokens = object[APIToken]{
	key: "api_token", noun: "API token", path: "/api_tokens/api_token",
	list:     list[APIToken]{path: "/organizations/organization/api_tokens", key: "api_tokens", paged: true},
	listOnly: true,
}

// createdBy is the annotation that tells a token whose response was lost from all others.
const createdBy = "terraform-creation"

var errNoSecret = errors.New("the API did not tell the secret of the API token")

// List returns all API tokens of the client's organization, without their secrets.
//
// GET /organizations/organization/api_tokens, all pages
func (s APITokens) List(ctx context.Context) ([]APIToken, error) { return apiTokens.all(ctx, s.client) }

// Get returns an API token without its secret, or ErrNotFound.
//
// GET /organizations/organization/api_tokens, all pages
func (s APITokens) Get(ctx context.Context, tokenID string) (APIToken, error) {
	return apiTokens.get(ctx, s.client, tokenID)
}

// Create creates an API token in the client's organization. If the response is lost, it
// searches by an annotation, and makes the token that it finds a new secret. The token has
// an ID also beside an error if only its secret is not known. It returns ValidationFailed
// for refused arguments, or a rest.UnresolvedCreateError.
//
// POST /organizations/organization/api_tokens
func (s APITokens) Create(ctx context.Context, a APITokenArguments) (APIToken, error) {
	mark := rand.Text()
	token, _, err := apiTokens.create(ctx, s.client, creation[APIToken]{
		path: apiTokens.list.path,
		arguments: arguments{
			lookups: []lookup{s.client.organization.lookup("organization")}, properties: a,
			fields: map[string]any{"annotations": annotationList(map[string]string{createdBy: mark})},
		},
		conflictKey: "API token " + mark,
		recovery:    recovery[APIToken]{find: func(ctx context.Context, _ time.Time) ([]APIToken, error) { return s.marked(ctx, mark) }},
	})
	if err != nil || token.Secret != nil && *token.Secret != "" {
		return token, err
	}
	renewed, err := s.RegenerateSecret(ctx, token.ID)
	if err != nil {
		return token, err
	}
	return renewed, nil
}

// marked returns the tokens that a mark was put on. An API that does not filter would return
// all of them, and the first would get a new secret.
func (s APITokens) marked(ctx context.Context, mark string) ([]APIToken, error) {
	with := func(value string) ([]APIToken, error) {
		return apiTokens.list.all(ctx, s.client, s.client.organization.lookup("organization"),
			lookup{"annotations[]", "key", createdBy}, lookup{"annotations[]", "value", value})
	}
	found, err := with(mark)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	others, err := with(rand.Text())
	if err == nil && len(others) > 0 {
		err = errors.New("the API does not tell API tokens apart by their annotations")
	}
	return found, err
}

// Update changes what the arguments set and returns the changed token, without its secret.
// It returns ErrNotFound, or ValidationFailed for refused arguments.
//
// PATCH /api_tokens/api_token
func (s APITokens) Update(ctx context.Context, tokenID string, a APITokenArguments) (APIToken, error) {
	return apiTokens.update(ctx, s.client, tokenID, arguments{properties: a})
}

// RegenerateSecret makes a new secret; the one before ends at once. If the response is lost,
// it makes another. It returns ErrNotFound.
//
// POST /api_tokens/api_token/regenerate_secret
func (s APITokens) RegenerateSecret(ctx context.Context, tokenID string) (APIToken, error) {
	regenerated := apiTokens.response(id(apiTokens.key, tokenID))
	call := rest.Call{Method: http.MethodPost, Path: apiTokens.path + "/regenerate_secret", Idempotent: true}
	if err := apiTokens.send(ctx, s.client, call, tokenID, arguments{}, regenerated); err != nil {
		return APIToken{}, err
	}
	if secret := regenerated.value.Secret; secret == nil || *secret == "" {
		return APIToken{}, errNoSecret
	}
	return regenerated.value, nil
}

// Delete deletes an API token, which ends at once. It returns ErrNotFound.
//
// DELETE /api_tokens/api_token
func (s APITokens) Delete(ctx context.Context, tokenID string) error {
	return apiTokens.delete(ctx, s.client, tokenID)
}

// InUse reports whether a token is the one that the client itself uses. The secret may be
// empty; then the API is asked, which tells it only of tokens of users.
//
// GET /users/current, unless the secret tells it
func (s APITokens) InUse(ctx context.Context, tokenID, secret string) (bool, error) {
	if secret != "" {
		return subtle.ConstantTimeCompare([]byte(secret), []byte(s.client.token)) == 1, nil
	}
	current, err := s.client.Users.Current(ctx)
	return current.APITokenID != nil && *current.APITokenID == tokenID, err
}
