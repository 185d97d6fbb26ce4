package rest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much an error repeats of an answer.
const (
	maxBodyExcerpt = 200   // characters of a body that cannot be read
	maxQuoteLength = 1_000 // characters of a text in it
	maxQuotes      = 20    // of a list of them
)

// Excerpt is the beginning of a body on one line, for an error message, without
// what looks like a secret.
func Excerpt(body []byte) string {
	return cmp.Or(truncate(body, maxBodyExcerpt, " "), "an empty body")
}

// Quote is a text that was taken from an answer as an error may repeat it: on
// one line, printable, not too long, and without secrets, those that are given
// and what looks like one.
func Quote(text string, secrets ...string) string {
	return truncate(WithoutSecrets([]byte(text), secrets...), maxQuoteLength, `\n`)
}

// Quotes are several texts to be quoted, without those that say nothing.
func Quotes(texts []string) []string {
	var all []string
	for i, text := range texts {
		if i == maxQuotes {
			return append(all, fmt.Sprintf("%d more are left out", len(texts)-i))
		}
		if quoted := Quote(text); quoted != "" {
			all = append(all, quoted)
		}
	}
	return all
}

// Quoted is an error whose text may repeat what an answer says.
func Quoted(err error, secrets ...string) error {
	return &quotedError{err, Quote(err.Error(), secrets...)}
}

type quotedError struct {
	error

	text string
}

func (e *quotedError) Error() string { return e.text }
func (e *quotedError) Unwrap() error { return e.error }

// truncate is that of a text, printable and without what looks like a secret.
// It is on one line: lineBreak stands for each line break.
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

// Printable is a text in which nothing gives orders to a terminal or to what
// runs Terraform and reads its output: control characters, characters that turn
// the direction of writing and the beginning of a workflow command are escaped.
// Line breaks and tabs stay.
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
	// workflowCommand begins one of GitHub's, as in "::error::". It counts at the
	// beginning of a line, and Terraform breaks lines at any blank. IPv6 addresses
	// may begin alike, but with digits alone.
	workflowCommand = regexp.MustCompile(`(^|\s)::([0-9A-Fa-f]*[g-zG-Z-])`)
	// loggingCommand begins one of Azure's or TeamCity's, as in "##vso[", or an
	// older one of GitHub's.
	loggingCommand = regexp.MustCompile(`##(\w*\[)`)
)

const (
	// sensitiveNames are words in the names of members that hold secrets.
	sensitiveNames = `password|secret|token|private_?key|certificate_?key|api_?key|authorization|credential`
	// valuePattern is that of a member, which may break off. One that is made of others
	// goes on to the end.
	valuePattern = `(\[REDACTED\]|"(?:[^"\\]|\\.)*"?|[\[{].*|[^\s,}\]&;<]+)`
)

// secretPatterns are what must not be seen in a body, with what they are replaced by.
// A member called value belongs to another one, anywhere near, that says
// whether it is a secret.
var secretPatterns = []struct {
	pattern     *regexp.Regexp
	replacement string
}{
	{regexp.MustCompile(`(?is)("[^"]*(?:` + sensitiveNames + `)[^"]*"\s*:\s*)` + valuePattern), `$1"[REDACTED]"`},
	{regexp.MustCompile(`(?is)("value"\s*:\s*)` + valuePattern), `$1"[REDACTED]"`},
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[\w.~+/=-]+`), `$1 [REDACTED]`},
	{regexp.MustCompile(`(?i)(\bvalue\s*=\s*|\w*(?:` + sensitiveNames + `)\w*\s*=\s*)` + valuePattern), `$1[REDACTED]`},
	// In prose a colon may stand before an explanation, which has no digits.
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

// withoutSecrets is a body without those that the client itself uses.
func (c *Client) withoutSecrets(body []byte) []byte {
	return WithoutSecrets(body, c.Secrets()...)
}

// Without is an answer in which none of the secrets appears.
func (r Response) Without(secrets ...string) Response {
	r.Body, r.Header = WithoutSecrets(r.Body, secrets...), r.Header.Clone()
	for _, values := range r.Header {
		for i, value := range values {
			values[i] = string(WithoutSecrets([]byte(value), secrets...))
		}
	}
	return r
}

// Redirect is the address that an answer sends the client to, as an error may
// repeat it, or nothing. What follows its path says nothing about where it is,
// and may be meant for nobody else.
func (r Response) Redirect() string {
	location := r.Header.Get("Location")
	if end := strings.IndexAny(location, "?#"); end >= 0 {
		location = location[:end] + "…"
	}
	return Quote(location)
}

// minSecretLength is the length of a secret that can be told from other words.
const minSecretLength = 8

// WithoutSecrets is a text in which none of the secrets appears, as it is or
// as it is written in addresses and in JSON.
func WithoutSecrets(text []byte, secrets ...string) []byte {
	for _, secret := range secrets {
		if len(secret) < minSecretLength {
			continue
		}
		quoted, _ := json.Marshal(secret) // of a text, which does not fail
		for _, spelling := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), string(quoted[1 : len(quoted)-1])} {
			text = bytes.ReplaceAll(text, []byte(spelling), []byte("[REDACTED]"))
		}
	}
	return text
}
