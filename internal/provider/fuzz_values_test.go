//go:build !race

// The race detector crashes if fuzz targets and other tests of one program use
// testing/synctest. "make test" runs these without it.

package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// types maps subjects to the types of their values. A subject is "provider", or
// a kind of object and a name, as in "data.katapult_disk".
type types map[string]tftypes.Type

func typesOf(f *testing.F) types {
	f.Helper()
	server := says{}.server()
	schemas, err := server.GetProviderSchema(f.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		f.Fatal(err)
	}
	identities, err := server.GetResourceIdentitySchemas(f.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		f.Fatal(err)
	}
	all := types{"provider": schemas.Provider.ValueType()}
	for name, schema := range schemas.ResourceSchemas {
		all["resource."+name] = schema.ValueType()
	}
	for name, schema := range schemas.DataSourceSchemas {
		all["data."+name] = schema.ValueType()
	}
	for name, schema := range schemas.ListResourceSchemas {
		all["list."+name] = schema.ValueType()
	}
	for name, schema := range schemas.ActionSchemas {
		all["action."+name] = schema.Schema.ValueType()
	}
	for name, schema := range identities.IdentitySchemas {
		all["identity."+name] = schema.ValueType()
	}
	return all
}

// about returns the subjects of one kind.
func (a types) about(kind string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(a)), func(what string) bool { return !strings.HasPrefix(what, kind+".") })
}

// value decodes bytes to a value for a subject. An unknown subject's value has
// no type.
func (a types) value(t *testing.T, what string, seed []byte) *tfprotov6.DynamicValue {
	t.Helper()
	of, ok := a[what]
	if !ok {
		of = tftypes.Object{}
	}
	grows := grown{seed}
	return dynamic(t, grows.value(of))
}

// grown decodes bytes to values of any type. Once no bytes are left, values are
// null.
type grown struct{ seed []byte }

func (g *grown) next() byte {
	if len(g.seed) == 0 {
		return 0
	}
	first := g.seed[0]
	g.seed = g.seed[1:]
	return first
}

// value reads one byte. The byte says whether the value is null or unknown, or
// how many further bytes it is made of.
func (g *grown) value(of tftypes.Type) tftypes.Value {
	kind := g.next()
	size := int(kind >> 2)
	switch kind & 3 {
	case 0:
		return tftypes.NewValue(of, nil)
	case 1:
		return tftypes.NewValue(of, tftypes.UnknownValue)
	}
	text := g.text(size)
	switch t := of.(type) {
	case tftypes.Object:
		return g.object(t)
	case tftypes.List:
		return tftypes.NewValue(t, g.values(t.ElementType, size))
	case tftypes.Set:
		return tftypes.NewValue(t, g.values(t.ElementType, size))
	case tftypes.Map:
		elements := map[string]tftypes.Value{}
		for range size % 4 {
			elements[g.text(3)] = g.value(t.ElementType)
		}
		return tftypes.NewValue(t, elements)
	}
	switch {
	case of.Is(tftypes.Bool):
		return tftypes.NewValue(of, size%2 == 0)
	case of.Is(tftypes.Number):
		return tftypes.NewValue(of, int64(size-8)<<(len(g.seed)%64))
	}
	return tftypes.NewValue(of, text)
}

// object returns a value for each attribute, in the order of their names.
func (g *grown) object(of tftypes.Object) tftypes.Value {
	names := make([]string, 0, len(of.AttributeTypes))
	for name := range of.AttributeTypes {
		names = append(names, name)
	}
	slices.Sort(names)
	values := map[string]tftypes.Value{}
	for _, name := range names {
		values[name] = g.value(of.AttributeTypes[name])
	}
	return tftypes.NewValue(of, values)
}

func (g *grown) values(of tftypes.Type, size int) []tftypes.Value {
	all := make([]tftypes.Value, size%4)
	for i := range all {
		all[i] = g.value(of)
	}
	return all
}

func (g *grown) text(size int) string {
	size = min(size, len(g.seed))
	text := string(g.seed[:size])
	g.seed = g.seed[size:]
	return text
}

// dynamic returns a value as it is sent.
func dynamic(t *testing.T, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	sent, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		t.Skip("no value that Terraform could send:", err)
	}
	return &sent
}

// configuration is a valid configuration with both APIs.
func configuration(t *testing.T, of tftypes.Type) *tfprotov6.DynamicValue {
	t.Helper()
	given := map[string]string{"api_key": "k", "organization": "acme", "data_center": "uk-lon-01"}
	tenant := map[string]string{"base_url": "https://acme.api.example", "client_id": "a", "client_secret": "b"}
	all := texts(of, given)
	all["skip_credentials_validation"] = tftypes.NewValue(tftypes.Bool, true)
	all["max_retries"] = tftypes.NewValue(tftypes.Number, 0)
	inner := of.(tftypes.Object).AttributeTypes["sailpoint"]
	all["sailpoint"] = tftypes.NewValue(inner, texts(inner, tenant))
	return dynamic(t, tftypes.NewValue(of, all))
}

// texts returns an object with the given attributes. Others are null.
func texts(of tftypes.Type, given map[string]string) map[string]tftypes.Value {
	all := map[string]tftypes.Value{}
	for name, attribute := range of.(tftypes.Object).AttributeTypes {
		all[name] = tftypes.NewValue(attribute, nil)
		if text, ok := given[name]; ok {
			all[name] = tftypes.NewValue(attribute, text)
		}
	}
	return all
}
