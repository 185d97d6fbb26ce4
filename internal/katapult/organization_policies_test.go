package katapult

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
)

// A response that lacks what was asked for is not an organization without limits or prices.
func TestResponseWithoutLimitsOrPricesIsAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{respond: func(*script, string) (int, string) { return http.StatusOK, `{"policy_name":null}` }}
		c := s.client()
		_, policy := c.Organizations.Policy(t.Context(), "")
		_, limits := c.Organizations.PolicyLimits(t.Context(), "")
		_, prices := c.Organizations.Prices(t.Context(), "")
		for lacks, err := range map[string]error{"limits": policy, "policy_limits": limits, "prices": prices} {
			if err == nil || !strings.Contains(err.Error(), "there is no "+lacks+" in it") {
				t.Errorf("%s: %v", lacks, err)
			}
		}
	})
}

// The token of an organization belongs to nobody, which is no error. Other errors are.
func TestNobodyIsNoError(t *testing.T) {
	t.Parallel()
	for code, fails := range map[string]bool{"no_user_associated_with_identity": false, "route_not_found": true} {
		s := &script{respond: func(*script, string) (int, string) { return http.StatusNotFound, `{"error":{"code":"` + code + `"}}` }}
		if now, err := s.client().Users.Current(t.Context()); (err != nil) != fails || now.User != nil {
			t.Errorf("%s: %+v, %v", code, now, err)
		}
	}
}

func TestUserWithoutAnIDIsAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{respond: func(*script, string) (int, string) {
			return http.StatusOK, `{"user":{"first_name":"Alice"},"organizations":[]}`
		}}
		if _, err := s.client().Users.Current(t.Context()); err == nil {
			t.Error("nobody could find such a user again")
		}
	})
}
