package userwebsessioninvalidate_test

import (
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/userwebsessioninvalidate"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const invalidate = "katapult_user_web_session_invalidate"

func TestWebSessionEnds(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, userwebsessioninvalidate.Object)
	w.AddToken(simulator.Token{Value: acctest.Token, WebSession: true})
	got := w.Invoke(invalidate, map[string]any{})
	if len(got.Errors) > 0 || len(got.Progress) != 1 || !strings.Contains(got.Progress[0], "the web session of the token has ended") {
		t.Errorf("%+v", got)
	}
	if n := w.Count("POST /invalidate_linked_web_session"); n != 1 {
		t.Errorf("%d requests", n)
	}
}

func TestTokenWithoutAWebSessionIsSaid(t *testing.T) {
	t.Parallel()
	got := acctest.New(t, userwebsessioninvalidate.Object).Invoke(invalidate, map[string]any{})
	if len(got.Errors) != 1 || !acctest.Matches(`400 identity_not_linked_to_web_session`, `made under API tokens`).MatchString(got.Errors[0]) {
		t.Errorf("%+v", got)
	}
}
