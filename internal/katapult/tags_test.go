package katapult

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// Rows of the list lack the time, so each tag of the same arguments is read. One
// that was there before, and one that is deleted meanwhile, are not the lost one.
func TestLostTagIsFoundByReadingThoseOfItsName(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now().Unix()
		s := &script{respond: func(s *script, request string) (int, string) {
			switch request {
			case "POST /organizations/organization/tags":
				return http.StatusBadGateway, "<html>"
			case "GET /organizations/organization/tags":
				return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"tags":[{"id":"tag_3","name":"db","color":"red"},
					{"id":"tag_1","name":"web","color":"red"},{"id":"tag_2","name":"web","color":"red"},{"id":"tag_4","name":"web","color":"red"}]}`
			}
			switch s.count("GET /tags/tag") {
			case 1:
				return http.StatusOK, fmt.Sprintf(`{"tag":{"id":"tag_1","name":"web","color":"red","created_at":%d}}`, began-60)
			case 2:
				return http.StatusOK, fmt.Sprintf(`{"tag":{"id":"tag_2","name":"web","color":"red","created_at":%d}}`, began)
			}
			return http.StatusNotFound, `{"error":{"code":"tag_not_found","description":"","detail":{}}}`
		}}
		name := "web"
		tag, err := s.client().Tags.Create(t.Context(), TagArguments{Name: &name})
		if err != nil || tag.ID != "tag_2" || tag.CreatedAt != began {
			t.Errorf("%+v, %v", tag, err)
		}
		if s.count("POST /organizations/organization/tags") != 1 || s.count("GET /tags/tag") != 3 {
			t.Errorf("sent %q", s.sent)
		}
	})
}

func TestRefusedArgumentIsTheOneThatTheErrorNames(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"a path":                   {&Error{Code: InvalidArgument, Detail: Detail{Path: []string{"properties", "color"}}}, "color"},
		"a path to something else": {&Error{Code: InvalidArgument, Detail: Detail{Path: []string{"properties", "size"}}}, ""},
		"a sentence":               {&Error{Code: ValidationFailed, Detail: Detail{Errors: Sentences{"Name is taken", "Name is long"}}}, "name"},
		"words with a blank":       {&Error{Code: ValidationFailed, Detail: Detail{Errors: Sentences{"Size in gb is low"}}}, "size_in_gb"},
		"a longer word":            {&Error{Code: ValidationFailed, Detail: Detail{Errors: Sentences{"Names are taken"}}}, ""},
		"two arguments":            {&Error{Code: ValidationFailed, Detail: Detail{Errors: Sentences{"Name is taken", "Color is odd"}}}, ""},
		"a reason for a deletion":  {&Error{Code: DeletionRestricted, Detail: Detail{Errors: Sentences{"Name is needed"}}}, ""},
		"wrapped":                  {fmt.Errorf("create: %w", &Error{Code: InvalidArgument, Detail: Detail{Path: []string{"name"}}}), "name"},
		"no answer of the API":     {errors.New("Name is taken"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := RefusedArgument(test.err, "name", "color", "size_in_gb"); got != test.want {
				t.Errorf("blames %q, want %q", got, test.want)
			}
		})
	}
}
