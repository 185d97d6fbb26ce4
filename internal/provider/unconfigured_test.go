package provider_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
)

// unreachable is a network on which any request fails the test.
type unreachable struct{ t *testing.T }

func (u unreachable) RoundTrip(r *http.Request) (*http.Response, error) {
	u.t.Errorf("%s %s is sent", r.Method, r.URL)
	return nil, errors.New("nothing is sent here")
}

// setting returns a value of a schema with only the given attributes set.
func setting(t *testing.T, s *tfprotov6.Schema, given map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	of, _ := s.ValueType().(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, attribute := range of.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, given[name])
	}
	value, err := tfprotov6.NewDynamicValue(of, tftypes.NewValue(of, values))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

// Clients are created from the options, so as long as nothing has read the
// options, there is no client. Terraform also starts the provider only for its
// schema or for validation.
func TestNothingIsSentAndNoClientMadeBeforeTheProviderIsConfigured(t *testing.T) {
	t.Parallel()
	made := false
	server, ok := provider.Server("test", registry.All(), func(o *provider.Options) {
		made = true
		o.Katapult.Transport, o.SailPoint.Transport = unreachable{t}, unreachable{t}
	})().(interface {
		tfprotov6.ProviderServerWithListResource
		tfprotov6.ProviderServerWithActions
	})
	if !ok {
		t.Fatal("the server does not speak all of the protocol")
	}
	ctx := t.Context()
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	failed := []error{err}
	does := func(_ any, err error) { failed = append(failed, err) }
	does(server.GetMetadata(ctx, &tfprotov6.GetMetadataRequest{}))
	does(server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{}))
	does(server.ValidateProviderConfig(ctx, &tfprotov6.ValidateProviderConfigRequest{Config: setting(t, schemas.Provider, nil)}))
	for name, s := range schemas.ResourceSchemas {
		does(server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: name, Config: setting(t, s, nil)}))
		does(server.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{
			TypeName: name, Version: s.Version, RawState: &tfprotov6.RawState{JSON: []byte(`{}`)},
		}))
	}
	for name, s := range schemas.DataSourceSchemas {
		does(server.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: setting(t, s, nil)}))
	}
	for name, s := range schemas.ListResourceSchemas {
		does(server.ValidateListResourceConfig(ctx, &tfprotov6.ValidateListResourceConfigRequest{TypeName: name, Config: setting(t, s, nil)}))
	}
	for name, s := range schemas.ActionSchemas {
		does(server.ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: name, Config: setting(t, s.Schema, nil)}))
	}
	if made {
		t.Error("clients are made")
	}
	does(server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: setting(t, schemas.Provider, map[string]any{
		"api_key": "k", "organization": "acme", "skip_credentials_validation": true,
	})}))
	if err := errors.Join(failed...); err != nil || !made {
		t.Errorf("clients made in the end: %t, %v", made, err)
	}
}
