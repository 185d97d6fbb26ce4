package rest_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

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
		`web: authorization=Bearer hunter2`,
		`web: password = hunter2`,
		`web: root_password: hunter2`,
		`web at https://admin:hunter2@web.example`,
		`{"url":"https://web.example/a.txt?X-Amz-Expires=60&X-Amz-Signature=hunter2","x":`,
		`https://web.example/a.txt?temp_url_sig=hunter2&temp_url_expires=60`,
	} {
		for _, got := range []string{rest.Excerpt([]byte(body)), rest.Quote(body)} {
			if strings.Contains(got, "hunter2") || strings.Contains(got, "ter2") || !strings.Contains(got, "web") {
				t.Errorf("%s\nbecomes %s", body, got)
			}
			if again := rest.Quote(got); again != got {
				t.Errorf("%s\nbecomes %s", got, again)
			}
		}
	}
}

func TestProseIsQuotedVerbatim(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"",
		"No API token was provided in the Authorization header. Ensure a token is provided prefixed with Bearer",
		"The capabilities token provided was not valid (either not valid, expired or not signed by the correct key)",
		"The token lacks a scope out of: api_tokens, api_tokens:read, idn:workgroup:manage",
		"JWT validation failed: JWT is expired",
		"Password: it has to be longer",
		`Unable to set Membership of Identity "2c9180a46faadee4016fb4e018c20639"; the relationship already exists.`,
		strings.Repeat("ü", 1_000),
	} {
		if got := rest.Quote(text); got != text {
			t.Errorf("%q\nbecomes %q", text, got)
		}
	}
}

func TestQuotesContainNoControlSequences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"web\n::error::all is lost\n":             `web\n\u003a:error::all is lost`,
		"web\r\nb\rc\u2028d\u0085e":               `web\nb\nc\u2028d\u0085e`,
		"\x1b[31mred\x1b[0m \u009b31mred\x07\x00": `\x1b[31mred\x1b[0m \u009b31mred\a\x00`,
		"a\u202ebc\u2066d\u200fe":                 `a\u202ebc\u2066d\u200fe`,
		"::debug::a ::add-mask::b ::group":        `\u003a:debug::a \u003a:add-mask::b \u003a:group`,
		"##vso[task.complete] ##[error]a":         `\u0023#vso[task.complete] \u0023#[error]a`,
		"\xff":                                    `?`,
		"on ::1 and ::ffff:198.18.0.1, a::b #1":   `on ::1 and ::ffff:198.18.0.1, a::b #1`,
		"ein Würfel, 👩‍💻\tund\u00a0mehr":          `ein Würfel, 👩‍💻 und mehr`,
	} {
		got := rest.Quote(text)
		if got != want || rest.Quote(got) != got {
			t.Errorf("%q becomes %s, and that %s; want %s", text, got, rest.Quote(got), want)
		}
	}
	if got, want := rest.Excerpt([]byte("<p>\n\x1b[31m</p>\r\n::error::x")), `<p> \x1b[31m</p> \u003a:error::x`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := rest.Printable("a\n\tb\x1b\r\n::error::c"), "a\n\tb\\x1b\\r\n\\u003a:error::c"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLongQuotesAreTruncatedAndSaySo(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"words":  strings.Repeat("long ", 1<<18),
		"a word": strings.Repeat("ü", 1_001),
		"blanks": "a" + strings.Repeat(" ", 5_000) + "b",
	} {
		if got := rest.Quote(text); utf8.RuneCountInString(got) > 1_001 || !strings.HasSuffix(got, "…") {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := rest.Quotes(slices.Repeat([]string{"a", ""}, 50)); len(got) != 11 || got[10] != "80 more omitted" {
		t.Error(got)
	}
}

func TestKnownSecretsAreRedactedInEverySpelling(t *testing.T) {
	t.Parallel()
	const secret = `hunter2/"&<+ü`
	inJSON, _ := json.Marshal(secret)
	for _, spelling := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), string(inJSON), html.EscapeString(secret)} {
		// A text is cut behind the secret, or in it.
		for _, before := range []string{"", strings.Repeat("x", 3_995) + " ", strings.Repeat("x ", 498)} {
			if got := rest.Quote(before+spelling, secret); strings.Contains(got, "hun") {
				t.Errorf("%s becomes %s", spelling, got)
			}
		}
	}
}

func TestErrorsRedactClientSecretsInHeaders(t *testing.T) {
	t.Parallel()
	elsewhere := func(*http.Request) (*http.Response, error) {
		header := http.Header{"Location": {"https://elsewhere.example/hunter2hunter2/x?code=hunter3"}, "X-Request-Id": {"of hunter2hunter2"}}
		return &http.Response{StatusCode: http.StatusFound, Header: header, Body: http.NoBody}, nil
	}
	c := rest.New(rest.Options{
		BaseURL: "https://api.example", Transport: &script{responses: responses(elsewhere)}, RequestIDHeader: "X-Request-Id",
		DecodeError: func(a rest.Response) error { return errText(a.String() + " to " + a.Redirect()) },
		Secrets:     func() []string { return []string{"hunter2hunter2"} },
	})
	err := c.Do(t.Context(), rest.Call{Method: "GET", Path: "/things"})
	if want := "status 302, request of [REDACTED] to https://elsewhere.example/[REDACTED]/x…"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestErrorsRedactClientSecrets(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]func(*http.Request) (*http.Response, error){
		"an error":    status(422, `no such token: hunter2hunter2`),
		"an accident": status(502, `no such token: hunter2hunter2`),
		"a page":      status(200, `<p>hello hunter2hunter2</p>`),
	} {
		c := rest.New(rest.Options{
			BaseURL: "https://api.example", Transport: &script{responses: responses(response)},
			DecodeError: func(a rest.Response) error { return &rest.UnknownOutcomeError{Cause: errText(rest.Excerpt(a.Body))} },
			Secrets:     func() []string { return []string{"", "t", "hunter2hunter2"} },
		})
		err := c.Do(t.Context(), rest.Call{Method: "POST", Path: "/things"})
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "[REDACTED]") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestErrorsRedactSecretsOfTheirCall(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call   rest.Call
		status int
		says   string
	}{
		"an error with a secret of the request": {rest.Call{Secrets: []string{"correct horse"}}, 422, "[REDACTED]"},
		"a page with a secret of the request":   {rest.Call{Secrets: []string{"correct horse"}}, 200, "[REDACTED]"},
		"a response that is a secret":           {rest.Call{Sensitive: true}, 200, "it may hold a secret, and is not shown"},
	} {
		c := rest.New(rest.Options{
			BaseURL: "https://api.example", Transport: &script{responses: responses(status(test.status, `<a href="https://correct horse">`))},
			DecodeError: func(a rest.Response) error { return &rest.UnknownOutcomeError{Cause: errText(rest.Excerpt(a.Body))} },
		})
		test.call.Method, test.call.Path = "POST", "/things"
		err := c.Do(t.Context(), test.call)
		if err == nil || strings.Contains(err.Error(), "horse") || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type errText string

func (e errText) Error() string { return string(e) }

// The error says where the response came from, even if the caller ignores the body.
func TestUnreadableResponsesAreErrors(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 100_000)
	for name, body := range map[string]string{
		"a page": "<html>Sign in</html>", "nothing": "", "half": `{"id":"a`, "depth": deep, "two": `{} {}`,
	} {
		for _, into := range []any{nil, &struct{}{}} {
			response := func(r *http.Request) (*http.Response, error) {
				response, err := status(200, body)(r)
				response.Header.Set("Content-Type", "text/html")
				response.Header.Set("X-Request-Id", "req-7")
				return response, err
			}
			err := newScriptClient(&script{responses: responses(response)}).Do(t.Context(), rest.Call{Method: "POST", Path: "/things", Into: into})
			if err == nil {
				t.Errorf("%s was accepted", name)
				continue
			}
			for _, part := range []string{"POST /things", "status 200, text/html, request req-7", "may or may not have taken effect"} {
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
	if err := newScriptClient(&script{responses: responses(nothing)}).Do(t.Context(), rest.Call{Method: "DELETE", Path: "/things"}); err != nil {
		t.Error(err)
	}
}
