package simulator

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// Response is a response before it is written.
type Response struct {
	Status int
	Header http.Header
	Body   []byte

	// Injected says that a fault made it up.
	Injected bool
	// cut is how many bytes of the body are written before the connection is
	// cut, or uncut.
	cut int
}

const uncut = -1

// NewResponse makes a response without headers. A nil body stays empty;
// anything else is written as JSON.
func NewResponse(status int, body any) *Response {
	r := &Response{Status: status, Header: http.Header{}, cut: uncut}
	if body != nil {
		r.Body = Encode(body)
	}
	return r
}

// write sends a response, up to where a fault cuts it.
func (r *Response) write(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range r.Header {
		header[name] = values
	}
	if r.Status != http.StatusNoContent {
		header.Set("Content-Length", strconv.Itoa(len(r.Body)))
	}
	w.WriteHeader(r.Status)
	if r.cut == uncut {
		_, _ = w.Write(r.Body)
		return
	}
	_, _ = w.Write(r.Body[:r.cut])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// Encode is JSON as real APIs write it: without escapes for HTML.
func Encode(body any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		panic(fmt.Sprintf("simulator: %s", err))
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}

// NewUUID is a random UUID of version 4.
func NewUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
