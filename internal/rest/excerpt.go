package rest

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Excerpt is the beginning of a body on one line, for an error message, without
// what looks like a secret.
func Excerpt(body []byte) string {
	const most = 200
	body = redacted(body[:min(len(body), 4*most)])
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(body), "?")), " ")
	if text == "" {
		return "an empty body"
	}
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return text
}

const (
	// sensitive are words in the names of members that hold secrets.
	sensitive = `password|secret|token|private_?key|certificate_?key|api_?key|authorization|credential`
	// value is that of a member, which may break off. One that is made of others
	// goes on to the end.
	value = `("(?:[^"\\]|\\.)*"?|[\[{].*|[^\s,}\]&;<]+)`
)

// secrets are what must not be seen in a body, with what they are replaced by.
// A member called value belongs to another one, anywhere near, that says
// whether it is a secret.
var secrets = []struct {
	pattern     *regexp.Regexp
	replacement string
}{
	{regexp.MustCompile(`(?is)("[^"]*(?:` + sensitive + `)[^"]*"\s*:\s*)` + value), `$1"[REDACTED]"`},
	{regexp.MustCompile(`(?is)("value"\s*:\s*)` + value), `$1"[REDACTED]"`},
	{regexp.MustCompile(`(?i)(\bvalue\s*=\s*|\w*(?:` + sensitive + `)\w*=)` + value), `$1[REDACTED]`},
	{regexp.MustCompile(`(?s)-----BEGIN .*?(-----END [^-]*-----|$)`), `[REDACTED]`},
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[\w.~+/=-]+`), `$1 [REDACTED]`},
	{regexp.MustCompile(`\beyJ[\w-]+\.[\w.-]+`), `[REDACTED]`},
}

func redacted(body []byte) []byte {
	for _, s := range secrets {
		body = s.pattern.ReplaceAll(body, []byte(s.replacement))
	}
	return body
}

// withoutSecrets is a body without those that the client itself uses.
func (c *Client) withoutSecrets(body []byte) []byte {
	return WithoutSecrets(body, c.Secrets()...)
}

// shortest is the length of a secret that can be told from other words.
const shortest = 8

// WithoutSecrets is a text in which none of the secrets appears.
func WithoutSecrets(text []byte, secrets ...string) []byte {
	for _, s := range secrets {
		if len(s) >= shortest {
			text = bytes.ReplaceAll(text, []byte(s), []byte("[REDACTED]"))
		}
	}
	return text
}
