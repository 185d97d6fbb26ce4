package crud_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
)

type loose struct {
	ID       attrs.LooseID  `tfsdk:"id"`
	Name     types.String   `tfsdk:"name"`
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type numbered struct {
	ID       types.Int64    `tfsdk:"id"`
	Name     types.String   `tfsdk:"name"`
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// failCreate creates a made_up_link that fails after its ID is known.
func failCreate[M any](t *testing.T, id schema.Attribute, identify func(*M)) *resource.CreateResponse {
	t.Helper()
	r := crud.Resource[api, M]{
		Type: "made_up_link",
		Schema: schema.Schema{Attributes: map[string]schema.Attribute{
			"id": id, "name": schema.StringAttribute{Required: true},
		}},
		Create: func(_ context.Context, _ api, plan *M) error {
			identify(plan)
			return errors.New("the cable broke")
		},
	}
	implementation := r.New()
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	implementation.(resource.ResourceWithConfigure).Configure(t.Context(), resource.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &resource.ConfigureResponse{})
	var schemas resource.SchemaResponse
	implementation.Schema(t.Context(), resource.SchemaRequest{}, &schemas)
	var identities resource.IdentitySchemaResponse
	implementation.(resource.ResourceWithIdentity).IdentitySchema(t.Context(), resource.IdentitySchemaRequest{}, &identities)
	object, _ := schemas.Schema.Type().TerraformType(t.Context()).(tftypes.Object)
	planned := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		planned[name] = tftypes.NewValue(attribute, nil)
	}
	planned["id"] = tftypes.NewValue(object.AttributeTypes["id"], tftypes.UnknownValue)
	planned["name"] = tftypes.NewValue(tftypes.String, "web")
	resp := &resource.CreateResponse{
		State: tfsdk.State{Schema: schemas.Schema, Raw: tftypes.NewValue(object, nil)},
		Identity: &tfsdk.ResourceIdentity{
			Schema: identities.IdentitySchema,
			Raw:    tftypes.NewValue(identities.IdentitySchema.Type().TerraformType(t.Context()), nil),
		},
	}
	implementation.Create(t.Context(), resource.CreateRequest{Plan: tfsdk.Plan{Schema: schemas.Schema, Raw: tftypes.NewValue(object, planned)}}, resp)
	return resp
}

// An object that is forgotten is in nobody's state.
func TestFailedCreateIsRememberedWhateverTheTypeOfItsKey(t *testing.T) {
	t.Parallel()
	for name, resp := range map[string]*resource.CreateResponse{
		"custom string": failCreate(t, schema.StringAttribute{Computed: true, CustomType: attrs.LooseIDType{}}, func(m *loose) { m.ID = attrs.NewLooseID("l_1") }),
		"number":        failCreate(t, schema.Int64Attribute{Computed: true}, func(m *numbered) { m.ID = types.Int64Value(7) }),
	} {
		expect(t, resp.Diagnostics, "Cannot create made_up_link", "the cable broke")
		if resp.State.Raw.IsNull() || resp.Identity.Raw.IsFullyNull() || resp.Diagnostics.ErrorsCount() != 1 {
			t.Errorf("%s: state %s, identity %s, %v", name, resp.State.Raw, resp.Identity.Raw, resp.Diagnostics)
		}
	}
}
