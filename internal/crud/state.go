package crud

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const timeoutsBlock = "timeouts"

// withTimeouts adds the timeouts block to a copy of the schema: definitions
// are shared values and must not change. There is no update timeout for types
// that cannot be changed in place. A schema that has timeouts itself keeps its own.
func withTimeouts(ctx context.Context, s schema.Schema, standard time.Duration, updates bool) schema.Schema {
	if hasTimeouts(s) {
		return s
	}
	blocks := map[string]schema.Block{}
	maps.Copy(blocks, s.Blocks)
	blocks[timeoutsBlock] = timeouts.Block(ctx, timeoutsOf(standard, updates))
	s.Blocks = blocks
	return s
}

func timeoutsOf(standard time.Duration, updates bool) timeouts.Opts {
	describe := func(what string) string {
		return fmt.Sprintf("How long to wait for %s, such as `30s` or `2h45m`. Defaults to `%s`.", what, short(standard))
	}
	return timeouts.Opts{
		Create: true, CreateDescription: describe("the creation"),
		Update: updates, UpdateDescription: describe("a change in place"),
		Delete: true, DeleteDescription: describe("the deletion") + " Takes effect only after it has been applied.",
	}
}

// TimeoutsAttribute returns timeouts for a schema that needs them in an attribute, because
// configurations of the krystal/katapult provider have to fit. That has none for updates.
func TimeoutsAttribute(standard time.Duration) schema.Attribute {
	a, _ := timeouts.Attributes(context.Background(), timeoutsOf(standard, false)).(schema.SingleNestedAttribute)
	a.MarkdownDescription = "How long to wait for operations. It is an attribute, where other types have a block."
	return a
}

func hasTimeouts(s schema.Schema) bool {
	_, block := s.Blocks[timeoutsBlock]
	_, attribute := s.Attributes[timeoutsBlock]
	return block || attribute
}

// short writes whole minutes and hours without trailing zeros.
func short(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return d.String()
}

// deadline bounds an operation by the configured timeout, or the default.
func (r *resourceAdapter[C, M]) deadline(ctx context.Context, a attributes, o operation, diagnostics *diag.Diagnostics) (context.Context, context.CancelFunc) {
	limit := r.Timeout
	var configured types.String
	if a.GetAttribute(ctx, path.Root(timeoutsBlock).AtName(o.verb), &configured).HasError() {
		return bounded(ctx, o, limit)
	}
	if configured.ValueString() != "" {
		parsed, err := time.ParseDuration(configured.ValueString())
		if err != nil {
			diagnostics.AddAttributeError(path.Root(timeoutsBlock).AtName(o.verb), "Invalid timeout", err.Error())
		}
		limit = parsed
	}
	_, asAttribute := r.Resource.Schema.Attributes[timeoutsBlock]
	return withLimit(ctx, limit, &timeoutError{o, limit, asAttribute})
}

// bounded bounds an operation that has no configurable timeout.
func bounded(ctx context.Context, o operation, limit time.Duration) (context.Context, context.CancelFunc) {
	limit = cmp.Or(limit, DefaultTimeout)
	return withLimit(ctx, limit, &limitError{o, limit})
}

func withLimit(ctx context.Context, limit time.Duration, cause error) (context.Context, context.CancelFunc) {
	ctx, release := stoppable(ctx)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, cause)
	return ctx, func() { cancel(); release() }
}

// limitError ends an operation that took too long and has no configurable timeout.
type limitError struct {
	operation operation
	limit     time.Duration
}

func (e *limitError) Error() string {
	return fmt.Sprintf("it took longer than %s, which is the limit of this %s", short(e.limit), e.operation.verb)
}

// Unwrap makes the error one of an exceeded deadline.
func (e *limitError) Unwrap() error { return context.DeadlineExceeded }

// Hint says what can be done about the error.
func (*limitError) Hint() string {
	return "The API responds too slowly, or the rate limit is used up. Run Terraform again later, with fewer operations at a time (-parallelism)."
}

// timeoutError ends an operation that took too long.
type timeoutError struct {
	operation operation
	limit     time.Duration
	// asAttribute says that the timeouts are no block.
	asAttribute bool
}

func (e *timeoutError) Error() string {
	return fmt.Sprintf("it took longer than the %s timeout of %s", e.operation.verb, e.limit)
}

// Unwrap makes the error one of an exceeded deadline.
func (e *timeoutError) Unwrap() error { return context.DeadlineExceeded }

// Hint says what can be done about the error.
func (e *timeoutError) Hint() string {
	form := "timeouts"
	if e.asAttribute {
		form = "timeouts ="
	}
	return fmt.Sprintf("Run Terraform again to continue, or allow more time with %s { %s = \"…\" }.", form, e.operation.verb)
}

// blank returns a state in which every value is null.
func blank(ctx context.Context, s schema.Schema) tfsdk.State {
	return tfsdk.State{Schema: s, Raw: nulls(ctx, s.Type())}
}

// nulls returns an object in which every value is null.
func nulls(ctx context.Context, t attr.Type) tftypes.Value {
	object, _ := t.TerraformType(ctx).(tftypes.Object)
	values := make(map[string]tftypes.Value, len(object.AttributeTypes))
	for name, attribute := range object.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	return tftypes.NewValue(object, values)
}

// withoutUnknowns replaces unknown values by null: Terraform refuses them in a
// state, even from a failed create.
func withoutUnknowns(value tftypes.Value) tftypes.Value {
	known, err := tftypes.Transform(value, func(_ *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if !v.IsKnown() {
			return tftypes.NewValue(v.Type(), nil), nil
		}
		return v, nil
	})
	if err != nil {
		return value
	}
	return known
}

// sameButTimeouts reports whether two objects are equal except for their timeouts.
func sameButTimeouts(a, b tftypes.Value) bool {
	var left, right map[string]tftypes.Value
	if a.As(&left) != nil || b.As(&right) != nil {
		return false
	}
	for name, value := range left {
		if name != timeoutsBlock && !value.Equal(right[name]) {
			return false
		}
	}
	return true
}
