package crud

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
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
