package crud_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"terraform-provider-katapult/internal/rest"
)

// binned says that an object is gone, and how it comes back.
type binned struct{ id, how string }

func (binned) Error() string                { return "it is in the bin" }
func (binned) Is(target error) bool         { return target == rest.ErrNotFound }
func (b binned) Recovery() (id, how string) { return b.id, b.how }

func TestDeletedObjectThatCanBeRestoredLeavesTheStateWithAWarning(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err   binned
		key   []string
		warns bool
	}{
		"itself":           {binned{"l_1", "Take it out of the bin."}, nil, true},
		"something else":   {binned{"l_2", "Take it out of the bin."}, nil, false},
		"nobody knows how": {binned{"l_1", ""}, nil, false},
		"a relation":       {binned{"l_1", "Take it out of the bin."}, []string{"id", "name"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := definition(func(context.Context, *link) error { return fmt.Errorf("reading: %w", test.err) })
			r.Key = test.key
			b := newBench(t, r)
			resp := &resource.ReadResponse{State: b.state(), Identity: b.identity}
			b.resource.Read(t.Context(), resource.ReadRequest{State: b.state()}, resp)
			if !resp.State.Raw.IsNull() || resp.Diagnostics.HasError() || (len(resp.Diagnostics) == 1) != test.warns {
				t.Errorf("%s, %v", resp.State.Raw, resp.Diagnostics)
			}
			if !test.warns {
				return
			}
			detail := resp.Diagnostics[0].Detail()
			for _, part := range []string{`made_up_link "web" (l_1) is deleted and leaves the state`, "Take it out of the bin. To keep", "import {\n  to = made_up_link.NAME\n  id = \"l_1\"\n}"} {
				if !strings.Contains(detail, part) {
					t.Errorf("%q is not in %s", part, detail)
				}
			}
		})
	}
}
