package katapult

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// thing is a kind of object without endpoints in this package.
type thing struct {
	ID string `json:"id"`
}

func (o thing) identity() string { return o.ID }

var things = object[thing]{
	key: "thing", path: "/things/thing",
	list: list[thing]{path: "/organizations/organization/things", key: "things", paged: true},
}

// script is an API with responses by method and path. It records requests.
type script struct {
	respond func(s *script, request string) (status int, body string)

	mu     sync.Mutex
	sent   []string
	bodies []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := r.Method + " " + strings.TrimPrefix(r.URL.Path, prefix)
	s.sent = append(s.sent, request)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	s.bodies = append(s.bodies, string(body))
	status, text := s.respond(s, request)
	response := httpResponse(status, text)
	response.Header.Set("X-Api-Schema", "json-error")
	response.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	return response, nil
}

func (s *script) client() *Client {
	return New(Options{
		Organization: "acme", Transport: s, MaxRetries: 3, PollInterval: time.Second,
		Backoff: func(int) time.Duration { return time.Second },
	})
}

// count returns how many times a request was sent.
func (s *script) count(request string) int {
	return len(slices.DeleteFunc(slices.Clone(s.sent), func(sent string) bool { return sent != request }))
}

func TestTaskBesideAnObjectIsWaitedForAndNullIsNone(t *testing.T) {
	t.Parallel()
	for body, polls := range map[string]int{
		`{"thing":{"id":"x_1"},"task":null}`:                                       0,
		`{"thing":{"id":"x_1"}}`:                                                   0,
		`{"thing":{"id":"x_1"},"task":{"id":"task_1","status":"pending"}}`:         1,
		`{"task":{"id":"task_1","status":"pending"}}`:                              1,
		`{"thing":null,"task":{"id":"task_1","name":"Change","status":"pending"}}`: 1,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{respond: func(_ *script, request string) (int, string) {
				if request == "GET /tasks/task" {
					return http.StatusOK, `{"task":{"id":"task_1","status":"completed"}}`
				}
				return http.StatusOK, body
			}}
			if err := things.act(t.Context(), s.client(), http.MethodPost, "change", "x_1"); err != nil || s.count("GET /tasks/task") != polls {
				t.Errorf("%s: %v, sent %q", body, err, s.sent)
			}
		})
	}
}

func TestResponseWithNeitherObjectNorTaskIsAnError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{respond: func(*script, string) (int, string) { return http.StatusOK, `{"thing":null,"task":null}` }}
		if err := things.act(t.Context(), s.client(), http.MethodPost, "change", "x_1"); err == nil || !strings.Contains(err.Error(), "there is no thing in it") {
			t.Errorf("got %v", err)
		}
	})
}

func TestCreateReturnsTheTaskAndDoesNotWaitForIt(t *testing.T) {
	t.Parallel()
	s := &script{respond: func(*script, string) (int, string) {
		return http.StatusCreated, `{"thing":{"id":"x_1"},"task":{"id":"task_1","name":"Build thing","status":"pending"}}`
	}}
	made, task, err := things.create(t.Context(), s.client(), creation[thing]{path: "/things"})
	if err != nil || made.ID != "x_1" || task.ID != "task_1" || len(s.sent) != 1 {
		t.Errorf("%+v, %+v, %v, sent %q", made, task, err, s.sent)
	}
}

func TestArgumentsHaveTheirPlaceInTheBody(t *testing.T) {
	t.Parallel()
	type properties struct {
		Group Nullable[string] `json:"group,omitzero"`
		Type  Nullable[string] `json:"type,omitzero"`
		Name  Nullable[string] `json:"name,omitzero"`
	}
	s := &script{respond: func(*script, string) (int, string) { return http.StatusOK, `{"thing":{"id":"x_1"}}` }}
	_, err := things.update(t.Context(), s.client(), "x_1", arguments{
		properties: properties{Group: Null[string](), Type: Set("large")},
		fields:     map[string]any{"label": "web", "vip": nil},
	})
	want := `{"label":"web","properties":{"group":null,"type":"large"},"thing":{"id":"x_1"},"vip":null}`
	if err != nil || s.bodies[0] != want {
		t.Errorf("%v: sent %s, want %s", err, s.bodies[0], want)
	}
}

func TestRefusalThatPassesIsWaitedFor(t *testing.T) {
	t.Parallel()
	inUse := func(err error) bool { return HasCode(err, DeletionRestricted) }
	refusal := `{"error":{"code":"deletion_restricted","description":"There are interfaces","detail":{}}}`
	for what, test := range map[string]struct {
		refusals int
		says     string
	}{
		"it ends":        {3, ""},
		"it never does":  {1000, "There are interfaces"},
		"another reason": {0, "No"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{respond: func(s *script, _ string) (int, string) {
					switch {
					case what == "another reason":
						return http.StatusForbidden, `{"error":{"code":"permission_denied","description":"No","detail":{}}}`
					case len(s.sent) <= test.refusals:
						return http.StatusConflict, refusal
					}
					return http.StatusOK, `{"thing":{"id":"x_1"}}`
				}}
				c := s.client()
				ctx, stop := context.WithTimeout(t.Context(), time.Minute)
				defer stop()
				err := waitAccepted(ctx, c, inUse, func(ctx context.Context) error { return things.deleteNow(ctx, c, "x_1") })
				switch {
				case test.says == "" && (err != nil || len(s.sent) != test.refusals+1):
					t.Errorf("%v, sent %d times", err, len(s.sent))
				case test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)):
					t.Errorf("got %v", err)
				case test.refusals == 0 && len(s.sent) != 1:
					t.Errorf("sent %d times", len(s.sent))
				}
			})
		})
	}
}

// lostCreate loses the response to the first creation. The object appears late.
func lostCreate(after time.Duration) *script {
	var created time.Time
	return &script{respond: func(s *script, request string) (int, string) {
		first := s.count("POST /things") == 1
		switch {
		case request == "POST /things" && first:
			created = time.Now().Add(after)
			return http.StatusBadGateway, "<html>"
		case request == "POST /things":
			return http.StatusCreated, `{"thing":{"id":"x_2"}}`
		}
		var rows []string
		if !created.IsZero() && !time.Now().Before(created) {
			rows = append(rows, `{"id":"x_1"}`)
		}
		if s.count("POST /things") > 1 {
			rows = append(rows, `{"id":"x_2"}`)
		}
		return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"things":[` + strings.Join(rows, ",") + `]}`
	}}
}

func TestCreationIsSearchedForAsLongAsItMayTake(t *testing.T) {
	t.Parallel()
	for what, test := range map[string]struct {
		appears, pause time.Duration
		id, warning    string
	}{
		"at once":                      {0, 0, "x_1", ""},
		"within the pause of its kind": {14 * time.Second, 15 * time.Second, "x_1", ""},
		"after it, beside another one": {4 * time.Second, time.Second, "x_2", "x_1"},
		"never":                        {time.Hour, time.Second, "x_2", ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := lostCreate(test.appears)
				var warnings []string
				c := New(Options{
					Organization: "acme", Transport: slowed{s, time.Second}, MaxRetries: 3, Backoff: func(int) time.Duration { return time.Second },
					Warn: func(_ context.Context, _, detail string, _ error) { warnings = append(warnings, detail) },
				})
				recovery := notThereBefore(c, things.list,
					func(_ context.Context, id string) (thing, error) { return thing{id}, nil },
					func(thing) (bool, error) { return true, nil }, lookup{"organization", "sub_domain", "acme"})
				recovery.pause = test.pause
				made, _, err := things.create(t.Context(), c, creation[thing]{path: "/things", recovery: recovery})
				if err != nil || made.ID != test.id {
					t.Errorf("%+v, %v, sent %q", made, err, s.sent)
				}
				if all := strings.Join(warnings, "\n"); (all == "") != (test.warning == "") || !strings.Contains(all, test.warning) {
					t.Errorf("warned %q", all)
				}
			})
		})
	}
}

// slowed delays each request.
type slowed struct {
	http.RoundTripper
	takes time.Duration
}

func (s slowed) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(s.takes)
	return s.RoundTripper.RoundTrip(r)
}

// The search reads later pages too, and compares times on the API's clock.
func TestPagedListFindsWhatWasCreatedSince(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s := &script{respond: func(s *script, _ string) (int, string) {
			if len(s.sent) == 1 {
				return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":2},"things":[{"id":"x_1"}]}`
			}
			return http.StatusOK, `{"pagination":{"current_page":2,"total_pages":2},"things":[{"id":"x_2"}]}`
		}}
		createdAt := func(o thing) int64 { return map[string]int64{"x_1": began.Unix() - 60, "x_2": began.Unix()}[o.ID] }
		found, err := createdSince(s.client(), things.list, createdAt, func(thing) bool { return true }).find(t.Context(), began)
		if err != nil || len(found) != 1 || found[0].ID != "x_2" {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestTrashIsReachedByTheIDOfTheDeletedObject(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{respond: func(_ *script, request string) (int, string) {
			switch request {
			case "GET /tasks/task":
				return http.StatusOK, `{"task":{"id":"task_1","status":"completed"}}`
			case "GET /organizations/organization/trash_objects":
				return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"trash_objects":[{"id":"to_1","object_id":"disk_1","object_type":"Disk"}]}`
			case "GET /trash_objects/trash_object", "POST /trash_objects/trash_object/restore":
				return http.StatusOK, `{"trash_object":{"id":"to_1","object_id":"disk_1","object_type":"Disk","keep_until":1777882444}}`
			}
			return http.StatusOK, `{"task":{"id":"task_1","name":"Purge items from trash","status":"pending"}}`
		}}
		c, ctx := s.client(), t.Context()
		all, err := c.TrashObjects.List(ctx)
		one, err2 := c.TrashObjects.Get(ctx, "disk_1")
		restored, err3 := c.TrashObjects.Restore(ctx, "disk_1")
		if err := errors.Join(err, err2, err3, c.TrashObjects.Purge(ctx, "disk_1"), c.TrashObjects.PurgeAll(ctx)); err != nil {
			t.Fatal(err)
		}
		if len(all) != 1 || one.KeepUntil != 1777882444 || restored.ID != "to_1" || s.count("GET /tasks/task") != 2 {
			t.Errorf("%+v, %+v, %+v, sent %q", all, one, restored, s.sent)
		}
		for at, request := range s.sent {
			var body map[string]map[string]string
			if request == "DELETE /trash_objects/trash_object" && (json.Unmarshal([]byte(s.bodies[at]), &body) != nil || body["trash_object"]["object_id"] != "disk_1") {
				t.Errorf("purges by %s", s.bodies[at])
			}
		}
	})
}

// Objects below an object storage account cannot be in the trash themselves.
// Their own code means that they are deleted, even if the parent is the first
// lookup.
func TestObjectBelowAParentIsGoneByItsOwnCode(t *testing.T) {
	t.Parallel()
	for code, gone := range map[string]bool{
		"object_storage_bucket_not_found": true, "object_storage_account_not_found": false, "object_in_trash": false,
	} {
		s := &script{respond: func(*script, string) (int, string) {
			return http.StatusNotFound, `{"error":{"code":"` + code + `","description":"","detail":{}}}`
		}}
		err := s.client().send(t.Context(), rest.Call{Method: http.MethodDelete, Path: "/object_storage_buckets/object_storage_bucket"},
			arguments{lookups: []lookup{id("object_storage_account", "osa_1"), id("object_storage_bucket", "osb_1")}})
		if err == nil || errors.Is(err, ErrNotFound) != gone {
			t.Errorf("%s: %v", code, err)
		}
	}
}
