package crud_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func (b *bench) modify(plan, config tftypes.Value) tftypes.Value {
	b.t.Helper()
	resp := &resource.ModifyPlanResponse{Plan: tfsdk.Plan{Schema: b.schema, Raw: plan}}
	b.resource.(resource.ResourceWithModifyPlan).ModifyPlan(b.t.Context(), resource.ModifyPlanRequest{
		State: b.state(), Plan: resp.Plan, Config: tfsdk.Config{Schema: b.schema, Raw: config},
	}, resp)
	return resp.Plan.Raw
}

func TestNewTimeoutsLeaveComputedValuesKnown(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(nil))
	minute := b.withTimeout("update", "1m")
	for name, test := range map[string]struct {
		plan, config tftypes.Value
		known        bool
	}{
		"timeouts alone": {
			b.raw(map[string]any{"id": "l_1", "name": "web", "timeouts": minute}, "size"),
			b.raw(map[string]any{"name": "web", "timeouts": minute}), true,
		},
		"a new name as well": {
			b.raw(map[string]any{"id": "l_1", "name": "db", "timeouts": minute}, "size"),
			b.raw(map[string]any{"name": "db", "timeouts": minute}), false,
		},
		"a name that is not known yet": {
			b.raw(map[string]any{"id": "l_1", "timeouts": minute}, "size", "name"),
			b.raw(map[string]any{"timeouts": minute}, "name"), false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := b.modify(test.plan, test.config); got.IsFullyKnown() != test.known {
				t.Errorf("planned %s", got)
			} else if !test.known && !got.Equal(test.plan) {
				t.Errorf("changed to %s", got)
			}
		})
	}
}

func TestTimeoutThatIsOverAtOnceIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(nil))
	for _, verb := range []string{"create", "update", "delete"} {
		for duration, refused := range map[string]bool{"0s": true, "-5m": true, "0": true, "1s": false} {
			resp := &resource.ValidateConfigResponse{}
			config := tfsdk.Config{Schema: b.schema, Raw: b.raw(map[string]any{"name": "web", "timeouts": b.withTimeout(verb, duration)})}
			b.resource.(resource.ResourceWithValidateConfig).ValidateConfig(t.Context(), resource.ValidateConfigRequest{Config: config}, resp)
			if resp.Diagnostics.HasError() != refused {
				t.Errorf("%s = %s: %v", verb, duration, resp.Diagnostics)
			} else if refused {
				expect(t, resp.Diagnostics, "Invalid timeout", "longer than zero")
				if at := resp.Diagnostics.Errors()[0].(interface{ Path() path.Path }).Path(); !at.Equal(path.Root("timeouts").AtName(verb)) {
					t.Errorf("shown at %s", at)
				}
			}
		}
	}
}

// The API may have changed what was planned by the time it answers, or write it
// in another way.
func TestWhatWasPlannedStaysAndWhatWasUnknownIsCompleted(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(func(_ context.Context, m *link) error {
		m.ID, m.Name, m.Size = types.StringValue("l_2"), types.StringValue("WEB"), types.Int64Value(9)
		return nil
	}))
	check := func(raw tftypes.Value, want map[string]any) {
		t.Helper()
		if !raw.Equal(b.raw(want)) {
			t.Errorf("the state is %s", raw)
		}
	}
	check(b.create(map[string]any{"name": "web"}).State.Raw, map[string]any{"id": "l_2", "name": "web", "size": 9})
	check(b.resize().State.Raw, map[string]any{"id": "l_1", "name": "web", "size": 4})
}
