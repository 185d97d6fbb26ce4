package crud

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"terraform-provider-katapult/internal/attrs"
)

// Lookup declares once how objects of a kind are found. The data source of one
// object, that of many, and the list resource come from it. T is an object of
// the API, and M the model of its Attributes.
//
// A kind whose single object has more attributes than its list writes the data
// source of one as a DataSource, and leaves Type and Keys out.
type Lookup[C, T, M any] struct {
	// Type is the full type name of one object, Plural that of many. Either may
	// be empty.
	Type, Plural string
	// Rows is the attribute of Plural that holds the objects, in a set if RowsAreSet.
	Rows       string
	RowsAreSet bool
	// Noun is what the object is called, Short the same where it has been called
	// so before. Short defaults to Noun.
	Noun, Short string
	// Purpose, if set, follows the noun: "which limits the throughput of disks".
	Purpose string
	// Lists is the first sentence about Plural.
	Lists string

	// Keys are the arguments that one object can be found by; "id" is required
	// if there are any. One of them has to be set unless there is a Default.
	Keys []Key[C, T]
	// SeveralKeys permits more than one, of which the first in Keys counts.
	SeveralKeys bool
	// Default finds the object if no key is set.
	Default func(ctx context.Context, api C) (T, error)
	// DefaultIs ends the sentence "Where none of them is set, it is …".
	DefaultIs string

	// List returns all objects.
	List func(ctx context.Context, api C) ([]T, error)
	// Complete, if set, reads what rows of the list lack. It is called for the one that a
	// key without Get has picked.
	Complete func(ctx context.Context, api C, row T) (T, error)
	// Name returns what name_prefix is compared with. Objects without names leave it out,
	// and have no such argument.
	Name func(T) string
	// OrderBy, if set, is what the rows of Plural are in order of. By default they are
	// in that of List.
	OrderBy func(T) string
	// Filters narrow down the list, besides name_prefix.
	Filters []Filter[C, T]
	// PluralID, if set, is the id of Plural, described by PluralIDIs.
	PluralID   func(api C) string
	PluralIDIs string

	// Attributes are those of one object, all computed.
	Attributes map[string]schema.Attribute
	Fill       func(m *M, item T)
}

// Key is an argument that finds one object.
type Key[C, T any] struct {
	// Name is the argument, Description what it is, without a full stop.
	Name, Description string
	// Value returns the key of an object.
	Value func(T) string
	// Get asks the API for the object. The default picks it from the list.
	Get func(ctx context.Context, api C, value string) (T, error)
}

// Filter is an argument that narrows down a list.
type Filter[C, T any] struct {
	// Name is the argument, Description that in the data source of many.
	Name, Description string
	// One, if set, describes the same argument in the data source of one. There
	// it narrows down the list that keys without Get pick from.
	One string
	// Match returns which objects a value lets through.
	Match func(ctx context.Context, api C, value string) (func(T) bool, error)
	// Includes, instead of Match, makes the argument a truth value: false leaves out
	// the objects that Includes is true for. List resources do without the argument.
	Includes func(T) bool
}

// lets returns which objects a value lets through.
func (f Filter[C, T]) lets(ctx context.Context, api C, value attr.Value) (func(T) bool, error) {
	if f.Includes != nil {
		all := !value.Equal(types.BoolValue(false))
		return func(item T) bool { return all || !f.Includes(item) }, nil
	}
	return f.Match(ctx, api, textOf(value).ValueString())
}

const namePrefix = "name_prefix"

// DataSources returns the data sources of one object and of many.
func (l Lookup[C, T, M]) DataSources() []func() datasource.DataSource {
	var all []func() datasource.DataSource
	if l.Type != "" {
		all = append(all, l.one().New)
	}
	if l.Plural != "" {
		all = append(all, l.many().New)
	}
	return all
}

func (l Lookup[C, T, M]) one() DataSource[C, types.Object] {
	attributes := maps.Clone(l.Attributes)
	var names, by []string
	for _, k := range l.Keys {
		names, by = append(names, k.Name), append(by, "its "+spoken(k.Name))
	}
	for _, k := range l.Keys {
		attributes[k.Name] = l.searchKey(k, names)
	}
	var validators []datasource.ConfigValidator
	description := fmt.Sprintf("Finds one %s%s, by %s.", l.Noun, prefixed(", ", l.Purpose), join(by, "or"))
	switch {
	case l.SeveralKeys && l.Default != nil:
	case l.SeveralKeys:
		validators = append(validators, datasourcevalidator.AtLeastOneOf(roots(names)...))
	case l.Default == nil:
		validators = append(validators, datasourcevalidator.ExactlyOneOf(roots(names)...))
	default:
		validators = append(validators, datasourcevalidator.Conflicting(roots(names)...))
	}
	if l.Default != nil {
		description += fmt.Sprintf(" Where none of them is set, it is %s.", l.DefaultIs)
	}
	for _, f := range l.Filters {
		if f.One == "" {
			continue
		}
		attributes[f.Name] = attrs.OptionalString(f.One)
		for _, k := range l.Keys {
			if k.Get != nil {
				validators = append(validators, datasourcevalidator.Conflicting(roots([]string{k.Name, f.Name})...))
			}
		}
	}
	return DataSource[C, types.Object]{
		Type: l.Type, Schema: schema.Schema{MarkdownDescription: description, Attributes: attributes},
		Validators: validators, Read: l.findOne, check: l.check,
	}
}

func (l Lookup[C, T, M]) searchKey(k Key[C, T], all []string) schema.StringAttribute {
	others := slices.DeleteFunc(quoted(all), func(name string) bool { return name == "`"+k.Name+"`" })
	rule := fmt.Sprintf("Either this%s has to be set.", " or "+join(others, "or"))
	if len(others) > 1 {
		rule = fmt.Sprintf("Either this, %s has to be set.", join(others, "or"))
	}
	switch {
	case l.SeveralKeys && l.Default != nil:
		rule = fmt.Sprintf("Of %s, the first that is set counts.", join(quoted(all), "and"))
	case l.SeveralKeys:
		rule = fmt.Sprintf("At least one of %s has to be set; the first of them counts.", join(quoted(all), "and"))
	case l.Default != nil:
		rule = "Excludes " + join(others, "and") + "."
	}
	description := k.Description + ". " + rule
	if k.Name == "name" {
		description += fmt.Sprintf(" Two %s of this name are an error that lists their IDs.", l.shorts())
	}
	key := attrs.SearchKey(description)
	if a, ok := l.Attributes[k.Name].(schema.StringAttribute); ok {
		key.CustomType = a.CustomType
	}
	return key
}

func (l Lookup[C, T, M]) findOne(ctx context.Context, api C, config *types.Object) error {
	id := l.Keys[slices.IndexFunc(l.Keys, func(k Key[C, T]) bool { return k.Name == "id" })].Value
	list := func(ctx context.Context) ([]T, error) {
		return l.matching(ctx, api, *config, func(f Filter[C, T]) bool { return f.One != "" })
	}
	var finders []Finder[T]
	for _, k := range l.Keys {
		value := argument(*config, k.Name)
		if k.Get != nil {
			finders = append(finders, ByKey(k.Name, value, func(ctx context.Context, value string) (T, error) { return k.Get(ctx, api, value) }))
			continue
		}
		picked := ByListing(k.Name, value, list, func(item T) (value, itemID string) { return k.Value(item), id(item) })
		if l.Complete != nil {
			picked = picked.then(func(ctx context.Context, row T) (T, error) { return l.Complete(ctx, api, row) })
		}
		finders = append(finders, picked)
	}
	if l.Default != nil {
		finders = append(finders, Default(func(ctx context.Context) (T, error) { return l.Default(ctx, api) }))
	}
	found, err := Resolve(ctx, finders...)
	if err != nil {
		return err
	}
	var m M
	values := config.Attributes()
	own := map[string]attr.Value{}
	for name := range l.Attributes {
		own[name] = values[name]
	}
	given, problems := types.ObjectValue(l.attributeTypes(), own)
	problems.Append(given.As(ctx, &m, basetypes.ObjectAsOptions{})...)
	l.Fill(&m, found)
	filled, more := types.ObjectValueFrom(ctx, l.attributeTypes(), m)
	maps.Copy(values, filled.Attributes())
	return asError(append(append(problems, more...), replace(ctx, config, values)...))
}

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

// check finds attributes without a field in the model, and fields without an
// attribute.
func (l Lookup[C, T, M]) check(ctx context.Context) diag.Diagnostics {
	of := types.ObjectType{AttrTypes: l.attributeTypes()}
	var problems diag.Diagnostics
	blank, err := of.ValueFromTerraform(ctx, nulls(ctx, of))
	object, ok := blank.(types.Object)
	if err != nil || !ok {
		problems.AddError("Invalid attributes", fmt.Sprintf("They have no null values: %v.", err))
		return problems
	}
	var m M // a collection in it has a type only when it is decoded
	problems.Append(object.As(ctx, &m, basetypes.ObjectAsOptions{})...)
	_, more := types.ObjectValueFrom(ctx, of.AttrTypes, m)
	return append(problems, more...)
}

func (l Lookup[C, T, M]) attributeTypes() map[string]attr.Type {
	attributeTypes := make(map[string]attr.Type, len(l.Attributes))
	for name, a := range l.Attributes {
		attributeTypes[name] = a.GetType()
	}
	return attributeTypes
}

func (l Lookup[C, T, M]) shorts() string { return plural(cmp.Or(l.Short, l.Noun)) }

func (l Lookup[C, T, M]) describeNamePrefix() string {
	return fmt.Sprintf("Only %[1]s whose name begins with this. Defaults to all %[1]s.", l.shorts())
}

// replace gives an object other values.
func replace(ctx context.Context, object *types.Object, values map[string]attr.Value) diag.Diagnostics {
	replaced, problems := types.ObjectValue(object.AttributeTypes(ctx), values)
	*object = replaced
	return problems
}

// argument reads a text of a configuration.
func argument(config types.Object, name string) types.String {
	return textOf(config.Attributes()[name])
}

func textOf(value attr.Value) types.String {
	valuable, ok := value.(basetypes.StringValuable)
	if !ok {
		return types.StringNull()
	}
	converted, _ := valuable.ToStringValue(context.Background())
	return converted
}

func roots(names []string) []path.Expression {
	all := make([]path.Expression, len(names))
	for i, name := range names {
		all[i] = path.MatchRoot(name)
	}
	return all
}
