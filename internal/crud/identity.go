package crud

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (r *managed[C, M]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{}}
	for _, key := range r.Key {
		resp.IdentitySchema.Attributes[key] = identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       r.Resource.Schema.Attributes[key].GetMarkdownDescription(),
		}
	}
}

// ImportState takes an import ID, which is the key joined by slashes, or an
// identity, and leaves the rest to Read.
func (r *managed[C, M]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	parts := []string{req.ID}
	if len(r.Key) > 1 {
		parts = strings.Split(req.ID, "/")
	}
	if r.Import != nil && req.ID != "" {
		api, err := r.client(ctx)
		if err == nil {
			parts[0], err = r.Import(ctx, api, req.ID)
		}
		if err != nil {
			importing.report(&resp.Diagnostics, r.Type, req.ID, err)
			return
		}
	}
	for i, key := range r.Key {
		var value types.String
		switch {
		case req.ID == "":
			resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(key), &value)...)
		case len(parts) == len(r.Key) && parts[i] != "":
			value = types.StringValue(parts[i])
		default:
			resp.Diagnostics.AddError("Cannot import "+r.Type, fmt.Sprintf(
				"The import ID %q is not of the form %s.", req.ID, strings.ToUpper(strings.Join(r.Key, "/"))))
			return
		}
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(key), value)...)
	}
	r.identify(ctx, resp.State, resp.Identity, &resp.Diagnostics)
}

// identify copies the key of a state into its identity.
func (r *managed[C, M]) identify(ctx context.Context, state attributes, identity *tfsdk.ResourceIdentity, diagnostics *diag.Diagnostics) {
	if identity == nil {
		return
	}
	for _, key := range r.Key {
		if value := text(ctx, state, key); value != "" {
			diagnostics.Append(identity.SetAttribute(ctx, path.Root(key), value)...)
		}
	}
}
