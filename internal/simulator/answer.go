package simulator

import (
	"bytes"
	"crypto/md5" //nolint:gosec // only the look of the API's entity tags
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// answer is a response before it is written.
type answer struct {
	status int
	header http.Header
	body   []byte
	// injected says that a fault made it up.
	injected bool
	// cut is how many bytes of the body are written before the connection is
	// cut, or uncut.
	cut int
}

const uncut = -1

// succeed makes the answer to a request that was carried out.
func (s *Simulator) succeed(status int, body any) *answer {
	if status == 0 {
		status = http.StatusOK
	}
	a := &answer{status: status, header: http.Header{}, body: encode(body), cut: uncut}
	a.header.Set("Etag", fmt.Sprintf(`W/"%x"`, md5.Sum(a.body))) //nolint:gosec // as above
	a.header.Set("Cache-Control", "max-age=0, private, must-revalidate")
	return a
}

// refuse makes an error answer. bare leaves out the wrapper that the real API
// puts around its errors and its documentation does not show.
func (s *Simulator) refuse(err error, bare bool) *answer {
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{
			status: http.StatusInternalServerError, code: "unhandled_exception",
			description: err.Error(), detail: map[string]any{},
		}
	}
	var body any = map[string]any{"code": f.code, "description": f.description, "detail": f.detail}
	if !bare {
		body = map[string]any{"error": body}
	}
	a := &answer{status: f.status, header: http.Header{}, body: encode(body), cut: uncut}
	a.header.Set("Cache-Control", "no-cache")
	a.header.Set("X-Api-Schema", "json-error")
	return a
}

// stamp adds what every answer of the API carries.
func (s *Simulator) stamp(a *answer, now time.Time, remaining int) {
	a.header.Set("Content-Type", "application/json")
	a.header.Set("Date", now.UTC().Format(http.TimeFormat))
	a.header.Set("X-Request-Id", requestID())
	a.header.Set("X-Ratelimit-Permitted", strconv.Itoa(s.options.RateLimit))
	a.header.Set("X-Ratelimit-Remaining", strconv.Itoa(max(remaining, 0)))
}

// write sends an answer, or as much of it as is wanted.
func (a *answer) write(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if a.cut == uncut {
		_, _ = w.Write(a.body)
		return
	}
	_, _ = w.Write(a.body[:a.cut])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func encode(body any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		panic(fmt.Sprintf("simulator: %s", err))
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}

func requestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
