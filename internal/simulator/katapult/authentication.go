package katapult

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// window counts a token's requests in one RateWindow of the clock, in UTC.
type window struct {
	number int64
	used   int
}

// count adds a request to the token's window and returns how many remain. A
// negative number exceeds the limit.
func (s *Simulator) count(token string, now time.Time) int {
	w := s.windows[token]
	if w == nil {
		w = &window{}
		s.windows[token] = w
	}
	if number := now.Unix() / int64(s.options.RateWindow/time.Second); number != w.number {
		*w = window{number: number}
	}
	w.used++
	return s.options.RateLimit - w.used
}

func bearer(header http.Header) string {
	scheme, token, _ := strings.Cut(header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// authenticate finds the token of a request, or the error that refuses it.
func (s *Simulator) authenticate(r *http.Request, scopes string, remaining int) (Token, error) {
	value := bearer(r.Header)
	if value == "" {
		return Token{}, fail(http.StatusBadRequest, "missing_api_token", nil)
	}
	token, known := s.tokens[value]
	if !known {
		return Token{}, fail(http.StatusForbidden, "invalid_api_token",
			map[string]any{"details": "No token was found matching the value provided"})
	}
	if !token.Expires.IsZero() && !s.clock.Now().Before(token.Expires) {
		return Token{}, expired()
	}
	if address := remoteAddress(r); !token.allowsFrom(address) {
		return Token{}, fail(http.StatusForbidden, "unauthorized_network_for_api_token",
			map[string]any{"ip_address": address.String()})
	}
	if remaining < 0 {
		return Token{}, fail(http.StatusTooManyRequests, "rate_limit_reached",
			map[string]any{"total_permitted": s.options.RateLimit})
	}
	needed := strings.Fields(scopes)
	if len(needed) > 0 && len(token.Scopes) > 0 && !slices.ContainsFunc(needed, func(scope string) bool {
		return slices.Contains(token.Scopes, scope)
	}) {
		return Token{}, fail(http.StatusForbidden, "scope_not_granted", map[string]any{"scopes": needed})
	}
	return token, nil
}

func (t Token) allowsFrom(address netip.Addr) bool {
	return len(t.Networks) == 0 || slices.ContainsFunc(t.Networks, func(network netip.Prefix) bool {
		return network.Contains(address)
	})
}

func remoteAddress(r *http.Request) netip.Addr {
	if address, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return address.Addr().Unmap()
	}
	return netip.Addr{}
}
