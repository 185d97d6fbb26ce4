package sailpoint

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

// token is what a client authenticates with.
type token struct {
	client  string
	scopes  []string
	expires time.Time
}

func (t token) allows(scopes []string) bool {
	return slices.ContainsFunc(t.scopes, func(scope string) bool {
		return scope == allScopes || slices.Contains(scopes, scope)
	})
}

// RevokeTokens revokes every token that was granted so far.
func (s *Simulator) RevokeTokens() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	clear(s.tokens)
}

// grant is the token endpoint, whose errors are those of OAuth. It reads
// credentials from body or query, not from a Basic header.
func (s *Simulator) grant(r *http.Request, body []byte, now time.Time) *simulator.Response {
	form, err := credentials(r, body)
	if err != nil {
		return oauthError(http.StatusBadRequest, "invalid_request", err.Error())
	}
	switch {
	case form.Get("grant_type") == "":
		return oauthError(http.StatusBadRequest, "invalid_request", "Missing grant type")
	case form.Get("grant_type") != "client_credentials":
		return oauthError(http.StatusBadRequest, "unsupported_grant_type", "Unsupported grant type")
	case form.Get("client_id") != s.options.ClientID || form.Get("client_secret") != s.options.ClientSecret:
		return oauthError(http.StatusUnauthorized, "invalid_client", "Bad client credentials")
	}
	value, life := s.newToken(), s.options.TokenLife
	maps.DeleteFunc(s.tokens, func(_ string, t token) bool { return now.Sub(t.expires) > time.Hour })
	s.tokens[value] = token{client: s.options.ClientID, scopes: s.options.Scopes, expires: now.Add(life)}
	response := newResponse(http.StatusOK, map[string]any{
		"access_token": value,
		"token_type":   "bearer",
		"expires_in":   int(life.Seconds()),
		"scope":        strings.Join(s.options.Scopes, " "),
		"tenant_id":    "6d5b8f0e-5a0c-4a3f-9f3e-1f0a4f2c7d11",
		"pod":          "simulator",
		"org":          "simulator",
		"identity_id":  s.identities[0].id,
		"user_name":    s.identities[0].name,
		"jti":          newID(),
	})
	response.Header.Set("Cache-Control", "no-store")
	return response
}

func oauthError(status int, code, description string) *simulator.Response {
	return newResponse(status, map[string]any{"error": code, "error_description": description})
}

// credentials are the fields of a token request.
func credentials(r *http.Request, body []byte) (url.Values, error) {
	form := r.URL.Query()
	media, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && len(body) > 0 {
		return nil, errors.New("the body has no content type")
	}
	switch media {
	case "application/x-www-form-urlencoded":
		fields, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, err
		}
		maps.Copy(form, fields)
	case "multipart/form-data":
		reader := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
		for {
			part, err := reader.NextPart()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, err
			}
			value, err := io.ReadAll(part)
			if err != nil {
				return nil, err
			}
			form.Set(part.FormName(), string(value))
		}
	}
	return form, nil
}

// authenticate finds the token of a request, or the error that refuses it.
func (s *Simulator) authenticate(header http.Header, now time.Time) (token, error) {
	scheme, value, _ := strings.Cut(header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || value == "" {
		return token{}, &failure{status: http.StatusUnauthorized, text: "JWT validation failed: JWT is missing"}
	}
	t, known := s.tokens[value]
	switch {
	case !known:
		return token{}, &failure{status: http.StatusUnauthorized, text: "JWT validation failed: JWT is not valid"}
	case !now.Before(t.expires):
		return token{}, &failure{status: http.StatusUnauthorized}
	}
	return t, nil
}

// newToken looks like a JWT, which only the API reads.
func (s *Simulator) newToken() string {
	part := base64.RawURLEncoding.EncodeToString
	signature := make([]byte, 32)
	_, _ = rand.Read(signature)
	return part(simulator.Encode(map[string]any{"alg": "HS256", "typ": "JWT"})) + "." +
		part(simulator.Encode(map[string]any{"client_id": s.options.ClientID, "jti": newID()})) + "." + part(signature)
}
