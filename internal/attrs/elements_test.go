package attrs_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

// places are where diagnostics are shown.
func places(diagnostics diag.Diagnostics) []string {
	at := []string{}
	for _, d := range diagnostics {
		located, _ := d.(diag.DiagnosticWithPath)
		at = append(at, located.Path().String())
	}
	slices.Sort(at)
	return at
}

var elements = map[string]struct {
	given       []attr.Value
	lists, sets []string
}{
	"texts":      {[]attr.Value{types.StringValue("a"), types.StringValue(" b ")}, []string{}, []string{}},
	"none":       {[]attr.Value{}, []string{}, []string{}},
	"an unknown": {[]attr.Value{types.StringValue("a"), types.StringUnknown()}, []string{}, []string{}},
	"a null":     {[]attr.Value{types.StringValue("a"), types.StringNull()}, []string{`ids[1]`}, []string{`ids[Value(<null>)]`}},
	"an empty":   {[]attr.Value{types.StringValue(""), types.StringValue("a")}, []string{`ids[0]`}, []string{`ids[Value("")]`}},
	"two blanks": {
		[]attr.Value{types.StringValue("\n"), types.StringValue("a"), types.StringNull()},
		[]string{`ids[0]`, `ids[2]`},
		[]string{`ids[Value("\n")]`, `ids[Value(<null>)]`},
	},
}

func TestNullAndBlankElementsAreRefusedAtTheirPath(t *testing.T) {
	t.Parallel()
	for name, test := range elements {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ofList validator.ListResponse
			attrs.KnownElements().ValidateList(t.Context(), validator.ListRequest{
				Path: path.Root("ids"), ConfigValue: types.ListValueMust(types.StringType, test.given),
			}, &ofList)
			var ofSet validator.SetResponse
			attrs.KnownElements().ValidateSet(t.Context(), validator.SetRequest{
				Path: path.Root("ids"), ConfigValue: types.SetValueMust(types.StringType, test.given),
			}, &ofSet)
			if got := places(ofList.Diagnostics); !slices.Equal(got, test.lists) {
				t.Errorf("in a list: %q", got)
			}
			if got := places(ofSet.Diagnostics); !slices.Equal(got, test.sets) {
				t.Errorf("in a set: %q", got)
			}
		})
	}
}

func TestElementsThatAreNoTextsAreAnErrorAndNeverEmptyTexts(t *testing.T) {
	t.Parallel()
	for name, test := range elements {
		_, err := attrs.Elements(t.Context(), types.SetValueMust(types.StringType, test.given))
		if good := name == "texts" || name == "none"; good != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	texts, err := attrs.Elements(t.Context(), types.ListValueMust(types.StringType, []attr.Value{types.StringValue("b"), types.StringValue("a")}))
	if err != nil || !slices.Equal(texts, []string{"b", "a"}) {
		t.Errorf("%q, %v", texts, err)
	}
	if _, err := attrs.Elements(t.Context(), types.ListValueMust(types.Int64Type, []attr.Value{types.Int64Value(1)})); err == nil {
		t.Error("a number passes for a text")
	}
}
