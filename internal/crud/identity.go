package crud

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/rest"
)

func (r *resourceAdapter[C, M]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{}}
	for _, key := range r.Key {
		resp.IdentitySchema.Attributes[key] = identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       r.Resource.Schema.Attributes[key].GetMarkdownDescription(),
		}
	}
}

// ImportState sets the key from an import ID or an identity, and leaves the rest to
// Read. An import ID is the key joined by slashes.
func (r *resourceAdapter[C, M]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	ids, err := r.importedKey(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	written := cmp.Or(rest.Quote(strings.Join(ids, "/")), "it")
	if find := r.finderOf(strings.Join(ids, "/")); err == nil && find != nil {
		ids, err = r.resolve(ctx, find, strings.Join(ids, "/"))
	}
	if err == nil {
		err = r.checkPrefixes(ids)
	}
	if err != nil {
		r.report(&resp.Diagnostics, importing, r.Type, written, err)
		return
	}
	for i, key := range r.Key {
		value, err := r.keyValue(ctx, key, ids[i])
		if err != nil {
			r.report(&resp.Diagnostics, importing, r.Type, written, err)
			return
		}
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(key), value)...)
	}
	r.identify(ctx, resp.State, resp.Identity, &resp.Diagnostics)
}

// finderOf returns what turns a written import ID into the parts of the key, or nil.
func (r *resourceAdapter[C, M]) finderOf(written string) func(ctx context.Context, api C, written string) ([]string, error) {
	if r.ImportBy != nil && r.ImportBy.Fits(written) {
		return r.ImportBy.Find
	}
	return r.Import
}

// resolve asks the object for the key.
func (r *resourceAdapter[C, M]) resolve(
	ctx context.Context, find func(ctx context.Context, api C, written string) ([]string, error), written string,
) ([]string, error) {
	ctx, cancel := bounded(ctx, importing, DefaultTimeout)
	defer cancel()
	api, err := r.client(ctx)
	if err != nil {
		return nil, err
	}
	key, err := find(ctx, api, written)
	if err == nil && len(key) != len(r.Key) {
		err = fmt.Errorf("the key has %d parts instead of %d. This is a bug in the provider; please report it", len(key), len(r.Key))
	}
	return key, err
}

// keyValue is a part of the key in the type of its attribute.
func (r *resourceAdapter[C, M]) keyValue(ctx context.Context, key, id string) (any, error) {
	if !r.Resource.Schema.Attributes[key].GetType().TerraformType(ctx).Is(tftypes.Number) {
		return id, nil
	}
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%w. %q is no number", r.malformedImportID(id), id)
	}
	return number, nil
}

// importedKey reads the key from an import ID or an identity. It trims white space
// around the parts.
func (r *resourceAdapter[C, M]) importedKey(ctx context.Context, req resource.ImportStateRequest, diagnostics *diag.Diagnostics) ([]string, error) {
	ids := make([]string, len(r.Key))
	if req.ID == "" && req.Identity != nil && !req.Identity.Raw.IsNull() {
		for i, key := range r.Key {
			var value types.String
			diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(key), &value)...)
			if ids[i] = strings.TrimSpace(value.ValueString()); ids[i] == "" {
				return ids, fmt.Errorf("the identity has no %s", key)
			}
		}
		return ids, nil
	}
	parts := []string{req.ID}
	if len(r.Key) > 1 && r.finderOf(strings.TrimSpace(req.ID)) == nil {
		parts = strings.Split(req.ID, "/")
	}
	if r.finderOf(strings.TrimSpace(req.ID)) != nil {
		ids = make([]string, 1)
	}
	if len(parts) != len(ids) {
		return []string{strings.TrimSpace(req.ID)}, r.malformedImportID(req.ID)
	}
	for i, part := range parts {
		ids[i] = strings.TrimSpace(part)
	}
	if slices.Contains(ids, "") {
		return ids, r.malformedImportID(req.ID)
	}
	return ids, nil
}

// checkPrefixes returns an error if the IDs are of other kinds, or in another order.
func (r *resourceAdapter[C, M]) checkPrefixes(ids []string) error {
	if len(r.Prefixes) == 0 {
		return nil
	}
	var ordered []string
	foreign := ""
	for i, id := range ids {
		if !strings.HasPrefix(id, r.Prefixes[i]) {
			foreign = cmp.Or(foreign, id)
		}
		if found := slices.IndexFunc(ids, func(id string) bool { return strings.HasPrefix(id, r.Prefixes[i]) }); found >= 0 {
			ordered = append(ordered, ids[found])
		}
	}
	switch {
	case foreign == "":
		return nil
	case len(ordered) == len(ids):
		return fmt.Errorf("%w. Its parts are in another order: use %q", r.malformedImportID(strings.Join(ids, "/")), strings.Join(ordered, "/"))
	}
	return fmt.Errorf("%w. %q is something else", r.malformedImportID(strings.Join(ids, "/")), foreign)
}

// malformedImportID says which form an import ID must have.
func (r *resourceAdapter[C, M]) malformedImportID(id string) error {
	form := strings.ToUpper(strings.Join(r.Key, "/"))
	if len(r.Prefixes) > 0 {
		form += ", such as " + strings.Join(r.Prefixes, "…/") + "…"
	}
	if r.ImportBy != nil {
		form += ", nor " + r.ImportBy.Form
	}
	return fmt.Errorf("the import ID %q is not of the form %s", id, form)
}

// identify copies the key of a state into its identity.
func (r *resourceAdapter[C, M]) identify(ctx context.Context, state attributes, identity *tfsdk.ResourceIdentity, diagnostics *diag.Diagnostics) {
	if identity == nil {
		return
	}
	for _, key := range r.Key {
		if value := text(ctx, state, key); value != "" {
			diagnostics.Append(identity.SetAttribute(ctx, path.Root(key), value)...)
		}
	}
}

// identifyUnknown gives an identity to an object that is removed before its key was known.
// The framework refuses a response without one.
func (r *resourceAdapter[C, M]) identifyUnknown(ctx context.Context, identity *tfsdk.ResourceIdentity, diagnostics *diag.Diagnostics) {
	if identity == nil || !identity.Raw.IsFullyNull() {
		return
	}
	for _, key := range r.Key {
		diagnostics.Append(identity.SetAttribute(ctx, path.Root(key), "")...)
	}
}
