package crud

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// revalidate validates strings, lists and sets when they are used. The validators
// have passed them earlier if they were unknown.
func revalidate(ctx context.Context, config tfsdk.Config) diag.Diagnostics {
	var all diag.Diagnostics
	for name, attribute := range config.Schema.GetAttributes() {
		at := path.Root(name)
		var value attr.Value
		if appendError(&all, config.GetAttribute(ctx, at, &value)) {
			continue
		}
		switch a := attribute.(type) {
		case interface{ StringValidators() []validator.String }:
			all.Append(revalidateText(ctx, config, at, value, a.StringValidators())...)
		case interface{ ListValidators() []validator.List }:
			all.Append(revalidateList(ctx, config, at, value, a.ListValidators())...)
		case interface{ SetValidators() []validator.Set }:
			all.Append(revalidateSet(ctx, config, at, value, a.SetValidators())...)
		}
	}
	return all
}

func revalidateText(ctx context.Context, config tfsdk.Config, at path.Path, value attr.Value, validators []validator.String) diag.Diagnostics {
	valuable, ok := value.(basetypes.StringValuable)
	if !ok {
		return unexpected(at, value)
	}
	text, all := valuable.ToStringValue(ctx)
	for _, v := range validators {
		var resp validator.StringResponse
		v.ValidateString(ctx, validator.StringRequest{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: text}, &resp)
		all.Append(resp.Diagnostics...)
	}
	return all
}

func revalidateList(ctx context.Context, config tfsdk.Config, at path.Path, value attr.Value, validators []validator.List) diag.Diagnostics {
	valuable, ok := value.(basetypes.ListValuable)
	if !ok {
		return unexpected(at, value)
	}
	list, all := valuable.ToListValue(ctx)
	for _, v := range validators {
		var resp validator.ListResponse
		v.ValidateList(ctx, validator.ListRequest{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: list}, &resp)
		all.Append(resp.Diagnostics...)
	}
	return all
}

func revalidateSet(ctx context.Context, config tfsdk.Config, at path.Path, value attr.Value, validators []validator.Set) diag.Diagnostics {
	valuable, ok := value.(basetypes.SetValuable)
	if !ok {
		return unexpected(at, value)
	}
	set, all := valuable.ToSetValue(ctx)
	for _, v := range validators {
		var resp validator.SetResponse
		v.ValidateSet(ctx, validator.SetRequest{Path: at, PathExpression: at.Expression(), Config: config, ConfigValue: set}, &resp)
		all.Append(resp.Diagnostics...)
	}
	return all
}

func unexpected(at path.Path, value attr.Value) diag.Diagnostics {
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "Invalid configuration", fmt.Sprintf(
		"The value is a %T, which the schema does not allow. This is a bug in the provider; please report it.", value))}
}
