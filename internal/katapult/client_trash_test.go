package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

const purges = "DELETE /trash_objects/trash_object"

// trash is an API whose responses to some requests a test decides.
func trash(responses map[string]string, options Options) (*script, *Client, *[]string) {
	s := &script{respond: func(_ *script, request string) (int, string) {
		if response, given := responses[request]; given {
			if code, isError := strings.CutPrefix(response, "error "); isError {
				response = `{"error":{"code":"` + code + `"}}`
			}
			if strings.HasPrefix(response, `{"error"`) {
				return http.StatusConflict, response
			}
			return http.StatusOK, response
		}
		switch request {
		case purges:
			return http.StatusOK, `{"task":{"id":"task_1","name":"Purge items from trash","status":"pending"}}`
		case "GET /tasks/task":
			return http.StatusOK, `{"task":{"id":"task_1","status":"completed"}}`
		}
		return http.StatusOK, `{"thing":{"id":"x_1"}}`
	}}
	var warnings []string
	options.Organization, options.Transport = "acme", s
	options.Warn = func(_ context.Context, summary, detail string, _ error) {
		warnings = append(warnings, summary+": "+detail)
	}
	return s, New(options), &warnings
}

// deletable is a kind with a trash.
var deletable = object[thing]{key: "disk_backup_policy", noun: "thing", path: "/disk_backup_policies/disk_backup_policy"}

func inTrash(id, kind string) string {
	return fmt.Sprintf(`{"error":{"code":"object_in_trash","detail":{"trash_object":{"id":"trsh_1","object_id":%q,"object_type":%q,"keep_until":1777882444}}}}`, id, kind)
}

func TestObjectInTheTrashIsDeletedAndOneWhoseParentIsThereIsNot(t *testing.T) {
	t.Parallel()
	const deletes = "DELETE /disk_backup_policies/disk_backup_policy"
	for name, test := range map[string]struct {
		response string
		want     error
	}{
		"itself":   {inTrash("x_1", "DiskBackupPolicy"), nil},
		"a parent": {inTrash("disk_1", "Disk"), ObjectInTrash},
		"nowhere":  {"error disk_backup_policy_not_found", ErrNotFound},
		"deleted":  {`{"disk_backup_policy":{"id":"x_1"}}`, nil},
	} {
		_, c, _ := trash(map[string]string{deletes: test.response}, Options{})
		if err := deletable.moveToTrash(t.Context(), c, "x_1"); !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPurgeEndsWhenNothingIsLeftInTheTrash(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		responses map[string]string
		keep      bool
		sent      []string
		fails     bool
	}{
		"purged":           {nil, false, []string{purges, "GET /tasks/task"}, false},
		"purged already":   {map[string]string{purges: "error trash_object_not_found"}, false, []string{purges}, false},
		"kept":             {nil, true, nil, false},
		"task fails":       {map[string]string{"GET /tasks/task": `{"task":{"id":"task_1","status":"failed"}}`}, false, []string{purges, "GET /tasks/task"}, true},
		"another refusal":  {map[string]string{purges: "error organization_suspended"}, false, []string{purges}, true},
		"nothing is known": {map[string]string{purges: "error route_not_found"}, false, []string{purges}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, c, warnings := trash(test.responses, Options{KeepInTrash: test.keep})
				err := deletable.purge(t.Context(), c, "x_1")
				if (err != nil) != test.fails || !slices.Equal(s.sent, test.sent) || len(*warnings) > 0 {
					t.Errorf("%v after %q, %q", err, s.sent, *warnings)
				}
			})
		})
	}
}

func TestTokenWithoutTheScopeIsAskedForOnePurge(t *testing.T) {
	t.Parallel()
	const entry = "GET /trash_objects/trash_object"
	for name, test := range map[string]struct {
		code, entry, until string
		sent               []string
	}{
		"no scope": {
			"scope_not_granted", `{"trash_object":{"id":"trsh_1","object_id":"x_1","keep_until":1777882444}}`, "at 2026-05-04T08:14:04Z",
			[]string{purges, entry},
		},
		"no scope to read":         {"scope_not_granted", "error scope_not_granted", "within two days", []string{purges, entry}},
		"no permission for one":    {"permission_denied", "error scope_not_granted", "within two days", []string{purges, entry, purges, entry}},
		"purged before it is read": {"scope_not_granted", "error trash_object_not_found", "within two days", []string{purges, entry}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c, warnings := trash(map[string]string{purges: "error " + test.code, entry: test.entry}, Options{})
			for _, id := range []string{"x_1", "x_2"} {
				if err := deletable.purge(t.Context(), c, id); err != nil {
					t.Error(err)
				}
			}
			if !slices.Equal(s.sent, test.sent) || len(*warnings) != len(test.sent)/2 {
				t.Errorf("sent %q, said %q", s.sent, *warnings)
			}
			first := (*warnings)[0]
			for _, part := range []string{"stays in the trash: Thing x_1 is deleted", test.code, "purges it by itself " + test.until} {
				if !strings.Contains(first, part) {
					t.Errorf("%q does not say %q", first, part)
				}
			}
		})
	}
}
