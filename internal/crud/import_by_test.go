package crud_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"terraform-provider-katapult/internal/crud"
)

// Whatever is neither the key nor of the other form is refused without a client.
func TestImportByAnotherFormThanTheKey(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]struct {
		id, says string
		asked    bool
	}{
		"l_1":       {"l_1", "", false},
		" web\n":    {"l_2", "", true},
		"broken":    {"", "the cable broke", true},
		"foreign_1": {"", `"foreign_1" is not of the form ID, such as l_…, nor the name of a link. "foreign_1" is something else`, false},
		" ":         {"", `is not of the form ID, such as l_…, nor the name of a link`, false},
	} {
		asked := false
		r := definition(nil)
		r.Prefixes = []string{"l_"}
		r.ImportBy = &crud.ImportBy[api]{
			Form: "the name of a link",
			Fits: func(written string) bool { return slices.Contains([]string{"web", "broken"}, written) },
			Find: func(_ context.Context, _ api, written string) ([]string, error) {
				if asked = true; written == "broken" {
					return nil, errors.New("the cable broke")
				}
				return []string{"l_2"}, nil
			},
		}
		b := newBench(t, r)
		resp := &resource.ImportStateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
		b.resource.(resource.ResourceWithImportState).ImportState(t.Context(), resource.ImportStateRequest{ID: written}, resp)
		if asked != want.asked {
			t.Errorf("%q: asked is %t", written, asked)
		}
		if want.says != "" {
			expect(t, resp.Diagnostics, "Cannot import made_up_link", want.says)
			continue
		}
		var state link
		resp.Diagnostics.Append(resp.State.Get(t.Context(), &state)...)
		if state.ID.ValueString() != want.id || resp.Diagnostics.HasError() {
			t.Errorf("%q became %s: %v", written, state.ID, resp.Diagnostics)
		}
	}
}
