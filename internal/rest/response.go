package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"
)

// maxBody is the maximum size of a response body, in bytes.
const maxBody = 32 << 20

// Response is the API's response to one attempt.
type Response struct {
	Method, Path string
	Status       int
	Header       http.Header
	Body         []byte

	requestIDHeader string
	// secrets are texts that no error may quote. sensitive says that the body is one as a
	// whole, if the request has succeeded.
	secrets   []string
	sensitive bool
}

// String describes the response without its body.
func (r Response) String() string {
	text := fmt.Sprintf("status %d", r.Status)
	if contentType := Quote(r.Header.Get("Content-Type")); contentType != "" {
		text += ", " + contentType
	}
	if id := Quote(r.Header.Get(r.requestIDHeader)); id != "" {
		text += ", request " + id
	}
	return text
}

func read(body io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxBody {
		return nil, fmt.Errorf("it is longer than %d MiB", maxBody>>20)
	}
	return content, nil
}

// Decode decodes a cached response body into call.Into. It returns an UnknownOutcomeError if
// that fails; header tells its text where the body came from.
func (c *Client) Decode(call Call, header http.Header, body []byte) error {
	return decode(Response{
		Method: call.Method, Path: call.Path, Status: http.StatusOK, Header: header, Body: body, requestIDHeader: c.RequestIDHeader,
		secrets: c.secretsOf(call), sensitive: call.Sensitive,
	}, call.Into)
}

// decode decodes a response. Even when the caller ignores the body it must be JSON: a 200
// from a proxy or a login page does not mean that anything was deleted.
func decode(response Response, into any) error {
	var err error
	switch {
	case into != nil:
		err = json.Unmarshal(response.Body, into)
	case response.Status != http.StatusNoContent && !json.Valid(response.Body):
		err = errors.New("it is not JSON")
	}
	if err != nil {
		return unreadable(response, err)
	}
	return nil
}

func unreadable(response Response, err error) error {
	shown := "it may hold a secret, and is not shown"
	if !response.sensitive {
		shown = Excerpt(WithoutSecrets(response.Body, response.secrets...))
	}
	return &UnknownOutcomeError{Method: response.Method, Path: response.Path, Cause: fmt.Errorf("the response (%s) cannot be read: %w: %s", response, err, shown)}
}

// encodeText returns the JSON string of a plain text. A page of HTML is none: a login page
// says nothing about an object.
func encodeText(response Response) ([]byte, error) {
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if kind != "text/plain" || !utf8.Valid(response.Body) {
		return response.Body, errors.New("it is not plain text")
	}
	return json.Marshal(string(response.Body))
}
