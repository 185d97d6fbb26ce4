package attrs_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

func TestSpellingIsKeptByAnyMeasure(t *testing.T) {
	t.Parallel()
	keep := attrs.KeepSpelling(strings.ToUpper)
	for plan, want := range map[string]string{"tcp": "TCP", "udp": "udp"} {
		resp := planmodifier.StringResponse{PlanValue: types.StringValue(plan)}
		keep.PlanModifyString(t.Context(), planmodifier.StringRequest{StateValue: types.StringValue("TCP"), PlanValue: resp.PlanValue}, &resp)
		if resp.PlanValue.ValueString() != want {
			t.Errorf("%s is planned as %s", plan, resp.PlanValue)
		}
	}
	state := attrs.StringSet([]string{"A", "B"})
	partly := types.SetValueMust(types.StringType, []attr.Value{types.StringValue("a"), types.StringUnknown()})
	for name, test := range map[string]struct{ plan, want types.Set }{
		"the same":       {attrs.StringSet([]string{"b", "a"}), state},
		"twice the same": {attrs.StringSet([]string{"b", "a", "A"}), state},
		"another":        {attrs.StringSet([]string{"a"}), attrs.StringSet([]string{"a"})},
		"partly unknown": {partly, partly},
		"unknown":        {types.SetUnknown(types.StringType), types.SetUnknown(types.StringType)},
		"null":           {types.SetNull(types.StringType), types.SetNull(types.StringType)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := planmodifier.SetResponse{PlanValue: test.plan}
			keep.PlanModifySet(t.Context(), planmodifier.SetRequest{StateValue: state, PlanValue: test.plan}, &resp)
			if !resp.PlanValue.Equal(test.want) {
				t.Errorf("got %s", resp.PlanValue)
			}
		})
	}
}
