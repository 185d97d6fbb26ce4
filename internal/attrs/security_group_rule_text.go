package attrs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// CanonicalPorts is the spelling that all lists of the same ports share.
func CanonicalPorts(text string) string {
	ports, ok := parsePorts(text)
	if !ok {
		return text
	}
	slices.SortFunc(ports, func(a, b portRange) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last)) })
	texts := make([]string, 0, len(ports))
	for _, p := range slices.Compact(ports) {
		texts = append(texts, p.String())
	}
	return strings.Join(texts, ",")
}

// parsePorts reads ports and ranges of them, in any order. It reports whether it can.
func parsePorts(text string) (ports []portRange, ok bool) {
	if strings.TrimSpace(text) == "" {
		return nil, true
	}
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.ParseUint(strings.TrimSpace(first), 10, 16)
		to, other := strconv.ParseUint(strings.TrimSpace(last), 10, 16)
		if err != nil || other != nil {
			return nil, false
		}
		ports = append(ports, portRange{int(from), int(to)})
	}
	return ports, true
}

// CanonicalTarget is the spelling that all texts for the same target share: bits beyond
// the mask make no difference, nor does the spelling of an IPv6 address.
func CanonicalTarget(text string) string {
	if network, err := netip.ParsePrefix(text); err == nil {
		if network.IsSingleIP() {
			return network.Addr().String()
		}
		return network.Masked().String()
	}
	if address, err := netip.ParseAddr(text); err == nil {
		return address.String()
	}
	return text
}

// rulePorts refuses ports that the API would refuse.
type rulePorts struct{}

func (rulePorts) Description(context.Context) string {
	return "must be a port, up to six of them, or a range of ports"
}

func (r rulePorts) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (rulePorts) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if text == "" {
		return // it is null, unknown, or all ports
	}
	if problem := checkPorts(text); problem != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid ports", problem.Error())
	}
	var protocol types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, sibling(req.Path, "protocol"), &protocol)...)
	if strings.EqualFold(protocol.ValueString(), "icmp") {
		resp.Diagnostics.AddAttributeError(req.Path, "Ports with ICMP", "ICMP has no ports: remove the argument, or choose another protocol.")
	}
}

// sibling is another attribute of the same object.
func sibling(of path.Path, name string) path.Path {
	if parent := of.ParentPath(); len(parent.Steps()) > 0 {
		return parent.AtName(name)
	}
	return path.Root(name)
}

func checkPorts(text string) error {
	ports, ok := parsePorts(text)
	if !ok || len(ports) == 0 {
		return fmt.Errorf("%q is neither a port between 1 and %d, nor several, such as \"80,443\", nor a range, such as \"3000-4999\"", text, maximumPort)
	}
	if len(ports) > MaximumPorts {
		return fmt.Errorf("a rule has up to %d ports, and these are %d: make several rules, or use a range", MaximumPorts, len(ports))
	}
	for _, p := range ports {
		switch {
		case p.first == 0:
			return fmt.Errorf("ports are between 1 and %d", maximumPort)
		case p.first > p.last:
			return fmt.Errorf("the range %d-%d is empty: write the lower port first", p.first, p.last)
		}
	}
	return nil
}

// ruleTargets refuses targets that look like an address, and are none.
type ruleTargets struct{}

func (ruleTargets) Description(context.Context) string {
	return "elements must be addresses, networks, all:ipv4, all:ipv6, or IDs"
}

func (r ruleTargets) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (ruleTargets) ValidateSet(ctx context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	for _, element := range req.ConfigValue.Elements() {
		target, err := textOf(ctx, element)
		if err != nil {
			continue // it is unknown, or other validators refuse it
		}
		if err := checkTarget(target); err != nil {
			resp.Diagnostics.AddAttributeError(req.Path.AtSetValue(element), "Invalid target", fmt.Sprintf("%q: %s.", target, err))
		}
	}
}

func checkTarget(text string) error {
	switch {
	case text == "all:ipv4", text == "all:ipv6":
		return nil
	case strings.HasPrefix(text, "all:"):
		return errors.New("all addresses are all:ipv4 and all:ipv6")
	case strings.Contains(text, "/"):
		if _, err := netip.ParsePrefix(text); err != nil {
			return errors.New("this is no network: write an address and the length of its prefix, such as 10.0.0.0/8")
		}
	case strings.Trim(text, "0123456789.") == "", strings.Contains(text, ":"):
		if _, err := netip.ParseAddr(text); err != nil {
			return errors.New("this is no IP address")
		}
	case strings.TrimSpace(text) != text:
		return errors.New("remove the white space around it")
	}
	return nil
}
