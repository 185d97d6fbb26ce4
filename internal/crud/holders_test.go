package crud_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// holder is one of several resources that have the same object in the state.
type holder struct {
	*bench
	// private has the private state of an earlier run, and then of this one.
	private resource.CreateResponse
}

// holders are resources that earlier runs have created, on the way into a new run.
func holders(t *testing.T, b *bench, r func() *bench, n int) []*holder {
	t.Helper()
	all := make([]*holder, n)
	for i := range all {
		all[i] = &holder{bench: b, private: *r().create(map[string]any{"name": "web"})}
		if all[i].private.Diagnostics.HasError() {
			t.Fatal(all[i].private.Diagnostics)
		}
	}
	return all
}

// read refreshes the resource, and reports whether it stays in the state.
func (h *holder) read() (stays bool) {
	h.t.Helper()
	resp := &resource.ReadResponse{State: h.state(), Identity: h.identity, Private: h.private.Private}
	h.resource.Read(h.t.Context(), resource.ReadRequest{State: h.state(), Private: h.private.Private}, resp)
	if resp.Diagnostics.HasError() {
		h.t.Error(resp.Diagnostics)
	}
	h.private.Private = resp.Private
	return !resp.State.Raw.IsNull()
}

// planDelete plans the deletion of the resource.
func (h *holder) planDelete() {
	h.t.Helper()
	nothing := tfsdk.Plan{Schema: h.schema, Raw: tftypes.NewValue(h.schema.Type().TerraformType(h.t.Context()), nil)}
	resp := &resource.ModifyPlanResponse{Plan: nothing, Private: h.private.Private}
	h.resource.(resource.ResourceWithModifyPlan).ModifyPlan(h.t.Context(), resource.ModifyPlanRequest{
		State: h.state(), Plan: nothing, Private: h.private.Private,
	}, resp)
	if resp.Diagnostics.HasError() {
		h.t.Error(resp.Diagnostics)
	}
	h.private.Private = resp.Private
}

// apply carries out the plan in another run.
func (h *holder) apply(r *bench) {
	h.t.Helper()
	resp := &resource.DeleteResponse{State: h.state(), Private: h.private.Private}
	r.resource.Delete(h.t.Context(), resource.DeleteRequest{State: h.state(), Private: h.private.Private}, resp)
	if resp.Diagnostics.HasError() {
		h.t.Error(resp.Diagnostics)
	}
}

// A run that was to rename a resource created the new address, and did not delete
// the old one. The next run must not delete the object from under the new one.
func TestObjectWithTwoAddressesSurvivesTheDeletionOfOne(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string]func(kept, deleted *holder) (stays bool){
		"both are read first": func(kept, deleted *holder) bool {
			stays := kept.read() && deleted.read()
			deleted.planDelete()
			return stays
		},
		"the new one is read last": func(kept, deleted *holder) bool {
			deleted.read()
			deleted.planDelete()
			return !kept.read() // it is created again, and adopts the object
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls []string
			r := pair(&calls, nil)
			run := func() *bench { return newBench(t, r) }
			h := holders(t, run(), run, 2)
			if !steps(h[0], h[1]) {
				t.Error("not in the state as it should be")
			}
			calls = nil
			h[1].apply(run())
			if want := name == "the new one is read last"; (len(calls) == 1) != want {
				t.Errorf("called %q", calls)
			}
		})
	}
}

func TestDestroyOfAllAddressesDeletesTheObjectOnce(t *testing.T) {
	t.Parallel()
	var calls []string
	r := pair(&calls, nil)
	run := func() *bench { return newBench(t, r) }
	h := holders(t, run(), run, 3)
	for _, each := range h {
		if !each.read() {
			t.Error("a resource left the state")
		}
	}
	for _, each := range h {
		each.planDelete()
	}
	calls = nil
	applying := run()
	for _, each := range h {
		each.apply(applying)
	}
	if !slices.Equal(calls, []string{"delete"}) {
		t.Errorf("called %q", calls)
	}
}

// Programs other than Terraform may read a resource more than once.
func TestResourceThatIsReadTwiceIsOne(t *testing.T) {
	t.Parallel()
	var calls []string
	r := pair(&calls, nil)
	run := func() *bench { return newBench(t, r) }
	h := holders(t, run(), run, 1)[0]
	for range 2 {
		if !h.read() {
			t.Error("it left the state")
		}
	}
	h.planDelete()
	calls = nil
	if h.apply(run()); !slices.Equal(calls, []string{"delete"}) {
		t.Errorf("called %q", calls)
	}
}

// A Delete that was to keep the object, and could not even begin, leaves the decision
// in the state. By the next plan the other resource may be gone.
func TestDecisionToKeepAnObjectIsMadeAnewByEachPlan(t *testing.T) {
	t.Parallel()
	var calls []string
	r := pair(&calls, nil)
	run := func() *bench { return newBench(t, r) }
	h := holders(t, run(), run, 2)
	h[0].read()
	h[1].read()
	h[1].planDelete()
	h[1].bench = run() // which knows of no other resource
	h[1].read()
	h[1].planDelete()
	calls = nil
	if h[1].apply(run()); !slices.Equal(calls, []string{"delete"}) {
		t.Errorf("called %q", calls)
	}
}
