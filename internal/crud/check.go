package crud

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// CheckModel reports attributes without a field, and fields without an attribute.
func (r *resourceAdapter[C, M]) CheckModel(ctx context.Context) diag.Diagnostics {
	var model M
	state := blank(ctx, r.schema(ctx))
	return append(state.Get(ctx, &model), state.Set(ctx, model)...)
}

// CheckModel reports attributes without a field, and fields without an attribute.
func (s *dataSourceAdapter[C, M]) CheckModel(ctx context.Context) diag.Diagnostics {
	if s.check != nil {
		return s.check(ctx)
	}
	var model M
	config := tfsdk.Config{Schema: s.DataSource.Schema, Raw: nulls(ctx, s.DataSource.Schema.Type())}
	return config.Get(ctx, &model)
}

// CheckModel reports attributes without a field, and fields without an attribute.
func (l *listAdapter[C, F, T, M]) CheckModel(ctx context.Context) diag.Diagnostics {
	var filter F
	config := tfsdk.Config{Schema: l.definition.Schema, Raw: nulls(ctx, l.definition.Schema.Type())}
	return config.Get(ctx, &filter)
}

// CheckModel reports attributes without a field, and fields without an attribute.
func (a *actionAdapter[C, M]) CheckModel(ctx context.Context) diag.Diagnostics {
	var model M
	config := tfsdk.Config{Schema: a.Action.Schema, Raw: nulls(ctx, a.Action.Schema.Type())}
	return config.Get(ctx, &model)
}

// CheckModel reports attributes without a field, and fields without an attribute.
func (e *ephemeralAdapter[C, M]) CheckModel(ctx context.Context) diag.Diagnostics {
	var model M
	config := tfsdk.Config{Schema: e.EphemeralResource.Schema, Raw: nulls(ctx, e.EphemeralResource.Schema.Type())}
	return config.Get(ctx, &model)
}
