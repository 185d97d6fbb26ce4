package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// fake answers with given schemas, and with nothing else.
type fake struct {
	tfprotov6.ProviderServer

	schemas    tfprotov6.GetProviderSchemaResponse
	identities tfprotov6.GetResourceIdentitySchemasResponse
}

func (f *fake) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &f.schemas, nil
}

func (f *fake) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &f.identities, nil
}

// The expectation is what Terraform prints for these schemas.
func TestSchemasAreThoseThatTerraformPrints(t *testing.T) {
	t.Parallel()
	nested := &tfprotov6.SchemaObject{
		Nesting:    tfprotov6.SchemaObjectNestingModeSet,
		Attributes: []*tfprotov6.SchemaAttribute{{Name: "a", Optional: true, Type: tftypes.Map{ElementType: tftypes.Number}}},
	}
	thing := &tfprotov6.Schema{Version: 2, Block: &tfprotov6.SchemaBlock{
		Description: "A *thing*.", DescriptionKind: tfprotov6.StringKindMarkdown,
		Attributes: []*tfprotov6.SchemaAttribute{
			{Name: "password", Type: tftypes.String, Optional: true, Computed: true, Sensitive: true, WriteOnly: true, Deprecated: true, Description: "P."},
			{Name: "nested", Required: true, NestedType: nested},
		},
		BlockTypes: []*tfprotov6.SchemaNestedBlock{{
			TypeName: "timeouts", Nesting: tfprotov6.SchemaNestedBlockNestingModeSingle, Block: &tfprotov6.SchemaBlock{},
		}},
	}}
	schemas, err := providerSchemas(t.Context(), &fake{
		schemas: tfprotov6.GetProviderSchemaResponse{
			Provider:                 &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{}},
			ResourceSchemas:          map[string]*tfprotov6.Schema{"katapult_thing": thing},
			EphemeralResourceSchemas: map[string]*tfprotov6.Schema{"katapult_secret": {Block: &tfprotov6.SchemaBlock{}}},
			ActionSchemas:            map[string]*tfprotov6.ActionSchema{"katapult_act": {Schema: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{}}}},
			Functions: map[string]*tfprotov6.Function{"f": {
				Summary: "F.", Return: &tfprotov6.FunctionReturn{Type: tftypes.Bool},
				Parameters:        []*tfprotov6.FunctionParameter{{Name: "x", Type: tftypes.DynamicPseudoType, AllowNullValue: true}},
				VariadicParameter: &tfprotov6.FunctionParameter{Name: "more", Type: tftypes.List{ElementType: tftypes.String}},
			}},
		},
		identities: tfprotov6.GetResourceIdentitySchemasResponse{IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{
			"katapult_thing": {IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{{Name: "id", Type: tftypes.String, RequiredForImport: true}}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	const expected = `{"format_version":"1.0","provider_schemas":{"katapult":{
		"provider":{"version":0,"block":{"description_kind":"plain"}},
		"resource_schemas":{"katapult_thing":{"version":2,"block":{
			"attributes":{
				"nested":{"nested_type":{"attributes":{"a":{"type":["map","number"],"description_kind":"plain","optional":true}},"nesting_mode":"set"},"description_kind":"plain","required":true},
				"password":{"type":"string","description":"P.","description_kind":"plain","deprecated":true,"optional":true,"computed":true,"sensitive":true,"write_only":true}},
			"block_types":{"timeouts":{"nesting_mode":"single","block":{"description_kind":"plain"}}},
			"description":"A *thing*.","description_kind":"markdown"}}},
		"ephemeral_resource_schemas":{"katapult_secret":{"version":0,"block":{"description_kind":"plain"}}},
		"action_schemas":{"katapult_act":{"block":{"description_kind":"plain"}}},
		"functions":{"f":{"summary":"F.","return_type":"bool","parameters":[{"name":"x","is_nullable":true,"type":"dynamic"}],"variadic_parameter":{"name":"more","type":["list","string"]}}},
		"resource_identity_schemas":{"katapult_thing":{"version":0,"attributes":{"id":{"type":"string","required_for_import":true}}}}
	}}}`
	got, err := json.Marshal(schemas)
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(indented(t, expected), indented(t, string(got))); difference != "" {
		t.Error(difference)
	}
}

func indented(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(strings.TrimSpace(text)), "", " "); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAnErrorOfTheProviderIsReported(t *testing.T) {
	t.Parallel()
	_, err := providerSchemas(t.Context(), &fake{schemas: tfprotov6.GetProviderSchemaResponse{
		Diagnostics: []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Bad", Detail: "schema"}},
	}})
	if err == nil || !strings.Contains(err.Error(), "Bad: schema") {
		t.Error(err)
	}
}
