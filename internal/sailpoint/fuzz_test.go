//go:build !race

// The race detector crashes where fuzz targets and other tests use testing/synctest
// in one program; "make test" runs these without it.

package sailpoint_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/textproto"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/sailpoint"
)

// callTimeout bounds the calls, on a fake clock.
const callTimeout = time.Minute

// concurrentCalls is how many calls run at once, so that they are batched.
const concurrentCalls = 2

// calls are all methods of the service, by name.
var calls = map[string]func(context.Context, sailpoint.GovernanceGroups, string) error{
	"AddMembers": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		return s.AddMembers(ctx, id, []string{owner, michael})
	},
	"Connections": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		return last(s.Connections(ctx, id))
	},
	"Create": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		_, err := s.Create(ctx, sailpoint.GovernanceGroupArguments{Name: id})
		return err
	},
	"Delete": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error { return s.Delete(ctx, id) },
	"DeleteChunk": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		_, err := s.DeleteChunk(ctx, []string{id, owner})
		return err
	},
	"Get": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		_, err := s.Get(ctx, id)
		return err
	},
	"List": func(ctx context.Context, s sailpoint.GovernanceGroups, _ string) error {
		return last(s.List(ctx, sailpoint.GovernanceGroupFilter{NamePrefix: "a", OwnerID: owner, MemberID: michael}))
	},
	"Members": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		return last(s.Members(ctx, id))
	},
	"Identify": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		_, err := s.Identify(ctx, id)
		return err
	},
	"RemoveMembers": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		return s.RemoveMembers(ctx, id, []string{owner, michael})
	},
	"Update": func(ctx context.Context, s sailpoint.GovernanceGroups, id string) error {
		_, err := s.Update(ctx, id, sailpoint.GovernanceGroupArguments{}, sailpoint.GovernanceGroupArguments{Name: "a"})
		return err
	},
}

func last[T any](list iter.Seq2[T, error]) (last error) {
	for _, err := range list {
		last = err
	}
	return last
}

func TestEveryMethodIsFuzzed(t *testing.T) {
	t.Parallel()
	service := reflect.TypeFor[sailpoint.GovernanceGroups]()
	for i := range service.NumMethod() {
		if name := service.Method(i).Name; calls[name] == nil {
			t.Errorf("add %s to the calls", name)
		}
	}
}

// fixedResponse responds the same way to every request, except for the first one's status.
type fixedResponse struct {
	first, later int
	header       http.Header
	body         []byte
	// login says that the login gets the same response.
	login    bool
	requests atomic.Int64
	stop     context.CancelFunc
}

func (f *fixedResponse) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == sailpoint.TokenPath && !f.login {
		return httpResponse(r, 200, http.Header{"Content-Type": {"application/json"}}, []byte(`{"access_token":"x","token_type":"bearer"}`)), nil
	}
	status, count := f.later, f.requests.Add(1)
	if count == 1 {
		status = f.first
	}
	if count > f.maxRequests() {
		f.stop()
		return nil, fmt.Errorf("after %d requests", f.maxRequests())
	}
	return httpResponse(r, status, f.header.Clone(), f.body), nil
}

func httpResponse(r *http.Request, status int, header http.Header, body []byte) *http.Response {
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Header: header,
		Body: io.NopCloser(bytes.NewReader(body)), Request: r,
	}
}

// maxRequests bounds the requests of all concurrent calls.
func (f *fixedResponse) maxRequests() int64 { return 200 }

// parseHeader reads raw header lines and ignores malformed ones.
func parseHeader(text string) http.Header {
	header, _ := textproto.NewReader(bufio.NewReader(strings.NewReader(text + "\r\n\r\n"))).ReadMIMEHeader()
	if header == nil {
		header = textproto.MIMEHeader{}
	}
	return http.Header(header)
}

const (
	fromAPI = "Content-Type: application/json\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT"
	group   = "ef38f94347e94562b5bb8424a56397d8"
)

// bodies are mostly bodies that no API should send.
var bodies = []string{
	"", "null", "{}", "[]", `""`, "0", "true", "[", "\xff\xfe[]", "<html><body>Bad Gateway</body></html>",
	strings.Repeat("[", 20_000), strings.Repeat(`{"error":`, 500) + "null" + strings.Repeat("}", 500),
	"[null]", "[{}]", "[{},{}]", `[{"id":1}]`, `[{"memberCount":1e400}]`, `[{"owner":null,"object":null}]`,
	`{"detailCode":"404 Not found","messages":[null,{"text":"\ud800"}],"causes":{}}`,
	`{"error":{"a":[]},"error_description":7,"message":[null],"formatted_msg":true}`,
	`{"detailCode":"404.1.0 Referenced object not found","trackingId":"x","messages":[{"locale":"de-DE","text":"nein"}],"causes":[]}`,
	`[{"id":"` + group + `","status":"409 "},{"id":"` + owner + `","status":409.5}]`,
	`[{"id":"` + group + `","status":"409","description":"in use."},{"id":"` + owner + `","status":404}]`,
	`[{"id":"` + group + `","name":"` + group + `","created":"2000-01-01T00:00Z","owner":{"id":""}}]`,
	`{"id":"` + group + `","name":"a","owner":{"id":"` + owner + `"},"created":"yesterday"}`,
	`{"access_token":"","expires_in":0}`, `{"access_token":"x","expires_in":"9223372036854775807"}`,
	`{"access_token":"x","expires_in":-9e18}`, `{"access_token":"x\r\ny","token_type":"mac"}`,
}

// FuzzAnswers sends arbitrary responses to everything, optionally to the login too. All
// calls must return after a few requests.
func FuzzAnswers(f *testing.F) {
	for _, body := range bodies {
		f.Add(200, 200, fromAPI, []byte(body), false)
		f.Add(200, 200, fromAPI+"\r\nX-Total-Count: 9223372036854775807", []byte(body), false)
		f.Add(200, 200, fromAPI, []byte(body), true)
		f.Add(502, 200, fromAPI, []byte(body), false)
		f.Add(404, 404, fromAPI, []byte(body), false)
		f.Add(401, 400, fromAPI, []byte(body), true)
	}
	for _, status := range []int{0, 100, 101, 204, 301, 304, 401, 403, 409, 429, 500, 503, 999} {
		f.Add(status, status, "Location: :\r\nX-Total-Count: -2", []byte("[]"), true)
		f.Add(status, 429, "Retry-After: 9223372036854775807", []byte("{}"), false)
	}
	names := slices.Sorted(maps.Keys(calls))
	f.Fuzz(func(t *testing.T, first, later int, head string, body []byte, login bool) {
		header := parseHeader(head)
		synctest.Test(t, func(t *testing.T) {
			for _, name := range names {
				ctx, stop := context.WithTimeout(t.Context(), callTimeout)
				api := &fixedResponse{first: first, later: later, header: header, body: body, login: login, stop: stop}
				c := sailpoint.New(sailpoint.Options{BaseURL: "https://acme.api.example", ClientID: "a", ClientSecret: "b", Transport: api})
				callConcurrently(func(id string) {
					if err := calls[name](ctx, c.GovernanceGroups, id); err != nil {
						_ = err.Error()
					}
				})
				if api.requests.Load() > api.maxRequests() {
					t.Errorf("%s does not end: more than %d requests", name, api.maxRequests())
				}
				stop()
			}
		})
	})
}

// callConcurrently makes calls about several groups at once.
func callConcurrently(call func(id string)) {
	done := make(chan struct{})
	for n := range concurrentCalls {
		go func() {
			call(strings.Repeat(group, n+1))
			done <- struct{}{}
		}()
	}
	for range concurrentCalls {
		<-done
	}
}
