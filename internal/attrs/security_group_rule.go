package attrs

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// SecurityGroupRule is a rule as it stands in a state: by itself, or within its group.
// Ports and notes that are not set are empty.
type SecurityGroupRule struct {
	ID        types.String `tfsdk:"id"`
	Direction types.String `tfsdk:"direction"`
	Protocol  types.String `tfsdk:"protocol"`
	Action    types.String `tfsdk:"action"`
	Ports     types.String `tfsdk:"ports"`
	Targets   types.Set    `tfsdk:"targets"`
	Notes     types.String `tfsdk:"notes"`
}

// NewSecurityGroupRule is a rule of the API, where empty texts are null.
func NewSecurityGroupRule(id, direction, protocol, action string, ports *string, targets []string, notes *string) SecurityGroupRule {
	text := func(value *string) types.String {
		if value == nil {
			return types.StringValue("")
		}
		return types.StringValue(*value)
	}
	return SecurityGroupRule{
		ID: types.StringValue(id), Direction: types.StringValue(direction), Protocol: types.StringValue(protocol), Action: types.StringValue(action),
		Ports: text(ports), Targets: StringSet(Distinct(targets, func(target string) string { return target })), Notes: text(notes),
	}
}

// SecurityGroupRuleType is the type of a rule within its group.
var SecurityGroupRuleType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "direction": types.StringType, "protocol": types.StringType, "action": types.StringType,
	"ports": types.StringType, "targets": types.SetType{ElemType: types.StringType}, "notes": types.StringType,
}}

// What a rule can be, in lower case; states have protocols in capitals.
var (
	ruleDirections = []string{"inbound", "outbound"}
	ruleProtocols  = []string{"tcp", "udp", "icmp"}
	ruleActions    = []string{AllowAction, "deny"}
)

// AllowAction is the action of a rule that does not name one.
const AllowAction = "allow"

// SecurityGroupRuleArguments are the arguments of a rule. Those that can be left out are
// computed as well: the official provider has an empty text for them in its states.
func SecurityGroupRuleArguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"protocol": schema.StringAttribute{
			MarkdownDescription: "Protocol: `tcp`, `udp` or `icmp`, in small letters or capitals.", Required: true,
			Validators: []validator.String{stringvalidator.OneOfCaseInsensitive(ruleProtocols...)},
		},
		"action": schema.StringAttribute{
			MarkdownDescription: "Whether the rule lets traffic through: `allow` or `deny`. Rules that deny count before those that allow. Defaults to `allow`.",
			Optional:            true, Computed: true,
			Validators: []validator.String{stringvalidator.OneOf(ruleActions...)},
		},
		"ports": schema.StringAttribute{
			MarkdownDescription: "Ports of TCP and UDP: one, such as `22`, up to six, such as `80,443`, or a range, such as `3000-4999`. Defaults to all ports.",
			Optional:            true, Computed: true,
			Validators: []validator.String{rulePorts{}},
		},
		"targets": schema.SetAttribute{
			MarkdownDescription: "What the traffic comes from, or goes to: IP addresses, networks such as `10.0.0.0/8`, `all:ipv4`, `all:ipv6`, " +
				"and IDs of virtual machines, virtual machine groups, tags and address lists. A rule without any has no effect.",
			ElementType: types.StringType, Required: true,
			Validators: []validator.Set{KnownElements(), ruleTargets{}},
		},
		"notes": schema.StringAttribute{
			MarkdownDescription: "What the rule is for.", Optional: true, Computed: true,
		},
	}
}

// RuleDirection refuses what is no direction of a rule.
func RuleDirection() validator.String { return stringvalidator.OneOfCaseInsensitive(ruleDirections...) }

// SecurityGroupRuleAttributes are those of a rule in a data source.
func SecurityGroupRuleAttributes() map[string]data.Attribute {
	computed := map[string]data.Attribute{
		"id":        ComputedString("ID of the rule."),
		"direction": ComputedString("Whether the rule is about `inbound` or `outbound` traffic."),
	}
	maps.Copy(computed, ReadOnly(SecurityGroupRuleArguments()))
	for name, description := range map[string]string{
		"protocol": "Protocol: `TCP`, `UDP` or `ICMP`.",
		"action":   "Whether the rule lets traffic through: `allow` or `deny`.",
		"ports":    "Ports of TCP and UDP. Empty is all ports.",
		"notes":    "What the rule is for. It may be empty.",
	} {
		computed[name] = ComputedString(description)
	}
	computed["targets"] = ComputedStringSet("What the traffic comes from, or goes to.")
	return computed
}

// Meaning is equal for rules that say the same. It is empty for a rule that is not known
// in full. What Terraform or the API may write in several ways is compared by meaning.
func (r SecurityGroupRule) Meaning() string {
	for _, value := range []attr.Value{r.Protocol, r.Action, r.Ports, r.Targets, r.Notes} {
		if value.IsUnknown() {
			return ""
		}
	}
	if !all(r.Targets.Elements(), func(target attr.Value) bool { return !target.IsUnknown() }) {
		return ""
	}
	return strings.Join([]string{
		strings.ToLower(r.Direction.ValueString()), strings.ToUpper(r.Protocol.ValueString()), r.Acts(),
		CanonicalPorts(r.Ports.ValueString()), strings.Join(meanings(r.Targets, CanonicalTarget), " "), r.Notes.ValueString(),
	}, "\n")
}

// Acts is the action of a rule. States of the official provider have none.
func (r SecurityGroupRule) Acts() string {
	if action := r.Action.ValueString(); action != "" {
		return action
	}
	return AllowAction
}

// Refresh takes over what the API says, and keeps the spelling of what means the same.
func (r *SecurityGroupRule) Refresh(now SecurityGroupRule) {
	r.ID, r.Action = now.ID, now.Action
	r.Direction = SpelledAs(r.Direction, now.Direction, strings.ToLower)
	r.Protocol = SpelledAs(r.Protocol, now.Protocol, strings.ToUpper)
	r.Ports = SpelledAs(r.Ports, now.Ports, CanonicalPorts)
	r.Targets = SetSpelledAs(r.Targets, now.Targets, CanonicalTarget)
	r.Notes = now.Notes
}

// RuleTraffic is which traffic a rule is about, besides direction, protocol and action.
type RuleTraffic struct {
	ports   []portRange
	targets []string
}

// Traffic returns which traffic a rule is about.
func (r SecurityGroupRule) Traffic() RuleTraffic {
	ports, ok := parsePorts(r.Ports.ValueString())
	if !ok || len(ports) == 0 {
		ports = []portRange{{0, maximumPort}}
	}
	return RuleTraffic{ports, meanings(r.Targets, CanonicalTarget)}
}

// Within reports whether all traffic of a rule is also traffic of another one.
func (t RuleTraffic) Within(other RuleTraffic) bool {
	return all(t.ports, func(p portRange) bool {
		return slices.ContainsFunc(other.ports, func(o portRange) bool { return o.first <= p.first && p.last <= o.last })
	}) && all(t.targets, func(target string) bool { return slices.Contains(other.targets, target) })
}

const (
	maximumPort = 65535
	// MaximumPorts is how many ports and ranges the API takes in one rule.
	MaximumPorts = 6
)

// portRange is a range of ports; a single port is one of equal ends.
type portRange struct{ first, last int }

func (p portRange) String() string {
	if p.first == p.last {
		return strconv.Itoa(p.first)
	}
	return strconv.Itoa(p.first) + "-" + strconv.Itoa(p.last)
}
