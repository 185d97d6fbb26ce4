package attrs

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// IPOrNetwork refuses texts that are neither an IP address nor a network in CIDR notation.
func IPOrNetwork() validator.String { return ipOrNetwork{} }

type ipOrNetwork struct{}

func (ipOrNetwork) Description(context.Context) string {
	return "must be an IP address, such as 203.0.113.7, or a network, such as 2001:db8::/32"
}

func (i ipOrNetwork) MarkdownDescription(ctx context.Context) string { return i.Description(ctx) }

func (i ipOrNetwork) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	if address, err := netip.ParseAddr(text); err == nil && address.Zone() == "" {
		return
	}
	if _, err := netip.ParsePrefix(text); err == nil {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid address", fmt.Sprintf("%q %s.", text, i.Description(ctx)))
}
