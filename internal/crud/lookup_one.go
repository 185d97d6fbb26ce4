package crud

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"terraform-provider-katapult/internal/attrs"
)

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
