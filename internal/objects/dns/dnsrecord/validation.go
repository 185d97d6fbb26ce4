package dnsrecord

import (
	"context"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/katapult"
)

var (
	hexadecimal = regexp.MustCompile(`^([0-9A-Fa-f]{2})+$`)
	webAddress  = regexp.MustCompile(`^https?://[^\s/]+`)
)

// contentOfType refuses content and arguments that do not fit the type.
type contentOfType struct{}

func (contentOfType) Description(context.Context) string {
	return "the content has to be in the argument that the type takes"
}

func (c contentOfType) MarkdownDescription(ctx context.Context) string { return c.Description(ctx) }

func (contentOfType) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	recordType := config.Type.ValueString()
	if resp.Diagnostics.HasError() || recordType == "" || recordType == katapult.DNSTypeSOA {
		return
	}
	config.checkHolders(recordType, &resp.Diagnostics)
	config.checkPriority(recordType, &resp.Diagnostics)
	if problem := apexProblem(config.Type); problem != "" && !config.Name.IsUnknown() && strings.TrimPrefix(config.Name.ValueString(), "@") == "" {
		resp.Diagnostics.AddAttributeError(path.Root("type"), "Type that the zone itself cannot have", "A record without a name is one of the zone itself: "+problem+".")
	}
	if config.Value.IsNull() || config.Value.IsUnknown() || holderOf(recordType) != "value" {
		return
	}
	if problem := valueProblem(recordType, config.Value.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(path.Root("value"), "Invalid value of a record of type "+recordType, problem+".")
	}
}

// checkHolders wants the content in one place.
func (m *model) checkHolders(recordType string, diagnostics *diag.Diagnostics) {
	wanted := holderOf(recordType)
	given := map[string]attr.Value{"value": m.Value}
	for name, object := range m.held() {
		given[name] = object
	}
	for name, value := range given {
		switch {
		case name != wanted && !value.IsNull() && !value.IsUnknown():
			diagnostics.AddAttributeError(path.Root(name), "Content in the wrong argument",
				fmt.Sprintf("A record of type %s has its content in %s, not in %s.", recordType, wanted, name))
		case name == wanted && value.IsNull():
			diagnostics.AddAttributeError(path.Root("type"), "Missing content", fmt.Sprintf("A record of type %s needs %s.", recordType, wanted))
		}
	}
}

func (m *model) checkPriority(recordType string, diagnostics *diag.Diagnostics) {
	has := katapult.HasPriority(recordType)
	switch {
	case m.Priority.IsUnknown() || has == !m.Priority.IsNull():
	case has:
		diagnostics.AddAttributeError(path.Root("type"), "Missing priority", fmt.Sprintf("A record of type %s needs priority.", recordType))
	default:
		diagnostics.AddAttributeError(path.Root("priority"), "Unused priority", fmt.Sprintf("Only MX and SRV records have a priority, and %s has none.", recordType))
	}
}

// apexProblem is why the zone itself cannot have a type, or empty.
func apexProblem(recordType types.String) string {
	switch recordType.ValueString() {
	case "CNAME":
		return "it cannot be a CNAME, which excludes the SOA and NS records that every zone has; use ALIAS"
	case katapult.DNSTypeNS:
		return "Katapult manages its NS records"
	}
	return ""
}

// valueProblem is what is wrong with a value, or empty.
func valueProblem(recordType, value string) string {
	address, err := netip.ParseAddr(value)
	switch recordType {
	case "A":
		if err != nil || !address.Is4() {
			return fmt.Sprintf("%q is not an IPv4 address, such as 203.0.113.7", value)
		}
	case "AAAA":
		if err != nil || !address.Is6() || address.Zone() != "" {
			return fmt.Sprintf("%q is not an IPv6 address, such as 2001:db8::7", value)
		}
	case "ALIAS", "CNAME", "NS", "PTR", katapult.DNSTypeMX:
		if err == nil {
			return fmt.Sprintf("%q is an IP address, and %s takes a host name", value, recordType)
		}
		return hostProblem(value, recordType == katapult.DNSTypeMX)
	}
	return ""
}

// hostProblem is what is wrong with a host name, or empty. root permits that of the root,
// which says that there is no host.
func hostProblem(name string, root bool) string {
	if name == "." && root {
		return ""
	}
	if strings.ContainsAny(name, "/:@*") {
		return fmt.Sprintf("%q is not a host name, such as www.example.com", name)
	}
	return dnsNameProblem(name)
}

const (
	maxLabel = 63
	maxName  = 253
)

// dnsNameProblem is what is wrong with a name, or empty.
func dnsNameProblem(name string) string {
	for _, r := range name {
		switch {
		case r > '~':
			return fmt.Sprintf("%q has characters that are not ASCII: a name of another alphabet has to be in its ASCII form (xn--…)", name)
		case r <= ' ':
			return fmt.Sprintf("%q has white space in it", name)
		}
	}
	name = katapult.HostName(name)
	if len(name) > maxName {
		return fmt.Sprintf("it has %d characters, and a name has at most %d", len(name), maxName)
	}
	for label := range strings.SplitSeq(name, ".") {
		switch {
		case label == "":
			return fmt.Sprintf("%q has an empty part between full stops", name)
		case len(label) > maxLabel:
			return fmt.Sprintf("%q has %d characters, and a part of a name has at most %d", label, len(label), maxLabel)
		}
	}
	return ""
}

// host is a validator of host names; see hostProblem.
type host struct{ root bool }

func (host) Description(context.Context) string { return "has to be a host name" }

func (h host) MarkdownDescription(ctx context.Context) string { return h.Description(ctx) }

func (h host) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	problem := hostProblem(req.ConfigValue.ValueString(), h.root)
	if _, err := netip.ParseAddr(req.ConfigValue.ValueString()); err == nil {
		problem = fmt.Sprintf("%q is an IP address, and no host name", req.ConfigValue.ValueString())
	}
	if problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid host name", problem+".")
	}
}

// recordName is a validator of the names of records.
type recordName struct{}

func (recordName) Description(context.Context) string { return "has to be a name in the zone" }

func (n recordName) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

func (recordName) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	name := req.ConfigValue.ValueString()
	if name == "" || name == "@" {
		return
	}
	problem := dnsNameProblem(name)
	if strings.ContainsAny(name, ":@") {
		problem = fmt.Sprintf("%q is not a name, such as www or www.example.com", name)
	}
	if problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid name", problem+".")
	}
}
