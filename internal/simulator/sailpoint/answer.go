package sailpoint

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
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

// newAnswer makes an answer, with a body unless that is nil.
func newAnswer(status int, body any) *answer {
	a := &answer{status: status, header: http.Header{}, cut: uncut}
	if body != nil {
		a.header.Set("Content-Type", jsonType)
		a.body = encode(body)
	}
	return a
}

func succeed(status int, body any) *answer {
	if status == 0 {
		status = http.StatusOK
	}
	return newAnswer(status, body)
}

// write sends an answer, or as much of it as is wanted.
func (a *answer) write(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	if a.status != http.StatusNoContent {
		header.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
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
		panic(fmt.Sprintf("sailpoint simulator: %s", err))
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))
}
