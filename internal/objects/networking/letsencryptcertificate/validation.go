package letsencryptcertificate

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

// noWildcardsByHTTP refuses names that no web server can prove.
type noWildcardsByHTTP struct{}

func (noWildcardsByHTTP) Description(context.Context) string {
	return "names that begin with *. need the authorization by DNS"
}

func (v noWildcardsByHTTP) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (noWildcardsByHTTP) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var (
		method, name types.String
		additional   types.Set
	)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("authorization_method"), &method)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("additional_names"), &additional)...)
	if resp.Diagnostics.HasError() || method.ValueString() != byHTTP {
		return
	}
	refuse := func(at, name string) {
		if strings.HasPrefix(name, attrs.WildcardName) {
			resp.Diagnostics.AddAttributeError(path.Root(at), "Wildcard needs DNS", fmt.Sprintf(
				"Let's Encrypt issues a certificate for %s only with authorization_method = %q.", name, byDNS))
		}
	}
	refuse("name", name.ValueString())
	for _, name := range attrs.SetTexts(additional) {
		refuse("additional_names", name)
	}
}
