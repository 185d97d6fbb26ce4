package attrs_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

func TestAddressesAndNetworksAreAllowedAndNothingElse(t *testing.T) {
	t.Parallel()
	for text, allowed := range map[string]bool{
		"203.0.113.7": true, "2001:DB8::7": true, "203.0.113.0/24": true, "203.0.113.7/24": true, "2001:db8::/32": true, "0.0.0.0/0": true,
		"": false, "203.0.113.7 ": false, "203.0.113": false, "203.0.113.0/33": false, "example.com": false, "fe80::1%eth0": false, //nolint:gocritic // the space is what is refused
	} {
		var resp validator.StringResponse
		attrs.IPOrNetwork().ValidateString(t.Context(), validator.StringRequest{Path: path.Root("address"), ConfigValue: types.StringValue(text)}, &resp)
		if resp.Diagnostics.HasError() == allowed {
			t.Errorf("%q: %v", text, resp.Diagnostics)
		}
	}
}
