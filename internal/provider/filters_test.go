package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/provider"
)

// An empty text to search by is no filter to an API.
func TestDataSourcesRefuseEmptyTextsWhilePlanning(t *testing.T) {
	t.Parallel()
	server, err := providerserver.NewProtocol6WithError(provider.New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name, schema := range schemas.DataSourceSchemas {
		for _, a := range schema.Block.Attributes {
			if !a.ValueType().Is(tftypes.String) || !a.Optional && !a.Required {
				continue
			}
			values := map[string]tftypes.Value{}
			for _, other := range schema.Block.Attributes {
				values[other.Name] = tftypes.NewValue(other.ValueType(), nil)
			}
			values[a.Name] = tftypes.NewValue(tftypes.String, "")
			config, err := tfprotov6.NewDynamicValue(schema.ValueType(), tftypes.NewValue(schema.ValueType(), values))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: &config})
			if err != nil {
				t.Fatal(err)
			}
			refused := false
			for _, d := range answer.Diagnostics {
				refused = refused || d.Attribute != nil && d.Attribute.Equal(tftypes.NewAttributePath().WithAttributeName(a.Name))
			}
			if !refused {
				t.Errorf("%s accepts an empty %s: use attrs.Key or attrs.Filter", name, a.Name)
			}
		}
	}
}
