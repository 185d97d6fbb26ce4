package attrs_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

func TestBlankIsNoFilterAndRefusedWhereOneCanBeSet(t *testing.T) {
	t.Parallel()
	for name, validators := range map[string][]validator.String{
		"key":         attrs.SearchKey("").StringValidators(),
		"filter":      attrs.OptionalString("").StringValidators(),
		"list filter": attrs.ListFilter("").StringValidators(),
	} {
		for value, refused := range map[types.String]bool{
			types.StringNull():         false,
			types.StringUnknown():      false,
			types.StringValue("a"):     false,
			types.StringValue(" a "):   false,
			types.StringValue(""):      true,
			types.StringValue(" \t\n"): true,
		} {
			var resp validator.StringResponse
			for _, v := range validators {
				v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("owner_id"), ConfigValue: value}, &resp)
			}
			if resp.Diagnostics.HasError() != refused {
				t.Errorf("%s: %s: %v", name, value, resp.Diagnostics)
			}
			if at := places(resp.Diagnostics); refused && at[0] != "owner_id" {
				t.Errorf("%s: %s: at %s", name, value, at)
			}
		}
	}
}
