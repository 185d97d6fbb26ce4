package crud_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
)

type password struct {
	ID    types.String `tfsdk:"id"`
	Value types.String `tfsdk:"value"`
}

func passwords() crud.EphemeralResource[api, password] {
	return crud.EphemeralResource[api, password]{
		Type: "made_up_password",
		Schema: ephemeralschema.Schema{Attributes: map[string]ephemeralschema.Attribute{
			"id":    ephemeralschema.StringAttribute{Required: true, Validators: []validator.String{attrs.NotBlank()}},
			"value": ephemeralschema.StringAttribute{Computed: true},
		}},
		Open: func(_ context.Context, _ api, config *password) error {
			config.Value = types.StringValue("s3cret")
			return nil
		},
	}
}

// open opens an ephemeral resource of an ID.
func open(t *testing.T, definition crud.EphemeralResource[api, password], id string) *ephemeral.OpenResponse {
	t.Helper()
	of := definition.Schema.Type().TerraformType(t.Context())
	raw := tftypes.NewValue(of, map[string]tftypes.Value{
		"id": tftypes.NewValue(tftypes.String, id), "value": tftypes.NewValue(tftypes.String, nil),
	})
	resp := &ephemeral.OpenResponse{Result: tfsdk.EphemeralResultData{Schema: definition.Schema, Raw: tftypes.NewValue(of, nil)}}
	configuredEphemeral(t, definition).Open(t.Context(), ephemeral.OpenRequest{Config: tfsdk.Config{Schema: definition.Schema, Raw: raw}}, resp)
	return resp
}

func configuredEphemeral(t *testing.T, definition crud.EphemeralResource[api, password]) ephemeral.EphemeralResourceWithClose {
	t.Helper()
	e := definition.New()
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	var resp ephemeral.ConfigureResponse
	e.(ephemeral.EphemeralResourceWithConfigure).Configure(t.Context(), ephemeral.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &resp)
	return e.(ephemeral.EphemeralResourceWithClose)
}

func TestOpenCompletesTheConfiguration(t *testing.T) {
	t.Parallel()
	resp := open(t, passwords(), "l_1")
	var result password
	resp.Diagnostics.Append(resp.Result.Get(t.Context(), &result)...)
	if resp.Diagnostics.HasError() || result.ID.ValueString() != "l_1" || result.Value.ValueString() != "s3cret" {
		t.Errorf("%+v, %v", result, resp.Diagnostics)
	}
}

func TestFailedOpenSaysWhatWasOpenedAndReturnsNoValues(t *testing.T) {
	t.Parallel()
	definition := passwords()
	definition.Open = func(ctx context.Context, _ api, config *password) error {
		config.Value = types.StringValue("s3cret")
		crud.Warn(ctx, "Slow", "")
		return errors.New("the cable broke")
	}
	resp := open(t, definition, "l_1")
	expect(t, resp.Diagnostics, "Cannot open ephemeral resource made_up_password", "Opening l_1 failed: the cable broke")
	if resp.Diagnostics.WarningsCount() != 1 || !resp.Result.Raw.IsNull() {
		t.Errorf("%s, %v", resp.Result.Raw, resp.Diagnostics)
	}
}

func TestBlankArgumentIsRefusedBeforeOpen(t *testing.T) {
	t.Parallel()
	definition := passwords()
	definition.Open = func(context.Context, api, *password) error { t.Error("opened"); return nil }
	if resp := open(t, definition, " "); !resp.Diagnostics.HasError() {
		t.Error("not refused")
	}
}

func TestCloseIsOptional(t *testing.T) {
	t.Parallel()
	definition := passwords()
	var resp ephemeral.CloseResponse
	if configuredEphemeral(t, definition).Close(t.Context(), ephemeral.CloseRequest{}, &resp); resp.Diagnostics.HasError() {
		t.Error(resp.Diagnostics)
	}
	definition.Close = func(context.Context, api) error { return errors.New("the cable broke") }
	configuredEphemeral(t, definition).Close(t.Context(), ephemeral.CloseRequest{}, &resp)
	expect(t, resp.Diagnostics, "Cannot close ephemeral resource made_up_password", "Closing it failed: the cable broke")
}
