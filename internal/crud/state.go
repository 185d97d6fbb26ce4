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

// Timeouts are the defaults of a timeouts attribute. One that is zero is no argument, and
// Resource.Timeout bounds the operation.
type Timeouts struct{ Create, Delete time.Duration }

// of returns the default of an operation.
func (t *Timeouts) of(o operation) time.Duration {
	switch {
	case t == nil:
	case o == creating:
		return t.Create
	case o == deleting:
		return t.Delete
	}
	return 0
}

// withTimeoutsAttribute adds a timeouts attribute to a copy of the schema.
func withTimeoutsAttribute(ctx context.Context, s schema.Schema, defaults Timeouts) schema.Schema {
	opts := timeouts.Opts{
		Create: defaults.Create > 0, CreateDescription: describeTimeout("the creation", defaults.Create),
		Delete: defaults.Delete > 0, DeleteDescription: describeTimeout("the deletion", defaults.Delete) + afterApply,
	}
	all := map[string]schema.Attribute{}
	maps.Copy(all, s.Attributes)
	all[timeoutsBlock] = timeouts.Attributes(ctx, opts)
	if nested, ok := all[timeoutsBlock].(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long operations may take."
		all[timeoutsBlock] = nested
	}
	s.Attributes = all
	return s
}

const afterApply = " Takes effect only after it has been applied."

func describeTimeout(what string, standard time.Duration) string {
	return fmt.Sprintf("How long to wait for %s, such as `30s` or `2h45m`. Defaults to `%s`.", what, short(standard))
}

// withTimeouts adds the timeouts block to a copy of the schema: definitions
// are shared values and must not change. There is no update timeout for types
// that cannot be changed in place.
func withTimeouts(ctx context.Context, s schema.Schema, standard time.Duration, updates bool) schema.Schema {
	describe := func(what string) string { return describeTimeout(what, standard) }
	blocks := map[string]schema.Block{}
	maps.Copy(blocks, s.Blocks)
	blocks[timeoutsBlock] = timeouts.Block(ctx, timeouts.Opts{
		Create: true, CreateDescription: describe("the creation"),
		Update: updates, UpdateDescription: describe("a change in place"),
		Delete: true, DeleteDescription: describe("the deletion") + afterApply,
	})
	s.Blocks = blocks
	return s
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
	limit := cmp.Or(r.Timeouts.of(o), r.Timeout)
	var configured types.String
	if a.GetAttribute(ctx, path.Root(timeoutsBlock).AtName(o.verb), &configured).HasError() { // there is no such argument
		return bounded(ctx, o, limit)
	}
	if configured.ValueString() != "" {
		parsed, err := time.ParseDuration(configured.ValueString())
		if err != nil {
			diagnostics.AddAttributeError(path.Root(timeoutsBlock).AtName(o.verb), "Invalid timeout", err.Error())
		}
		limit = parsed
	}
	return withLimit(ctx, limit, &timeoutError{o, limit, r.Timeouts != nil})
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
	// isAttribute says that the timeouts are no block.
	isAttribute bool
}

func (e *timeoutError) Error() string {
	return fmt.Sprintf("it took longer than the %s timeout of %s", e.operation.verb, e.limit)
}

// Unwrap makes the error one of an exceeded deadline.
func (e *timeoutError) Unwrap() error { return context.DeadlineExceeded }

// Hint says what can be done about the error.
func (e *timeoutError) Hint() string {
	is := ""
	if e.isAttribute {
		is = "= "
	}
	return fmt.Sprintf("Run Terraform again to continue, or allow more time with timeouts %s{ %s = \"…\" }.", is, e.operation.verb)
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
