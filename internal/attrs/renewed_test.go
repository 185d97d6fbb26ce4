package attrs_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/attrs"
)

func TestSecretIsRenewedWhenItsVersionIsSetOrChanged(t *testing.T) {
	t.Parallel()
	s := schema.Schema{Attributes: map[string]schema.Attribute{"version": schema.StringAttribute{Optional: true}}}
	of := s.Type().TerraformType(t.Context())
	raw := func(version any) tftypes.Value {
		return tftypes.NewValue(of, map[string]tftypes.Value{"version": tftypes.NewValue(tftypes.String, version)})
	}
	for name, test := range map[string]struct {
		state         types.String
		before, after any
		kept          bool
	}{
		"nothing":                    {types.StringValue("s"), nil, nil, true},
		"nothing of an imported one": {types.StringNull(), nil, nil, true},
		"the same version":           {types.StringValue("s"), "1", "1", true},
		"no version any more":        {types.StringValue("s"), "1", nil, true},
		"a first version":            {types.StringNull(), nil, "1", false},
		"another version":            {types.StringValue("s"), "1", "2", false},
		"a version not known yet":    {types.StringValue("s"), "1", tftypes.UnknownValue, false},
	} {
		resp := &planmodifier.StringResponse{PlanValue: types.StringUnknown()}
		attrs.Renewed("version").PlanModifyString(t.Context(), planmodifier.StringRequest{
			Plan: tfsdk.Plan{Schema: s, Raw: raw(test.after)}, PlanValue: types.StringUnknown(),
			State: tfsdk.State{Schema: s, Raw: raw(test.before)}, StateValue: test.state,
		}, resp)
		if kept := resp.PlanValue.Equal(test.state); kept != test.kept || resp.Diagnostics.HasError() {
			t.Errorf("%s: planned %s", name, resp.PlanValue)
		}
	}
}
