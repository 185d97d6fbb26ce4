package rest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on what an error quotes from a response.
const (
	maxBodyExcerpt = 200   // characters of an unreadable body
	maxQuoteLength = 1_000 // characters of a text in a response
	maxQuotes      = 20    // texts of one list
)

// Excerpt returns the start of a body as one line for an error message, with anything that
// looks like a secret redacted.
func Excerpt(body []byte) string {
	return cmp.Or(truncate(body, maxBodyExcerpt, " "), "an empty body")
}

// Quote prepares a text from a response for an error message. The result is one printable
// line of limited length. The given secrets, and anything that looks like a secret, are
// redacted.
func Quote(text string, secrets ...string) string {
	return truncate(WithoutSecrets([]byte(text), secrets...), maxQuoteLength, `\n`)
}

// Quotes quotes several texts and drops the empty ones.
func Quotes(texts []string) []string {
	var all []string
	for i, text := range texts {
		if i == maxQuotes {
			return append(all, fmt.Sprintf("%d more omitted", len(texts)-i))
		}
		if quoted := Quote(text); quoted != "" {
			all = append(all, quoted)
		}
	}
	return all
}

// Quoted wraps an error whose text may contain parts of a response.
func Quoted(err error, secrets ...string) error {
	return &quotedError{err, Quote(err.Error(), secrets...)}
}

type quotedError struct {
	error

	text string
}

func (e *quotedError) Error() string { return e.text }
func (e *quotedError) Unwrap() error { return e.error }

// truncate shortens a text to one printable line with anything that looks like a secret
// redacted. lineBreak replaces each line break.
func truncate(text []byte, maxLength int, lineBreak string) string {
	redactedText := redact(text[:min(len(text), 4*maxLength)])
	lines := Printable(strings.TrimSpace(lineEnds.Replace(string(redactedText))))
	line := strings.Join(strings.Fields(strings.ReplaceAll(lines, "\n", lineBreak)), " ")
	if utf8.RuneCountInString(line) > maxLength {
		return string([]rune(line)[:maxLength]) + "…"
	}
	if len(text) > 4*maxLength {
		line += "…"
	}
	return line
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Printable escapes what could control a terminal or a CI runner that reads Terraform's
// output. It escapes control characters, characters that change the writing direction, and
// the start of workflow commands. Line breaks and tabs stay.
func Printable(text string) string {
	var safe strings.Builder
	for _, r := range strings.ToValidUTF8(text, "?") {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp)) {
			safe.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
			continue
		}
		safe.WriteRune(r)
	}
	return loggingCommand.ReplaceAllString(workflowCommand.ReplaceAllString(safe.String(), `$1\u003a:$2`), `\u0023#$1`)
}

var (
	// workflowCommand matches the start of a GitHub command, as in "::error::". GitHub
	// reads it at the start of a line, and Terraform wraps lines at any space. An IPv6
	// address may start the same way, but only has hexadecimal digits.
	workflowCommand = regexp.MustCompile(`(^|\s)::([0-9A-Fa-f]*[g-zG-Z-])`)
	// loggingCommand matches the start of an Azure or TeamCity command, as in "##vso[", or
	// of an old GitHub command.
	loggingCommand = regexp.MustCompile(`##(\w*\[)`)
)

const (
	// sensitiveNames matches words in the names of members that hold secrets.
	sensitiveNames = `password|secret|token|private_?key|certificate_?key|certificate_?api_?url|api_?key|authorization|credential|signature|url_sig`
	// valuePattern matches a member's value, which may be truncated. An object or a list
	// matches up to the end of the text.
	valuePattern = `(\[REDACTED\]|"(?:[^"\\]|\\.)*"?|[\[{].*|[^\s,}\]&;<]+)`
)

// secretPatterns lists what to redact in a body. A member called "value" is always
// redacted: another member, anywhere near, says whether it is a secret.
var secretPatterns = []struct {
	pattern     *regexp.Regexp
	replacement string
}{
	{regexp.MustCompile(`(?is)("[^"]*(?:` + sensitiveNames + `)[^"]*"\s*:\s*)` + valuePattern), `$1"[REDACTED]"`},
	{regexp.MustCompile(`(?is)("value"\s*:\s*)` + valuePattern), `$1"[REDACTED]"`},
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[\w.~+/=-]+`), `$1 [REDACTED]`},
	{regexp.MustCompile(`(?i)(\bvalue\s*=\s*|\w*(?:` + sensitiveNames + `)\w*\s*=\s*)` + valuePattern), `$1[REDACTED]`},
	// In prose a colon may precede an explanation, which has no digits.
	{regexp.MustCompile(`(?i)(\w*(?:` + sensitiveNames + `)\w*:\s*)[^\s,}\]&;<]*\d[^\s,}\]&;<]*`), `$1[REDACTED]`},
	{regexp.MustCompile(`://[^/\s@"]*@`), `://[REDACTED]@`},
	{regexp.MustCompile(`(?s)-----BEGIN .*?(-----END [^-]*-----|$)`), `[REDACTED]`},
	{regexp.MustCompile(`\beyJ[\w-]+\.[\w.-]+`), `[REDACTED]`},
}

func redact(body []byte) []byte {
	for _, s := range secretPatterns {
		body = s.pattern.ReplaceAll(body, []byte(s.replacement))
	}
	return body
}

// secretsOf returns the client's own secrets, and those of a call.
func (c *Client) secretsOf(call Call) []string {
	return slices.Concat(c.Secrets(), call.Secrets)
}

// Without returns a copy of the response with the secrets redacted.
func (r Response) Without(secrets ...string) Response {
	r.Body, r.Header = WithoutSecrets(r.Body, secrets...), r.Header.Clone()
	for _, values := range r.Header {
		for i, value := range values {
			values[i] = string(WithoutSecrets([]byte(value), secrets...))
		}
	}
	return r
}

// Redirect returns the redirect address for an error message, or "" if there is none. It
// cuts the query and the fragment, which may be secret.
func (r Response) Redirect() string {
	location := r.Header.Get("Location")
	if end := strings.IndexAny(location, "?#"); end >= 0 {
		location = location[:end] + "…"
	}
	return Quote(location)
}

// minSecretLength is the length from which a secret is unlikely to match ordinary words.
const minSecretLength = 8

// WithoutSecrets redacts the secrets in a text, as they are and as URLs, JSON and XML encode
// them.
func WithoutSecrets(text []byte, secrets ...string) []byte {
	for _, secret := range secrets {
		if len(secret) < minSecretLength {
			continue
		}
		quoted, _ := json.Marshal(secret) // a string always encodes
		for _, spelling := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted[1 : len(quoted)-1]), html.EscapeString(secret)} {
			text = bytes.ReplaceAll(text, []byte(spelling), []byte("[REDACTED]"))
		}
	}
	return text
}
