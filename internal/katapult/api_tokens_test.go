package katapult

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
)

// An API that does not filter by annotations would have a stranger's token get a new secret.
func TestLostTokenIsTheOneThatIsAnnotated(t *testing.T) {
	t.Parallel()
	const listOfTokens = "GET /organizations/organization/api_tokens"
	for name, test := range map[string]struct {
		control    string // what a mark that nobody has put finds
		want, says string
	}{
		"the API filters":         {"", "tok_1", ""},
		"the API does not filter": {`{"id":"tok_1","name":"ci"}`, "", "does not tell API tokens apart"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{respond: func(s *script, request string) (int, string) {
					switch {
					case strings.HasSuffix(request, "/regenerate_secret"):
						return http.StatusOK, `{"api_token":{"id":"tok_1","name":"ci","secret":"x"}}`
					case request != listOfTokens:
						return http.StatusBadGateway, "<html>"
					}
					row := `{"id":"tok_1","name":"ci"}`
					if s.count(listOfTokens)%2 == 0 {
						row = test.control
					}
					return http.StatusOK, fmt.Sprintf(`{"pagination":{"current_page":1,"total_pages":1},"api_tokens":[%s]}`, row)
				}}
				ci := "ci"
				token, err := s.client().APITokens.Create(t.Context(), APITokenArguments{Name: &ci})
				if token.ID != test.want || (test.says == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), test.says) {
					t.Errorf("%+v, %v", token, err)
				}
				if regenerated := s.count("POST /api_tokens/api_token/regenerate_secret"); (regenerated == 1) != (test.want != "") {
					t.Errorf("%d new secrets", regenerated)
				}
			})
		})
	}
}
