package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/rest"
)

func TestExcerptsHaveNoSecrets(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"initial_root_password":"hunter2","name":"web"}`,
		`{"initial_root_password" : "hun\"ter2","name":"web"}`,
		`{"name":"web","initial_root_password":"hunter2`,
		`{"name":"web","initial_root_password":"hunter2\`,
		`{"name":"web","API_Token":hunter2}`,
		`{"name":"web","backend_certificate_key":"-----BEGIN KEY-----\nhunter2"}`,
		`{"name":"web","attributes":[{"key":"root_password","protect":true,"value":"hunter2"}]}`,
		`{"name":"web","attributes":[{"value":"hunter2","key":"root_password"}]}`,
		"<p>web</p>-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----",
		"<p>web</p>-----BEGIN RSA PRIVATE KEY-----\nhunter2",
		`<p>web</p> Authorization: Bearer hunter2`,
		`{"name":"web","client_secret":{"nested":["hunter2"]}}`,
		`{"name":"web","secrets":["a","hunter2"]}`,
		`{"name":"web","credentials":{"user":"a","pass":"hunter2"}}`,
		`{"name":"web","attributes":[{"value":"hunter2","ke`,
		`name=web&client_secret=hunter2&x=y`,
		`<b>web</b><input name="csrf" value="hunter2">`,
		`<b>web</b> eyJhbGciOi.hunter2.x`,
	} {
		got := rest.Excerpt([]byte(body))
		if strings.Contains(got, "hunter2") || strings.Contains(got, "ter2") || !strings.Contains(got, "web") {
			t.Errorf("%s\nbecomes %s", body, got)
		}
	}
}

func TestErrorsRepeatNoSecretOfTheClient(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"an error":    status(422, `no such token: hunter2hunter2`),
		"an accident": status(502, `no such token: hunter2hunter2`),
		"a page":      status(200, `<p>hello hunter2hunter2</p>`),
	} {
		c := rest.New(rest.Options{
			BaseURL: "https://api.example", Transport: &script{answers: answers(answer)},
			DecodeError: func(a rest.Answer) error { return &rest.AmbiguousError{Cause: errText(rest.Excerpt(a.Body))} },
			Secrets:     func() []string { return []string{"", "t", "hunter2hunter2"} },
		})
		err := c.Do(t.Context(), rest.Call{Method: "POST", Path: "/things"})
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "[REDACTED]") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type errText string

func (e errText) Error() string { return string(e) }

// What cannot be read says where it came from, whether it is wanted or not.
func TestAnswersThatCannotBeReadAreNone(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 100_000)
	for name, body := range map[string]string{
		"a page": "<html>Sign in</html>", "nothing": "", "half": `{"id":"a`, "depth": deep, "two": `{} {}`,
	} {
		for _, into := range []any{nil, &struct{}{}} {
			answer := func(r *http.Request) (*http.Response, error) {
				response, err := status(200, body)(r)
				response.Header.Set("Content-Type", "text/html")
				response.Header.Set("X-Request-Id", "req-7")
				return response, err
			}
			err := client(&script{answers: answers(answer)}).Do(t.Context(), rest.Call{Method: "POST", Path: "/things", Into: into})
			if err == nil {
				t.Errorf("%s is an answer", name)
				continue
			}
			for _, part := range []string{"POST /things", "status 200, text/html, request req-7", "not known"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%s: %q is not in: %s", name, part, err)
				}
			}
			if len(err.Error()) > 500 {
				t.Errorf("%s: the error is %d bytes long", name, len(err.Error()))
			}
		}
	}
	nothing := func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody}, nil
	}
	if err := client(&script{answers: answers(nothing)}).Do(t.Context(), rest.Call{Method: "DELETE", Path: "/things"}); err != nil {
		t.Error(err)
	}
}
