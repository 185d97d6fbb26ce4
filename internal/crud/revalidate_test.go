package crud_test

import (
	"context"
	"iter"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	actionschema "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
)

// arguments are of each kind that is validated again.
type arguments struct {
	Text types.String `tfsdk:"text"`
	List types.List   `tfsdk:"list"`
	Set  types.Set    `tfsdk:"set"`
}

// filters are those of a list resource, which has no sets.
type filters struct {
	Text types.String `tfsdk:"text"`
	List types.List   `tfsdk:"list"`
}

func attribute(t *testing.T, of tftypes.Value, name string) tftypes.Value {
	t.Helper()
	var all map[string]tftypes.Value
	if err := of.As(&all); err != nil {
		t.Fatal(err)
	}
	return all[name]
}

// given is a configuration with one argument that is empty and others that are
// fine.
func given(empty string) tftypes.Value {
	texts := func(name, value string) tftypes.Value {
		if name == empty {
			value = ""
		}
		return tftypes.NewValue(tftypes.String, value)
	}
	list, set := tftypes.List{ElementType: tftypes.String}, tftypes.Set{ElementType: tftypes.String}
	return tftypes.NewValue(
		tftypes.Object{AttributeTypes: map[string]tftypes.Type{"text": tftypes.String, "list": list, "set": set}},
		map[string]tftypes.Value{
			"text": texts("text", "a"),
			"list": tftypes.NewValue(list, []tftypes.Value{texts("list", "b")}),
			"set":  tftypes.NewValue(set, []tftypes.Value{texts("set", "c")}),
		})
}

// What is unknown passes the validators while Terraform plans, and can be empty
// when it is used.
func TestWhatBecameKnownIsValidatedBeforeItIsUsed(t *testing.T) {
	t.Parallel()
	long := stringvalidator.LengthAtLeast(1)
	texts, lists, sets := []validator.String{long}, []validator.List{listvalidator.ValueStringsAre(long)}, []validator.Set{setvalidator.ValueStringsAre(long)}
	connect := crud.NewClients(nil, crud.Connect[api](func(context.Context) (api, error) { return api{}, nil }))
	ways := map[string]func(t *testing.T, raw tftypes.Value, used *bool) diag.Diagnostics{
		"data source": func(t *testing.T, raw tftypes.Value, used *bool) diag.Diagnostics {
			t.Helper()
			schema := dataschema.Schema{Attributes: map[string]dataschema.Attribute{
				"text": dataschema.StringAttribute{Optional: true, Validators: texts},
				"list": dataschema.ListAttribute{Optional: true, ElementType: types.StringType, Validators: lists},
				"set":  dataschema.SetAttribute{Optional: true, ElementType: types.StringType, Validators: sets},
			}}
			source := crud.DataSource[api, arguments]{Schema: schema, Read: func(context.Context, api, *arguments) error { *used = true; return nil }}.New()
			source.(datasource.DataSourceWithConfigure).Configure(t.Context(), datasource.ConfigureRequest{ProviderData: connect}, &datasource.ConfigureResponse{})
			resp := datasource.ReadResponse{State: tfsdk.State{Schema: schema, Raw: raw}}
			source.Read(t.Context(), datasource.ReadRequest{Config: tfsdk.Config{Schema: schema, Raw: raw}}, &resp)
			return resp.Diagnostics
		},
		"action": func(t *testing.T, raw tftypes.Value, used *bool) diag.Diagnostics {
			t.Helper()
			schema := actionschema.Schema{Attributes: map[string]actionschema.Attribute{
				"text": actionschema.StringAttribute{Optional: true, Validators: texts},
				"list": actionschema.ListAttribute{Optional: true, ElementType: types.StringType, Validators: lists},
				"set":  actionschema.SetAttribute{Optional: true, ElementType: types.StringType, Validators: sets},
			}}
			invoked := crud.Action[api, arguments]{Schema: schema, Invoke: func(context.Context, api, arguments, func(string)) error { *used = true; return nil }}.New()
			invoked.(action.ActionWithConfigure).Configure(t.Context(), action.ConfigureRequest{ProviderData: connect}, &action.ConfigureResponse{})
			var resp action.InvokeResponse
			invoked.Invoke(t.Context(), action.InvokeRequest{Config: tfsdk.Config{Schema: schema, Raw: raw}}, &resp)
			return resp.Diagnostics
		},
		"list resource": func(t *testing.T, raw tftypes.Value, used *bool) diag.Diagnostics {
			t.Helper()
			schema := listschema.Schema{Attributes: map[string]listschema.Attribute{
				"text": listschema.StringAttribute{Optional: true, Validators: texts},
				"list": listschema.ListAttribute{Optional: true, ElementType: types.StringType, Validators: lists},
			}}
			listed := crud.List[api, filters, string, link]{
				Resource: definition(nil), Schema: schema,
				Items: func(context.Context, api, filters) iter.Seq2[string, error] {
					return func(func(string, error) bool) { *used = true }
				},
			}.New()
			listed.(list.ListResourceWithConfigure).Configure(t.Context(), resource.ConfigureRequest{ProviderData: connect}, &resource.ConfigureResponse{})
			raw = tftypes.NewValue(schema.Type().TerraformType(t.Context()), map[string]tftypes.Value{
				"text": attribute(t, raw, "text"), "list": attribute(t, raw, "list"),
			})
			var stream list.ListResultsStream
			listed.List(t.Context(), list.ListRequest{Config: tfsdk.Config{Schema: schema, Raw: raw}}, &stream)
			var all diag.Diagnostics
			for result := range stream.Results {
				all.Append(result.Diagnostics...)
			}
			return all
		},
	}
	for name, use := range ways {
		for _, empty := range []string{"", "text", "list", "set"} {
			t.Run(name+"/"+empty, func(t *testing.T) {
				t.Parallel()
				if name == "list resource" && empty == "set" {
					t.Skip("a list resource has no sets")
				}
				used := false
				diagnostics := use(t, given(empty), &used)
				if used == (empty != "") || diagnostics.HasError() == used {
					t.Errorf("used: %t, %v", used, diagnostics)
				}
				for _, d := range diagnostics {
					if located, ok := d.(diag.DiagnosticWithPath); !ok || !located.Path().ParentPath().Equal(path.Root(empty)) && !located.Path().Equal(path.Root(empty)) {
						t.Errorf("it is not shown at %s: %v", empty, d)
					}
				}
			})
		}
	}
}
