//go:build !race

// The race detector crashes if fuzz targets and other tests of one program use
// testing/synctest. "make test" runs these without it.

package katapult

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	contract "terraform-provider-katapult/internal/contract/katapult"
	"terraform-provider-katapult/internal/rest"
)

// patience limits the duration of a call, on a fake clock.
const patience = time.Minute

// uniformAPI is an API with the same response to every request, except for the
// status of the first.
type uniformAPI struct {
	first, later int
	header       http.Header
	body         []byte
	requests     atomic.Int64
	stop         context.CancelFunc
}

func (a *uniformAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	status := a.later
	number := int(a.requests.Add(1))
	if number == 1 {
		status = a.first
	}
	if number > a.most() {
		a.stop()
		return nil, fmt.Errorf("after %d requests", a.most())
	}
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Header: a.header.Clone(),
		Body: io.NopCloser(bytes.NewReader(a.body)), Request: r,
	}, nil
}

// most is the highest number of requests of one call. For a machine whose
// interfaces are unknown, the client reads each interface.
func (a *uniformAPI) most() int { return 100 + len(a.body) }

// headed parses a header. It skips malformed lines.
func headed(text string) http.Header {
	header, _ := textproto.NewReader(bufio.NewReader(strings.NewReader(text + "\r\n\r\n"))).ReadMIMEHeader()
	if header == nil {
		header = textproto.MIMEHeader{}
	}
	return http.Header(header)
}

const fromAPI = "Content-Type: application/json\r\nX-Api-Schema: json-error\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT"

// bodies are malformed responses, except for the last few.
var bodies = []string{
	"", "null", "{}", "[]", `""`, "0", "true", "{", "\xff\xfe{}", "<html><body>Bad Gateway</body></html>",
	strings.Repeat("[", 20_000), strings.Repeat(`{"error":`, 500) + "null" + strings.Repeat("}", 500),
	`{"error":null}`, `{"error":[]}`, `{"error":{"code":7}}`, `{"error":{"code":"x","detail":"x"}}`,
	`{"pagination":{"current_page":1,"total_pages":9223372036854775807},"disks":[null],"virtual_machines":[null]}`,
	`{"pagination":{"current_page":1e400}}`, `{"pagination":null,"disks":{}}`,
	`{"task":null,"disk":null,"virtual_machine":null,"virtual_machine_group":null,"virtual_machine_network_interface":null}`,
	`{"task":{"id":"task_1","status":"running","progress":-1},"disk":{"id":"","size_in_gb":-1,"virtual_machine_disk":{}}}`,
	`{"virtual_machine_groups":[null,{"id":"x_1"}],"data_centers":[{}],"data_center":{},"network_interfaces":[{}],"disks":[{"disk":null}]}`,
	`{"virtual_machine_network_interfaces":[{"id":"a"},{"id":"b"}],"pagination":{"current_page":1,"total_pages":1},` +
		`"virtual_machine_network_interface":{"id":"b","state":"attached","network":{"id":"netw_1"}}}`,
	`{"error":{"code":"rate_limit_reached","description":"no","detail":{"total_permitted":0}}}`,
	`{"error":{"code":"object_in_trash","detail":{"errors":"one","scopes":[""],"trash_object":{"keep_until":9223372036854775807}}}}`,
	`{"error":{"code":"virtual_machine_network_interface_already_attached"}}`,
	`{"error":{"code":"x_not_found","description":"\ud800"}}`,
}

// FuzzResponses gives every call an arbitrary response. Each call returns, and
// sends no more requests than the response justifies.
func FuzzResponses(f *testing.F) {
	for _, body := range bodies {
		f.Add(200, 200, fromAPI, []byte(body))
		f.Add(502, 200, fromAPI, []byte(body))
		f.Add(404, 404, fromAPI, []byte(body))
	}
	for _, status := range []int{0, 100, 101, 204, 301, 304, 401, 403, 406, 409, 422, 429, 500, 503, 999} {
		f.Add(status, status, "Location: :", []byte("{}"))
		f.Add(status, 200, fromAPI+"\r\nX-Ratelimit-Permitted: 1\r\nX-Ratelimit-Remaining: -9", []byte(bodies[len(bodies)-2]))
	}
	for _, r := range contract.RecordedResponses(f) {
		f.Add(r.Status, r.Status, fromAPI, []byte(r.ResponseBody))
	}
	names := slices.Sorted(maps.Keys(calls))
	f.Fuzz(func(t *testing.T, first, later int, head string, body []byte) {
		t.Parallel()
		header := headed(head)
		synctest.Test(t, func(t *testing.T) {
			for _, name := range names {
				ctx, stop := context.WithTimeout(t.Context(), patience)
				api := &uniformAPI{first: first, later: later, header: header, body: body, stop: stop}
				c := New(Options{Organization: "acme", DataCenter: "uk-lon-01", Transport: api})
				if err := calls[name](ctx, c); err != nil {
					_ = err.Error()
				}
				if int(api.requests.Load()) > api.most() {
					t.Errorf("%s does not end: more than %d requests", name, api.most())
				}
				stop()
			}
			time.Sleep(rest.LoadTimeout) // lists that were begun for several callers end by themselves
		})
	})
}

// FuzzDecodeError decodes any response as an error, and formats the error.
func FuzzDecodeError(f *testing.F) {
	for _, body := range bodies {
		f.Add(400, fromAPI, []byte(body))
		f.Add(502, "", []byte(body))
	}
	for _, r := range contract.RecordedResponses(f) {
		f.Add(r.Status, fromAPI, []byte(r.ResponseBody))
	}
	f.Fuzz(func(t *testing.T, status int, head string, body []byte) {
		err := decodeError(rest.Response{Method: "GET", Path: "/x", Status: status, Header: headed(head), Body: body})
		if err == nil || err.Error() == "" {
			t.Errorf("status %d is no error", status)
		}
	})
}

// With the race detector, decoding this takes half a minute.
func TestEveryCallRefusesWhatIsNestedTooDeeply(t *testing.T) {
	t.Parallel()
	for name := range calls {
		requireNoAnswer(t, name, strings.Repeat(`{"disk":`, 10_500))
	}
}
