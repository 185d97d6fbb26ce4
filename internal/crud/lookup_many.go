package crud

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

func (l Lookup[C, T, M]) many() DataSource[C, types.Object] {
	attributes := map[string]schema.Attribute{l.Rows: attrs.NestedList("The "+l.shorts()+".", l.Attributes)}
	if l.RowsAreSet {
		attributes[l.Rows] = attrs.NestedSet("The "+l.shorts()+".", l.Attributes)
	}
	if l.Name != nil {
		attributes[namePrefix] = attrs.OptionalString(l.describeNamePrefix())
	}
	if l.PluralID != nil {
		attributes["id"] = attrs.ComputedString(l.PluralIDIs)
	}
	for _, f := range l.Filters {
		attributes[f.Name] = attrs.OptionalString(f.Description)
		if f.Includes != nil {
			attributes[f.Name] = schema.BoolAttribute{Optional: true, MarkdownDescription: f.Description}
		}
	}
	return DataSource[C, types.Object]{
		Type: l.Plural, Schema: schema.Schema{MarkdownDescription: l.Lists, Attributes: attributes},
		Read: l.findMany, check: l.check,
	}
}

func (l Lookup[C, T, M]) findMany(ctx context.Context, api C, config *types.Object) error {
	items, err := l.matching(ctx, api, *config, func(Filter[C, T]) bool { return true })
	if err != nil {
		return err
	}
	if l.OrderBy != nil {
		items = slices.SortedStableFunc(slices.Values(items), func(a, b T) int { return strings.Compare(l.OrderBy(a), l.OrderBy(b)) })
	}
	rows := Rows(items, func(item T) bool { return l.named(item, *config) }, l.Fill)
	values := config.Attributes()
	of := types.ObjectType{AttrTypes: l.attributeTypes()}
	var problems diag.Diagnostics
	if l.RowsAreSet {
		values[l.Rows], problems = types.SetValueFrom(ctx, of, rows)
	} else {
		values[l.Rows], problems = types.ListValueFrom(ctx, of, rows)
	}
	if l.PluralID != nil {
		values["id"] = types.StringValue(l.PluralID(api))
	}
	return asError(append(problems, replace(ctx, config, values)...))
}

// ListOf returns the list resource of a managed resource whose objects a Lookup
// finds.
func ListOf[C, T, M, R any](l Lookup[C, T, M], managed Resource[C, R], fill func(m *R, item T)) List[C, types.Object, T, R] {
	attributes := map[string]listschema.Attribute{}
	if l.Name != nil {
		attributes[namePrefix] = attrs.ListFilter(l.describeNamePrefix())
	}
	for _, f := range l.Filters {
		if f.Includes == nil {
			attributes[f.Name] = attrs.ListFilter(f.Description)
		}
	}
	return List[C, types.Object, T, R]{
		Resource: managed,
		Schema:   listschema.Schema{MarkdownDescription: l.Lists, Attributes: attributes},
		Fill:     func(_ context.Context, m *R, item T) error { fill(m, item); return nil },
		Items: func(ctx context.Context, api C, config types.Object) iter.Seq2[T, error] {
			return func(yield func(T, error) bool) {
				items, err := l.matching(ctx, api, config, func(Filter[C, T]) bool { return true })
				if err != nil {
					var none T
					yield(none, err)
					return
				}
				for _, item := range items {
					if l.named(item, config) && !yield(item, nil) {
						return
					}
				}
			}
		},
	}
}

// matching lists what those filters let through that are set and chosen.
func (l Lookup[C, T, M]) matching(ctx context.Context, api C, config types.Object, chosen func(Filter[C, T]) bool) ([]T, error) {
	var matches []func(T) bool
	for _, f := range l.Filters {
		value := config.Attributes()[f.Name]
		if !chosen(f) || value.IsNull() {
			continue
		}
		match, err := f.lets(ctx, api, value)
		if err != nil {
			return nil, At(path.Root(f.Name), err)
		}
		matches = append(matches, match)
	}
	all, err := l.List(ctx, api)
	if len(matches) == 0 || err != nil {
		return all, err
	}
	var matching []T
	for _, item := range all {
		if !slices.ContainsFunc(matches, func(match func(T) bool) bool { return !match(item) }) {
			matching = append(matching, item)
		}
	}
	return matching, nil
}

// named reports whether the name of an item begins as the configuration wants.
func (l Lookup[C, T, M]) named(item T, config types.Object) bool {
	return l.Name == nil || HasPrefix(l.Name(item), argument(config, namePrefix))
}
