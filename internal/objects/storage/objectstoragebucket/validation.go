package objectstoragebucket

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// bucketName refuses what Katapult would.
var bucketName = stringvalidator.RegexMatches(regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$`),
	"must have 3 to 63 lower case letters, digits and hyphens, and no hyphen at either end")

// staticSite refuses a website that nobody could see, and pages without a website. Values that
// are not known yet pass.
type staticSite struct{}

func (staticSite) Description(context.Context) string {
	return "serve_static_site needs static_site_index, public_read and public_list"
}

func (s staticSite) MarkdownDescription(ctx context.Context) string { return s.Description(ctx) }

func (staticSite) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var serve, read, list types.Bool
	var index, failure types.String
	for name, into := range map[string]any{
		"serve_static_site": &serve, "public_read": &read, "public_list": &list, "static_site_index": &index, "static_site_error": &failure,
	} {
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), into)...)
	}
	if resp.Diagnostics.HasError() || serve.IsUnknown() {
		return
	}
	if !serve.ValueBool() {
		refuse(&resp.Diagnostics, "static_site_index", index, index.ValueString() != "", "It needs serve_static_site = true.")
		refuse(&resp.Diagnostics, "static_site_error", failure, failure.ValueString() != "", "It needs serve_static_site = true.")
		return
	}
	refuse(&resp.Diagnostics, "static_site_index", index, index.ValueString() == "", "A website needs the name of its index page, such as \"index.html\".")
	refuse(&resp.Diagnostics, "public_read", read, !read.ValueBool(), "A website needs public_read = true.")
	refuse(&resp.Diagnostics, "public_list", list, !list.ValueBool(), "A website needs public_list = true.")
}

func refuse(diagnostics *diag.Diagnostics, argument string, value attr.Value, wrong bool, needs string) {
	if wrong && !value.IsUnknown() {
		diagnostics.AddAttributeError(path.Root(argument), "Incomplete website", needs)
	}
}
