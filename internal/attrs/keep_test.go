package attrs_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/attrs"
)

var keepSchema = schema.Schema{Attributes: map[string]schema.Attribute{
	"owner": schema.StringAttribute{Required: true, CustomType: attrs.LooseIDType{}},
	"size":  schema.Int64Attribute{Required: true},
	"email": schema.StringAttribute{Computed: true},
}}

func keepRaw(t *testing.T, owner any, size int, email any) tftypes.Value {
	t.Helper()
	return tftypes.NewValue(keepSchema.Type().TerraformType(t.Context()), map[string]tftypes.Value{
		"owner": tftypes.NewValue(tftypes.String, owner), "size": tftypes.NewValue(tftypes.Number, size), "email": tftypes.NewValue(tftypes.String, email),
	})
}

// plannedEmail is the email that is planned for a change from owner a-b of size 1.
func plannedEmail(t *testing.T, k attrs.KeepWhile, prior types.String, owner any, size int) (types.String, bool) {
	t.Helper()
	var before any
	if !prior.IsNull() {
		before = prior.ValueString()
	}
	resp := &planmodifier.StringResponse{PlanValue: types.StringUnknown()}
	k.PlanModifyString(t.Context(), planmodifier.StringRequest{
		Path:   path.Root("email"),
		Config: tfsdk.Config{Schema: keepSchema, Raw: keepRaw(t, owner, size, nil)},
		Plan:   tfsdk.Plan{Schema: keepSchema, Raw: keepRaw(t, owner, size, tftypes.UnknownValue)}, PlanValue: types.StringUnknown(),
		State: tfsdk.State{Schema: keepSchema, Raw: keepRaw(t, "a-b", 1, before)}, StateValue: prior,
	}, resp)
	return resp.PlanValue, resp.Diagnostics.HasError()
}

func TestComputedValueIsKeptUnlessItsArgumentsChange(t *testing.T) {
	t.Parallel()
	email := types.StringValue("a@acme.test")
	for name, test := range map[string]struct {
		prior types.String
		owner any
		size  int
		kept  bool
	}{
		"nothing":                    {email, "a-b", 1, true},
		"another argument":           {email, "a-b", 2, true},
		"another spelling of the ID": {email, "AB", 1, true},
		"its argument":               {email, "c", 1, false},
		"an unknown argument":        {email, tftypes.UnknownValue, 1, false},
		"no value before":            {types.StringNull(), "a-b", 1, false},
	} {
		if planned, failed := plannedEmail(t, attrs.KeepUnless("owner"), test.prior, test.owner, test.size); planned.IsUnknown() == test.kept || failed {
			t.Errorf("%s: planned %s", name, planned)
		}
	}
	if planned, _ := plannedEmail(t, attrs.KeepUnless("owner", "size"), email, "a-b", 2); !planned.IsUnknown() {
		t.Errorf("the second argument does not count: %s", planned)
	}
}

func TestErrorOfAConditionIsOneOfThePlan(t *testing.T) {
	t.Parallel()
	email := types.StringValue("a@acme.test")
	if planned, failed := plannedEmail(t, attrs.KeepUnless("colour"), email, "a-b", 1); !failed || !planned.IsUnknown() {
		t.Errorf("planned %s", planned)
	}
	condition := attrs.KeepWhile(func(ctx context.Context, c *attrs.Change) bool {
		var configured, prior, planned types.Int64
		c.Config(ctx, path.Root("size"), &configured)
		c.Prior(ctx, path.Root("size"), &prior)
		c.Plan(ctx, path.Root("size"), &planned)
		return configured.ValueInt64() == 2 && prior.ValueInt64() == 1 && planned.ValueInt64() == 2
	})
	if planned, failed := plannedEmail(t, condition, email, "a-b", 2); failed || planned.IsUnknown() {
		t.Errorf("planned %s", planned)
	}
}

func TestReferenceForcesANewResourceAndSaysSo(t *testing.T) {
	t.Parallel()
	r := attrs.Reference("ID of the disk.")
	if r.MarkdownDescription != "ID of the disk. Changing this forces a new resource." || !r.Required || len(r.PlanModifiers) != 1 || len(r.Validators) != 1 {
		t.Errorf("%+v", r)
	}
}
