package attrs_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

func rule(protocol, ports string, targets ...string) attrs.SecurityGroupRule {
	return attrs.SecurityGroupRule{
		Direction: types.StringValue("inbound"), Protocol: types.StringValue(protocol), Ports: types.StringValue(ports), Targets: attrs.StringSet(targets),
	}
}

func TestRulesAreComparedByWhatTheySay(t *testing.T) {
	t.Parallel()
	denies := rule("TCP", "22", "10.0.0.0/8")
	denies.Action = types.StringValue("deny")
	allows := rule("TCP", "22", "10.0.0.0/8")
	allows.Action = types.StringValue("allow")
	allows.Notes, allows.Ports = types.StringValue(""), types.StringValue("022")
	noted := rule("TCP", "22", "10.0.0.0/8")
	noted.Notes = types.StringValue("SSH")
	allPorts := rule("TCP", "", "10.0.0.0/8")
	allPorts.Ports = types.StringNull()
	for name, test := range map[string]struct {
		one, other attrs.SecurityGroupRule
		same       bool
	}{
		"case of the protocol":   {rule("tcp", "22", "10.0.0.0/8"), rule("TCP", "22", "10.0.0.0/8"), true},
		"another protocol":       {rule("UDP", "22", "10.0.0.0/8"), rule("TCP", "22", "10.0.0.0/8"), false},
		"order of ports":         {rule("TCP", "443, 80"), rule("TCP", "80,443"), true},
		"a range of one":         {rule("TCP", "80-80,80"), rule("TCP", "80"), true},
		"a range":                {rule("TCP", "80-81"), rule("TCP", "80,81"), false},
		"no ports":               {allPorts, rule("TCP", "", "10.0.0.0/8"), true},
		"ports nobody can read":  {rule("TCP", "ssh"), rule("TCP", "http"), false},
		"order of targets":       {rule("TCP", "22", "all:ipv4", "all:ipv6"), rule("TCP", "22", "all:ipv6", "all:ipv4"), true},
		"IPv6":                   {rule("TCP", "22", "2001:DB8:0::1"), rule("TCP", "22", "2001:db8::1"), true},
		"an address and its /32": {rule("TCP", "22", "10.0.0.1"), rule("TCP", "22", "10.0.0.1/32"), true},
		"host bits":              {rule("TCP", "22", "10.0.0.1/24"), rule("TCP", "22", "10.0.0.0/24"), true},
		"another network":        {rule("TCP", "22", "10.0.1.0/24"), rule("TCP", "22", "10.0.0.0/24"), false},
		"capitals of an ID":      {rule("TCP", "22", "vm_a"), rule("TCP", "22", "vm_A"), false},
		"action":                 {denies, rule("TCP", "22", "10.0.0.0/8"), false},
		"no action":              {allows, rule("TCP", "22", "10.0.0.0/8"), true},
		"notes":                  {noted, rule("TCP", "22", "10.0.0.0/8"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if same := test.one.Meaning() == test.other.Meaning(); same != test.same {
				t.Errorf("%q and %q: the same is %t", test.one.Meaning(), test.other.Meaning(), same)
			}
		})
	}
	unknown := rule("TCP", "22")
	unknown.Targets = types.SetUnknown(types.StringType)
	if meaning := unknown.Meaning(); meaning != "" {
		t.Errorf("unknown targets mean %q", meaning)
	}
}

func TestTrafficWithinOther(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		one, other attrs.SecurityGroupRule
		within     bool
	}{
		"the same":      {rule("TCP", "80", "a"), rule("TCP", "80", "a"), true},
		"fewer targets": {rule("TCP", "80", "a"), rule("TCP", "80", "a", "b"), true},
		"more targets":  {rule("TCP", "80", "a", "b"), rule("TCP", "80", "a"), false},
		"no targets":    {rule("TCP", "80"), rule("TCP", "90", "a"), false},
		"one port":      {rule("TCP", "80", "a"), rule("TCP", "70-90", "a"), true},
		"overlapping":   {rule("TCP", "60-80", "a"), rule("TCP", "70-90", "a"), false},
		"all ports":     {rule("TCP", "", "a"), rule("TCP", "70-90", "a"), false},
		"of all ports":  {rule("TCP", "1,65535", "a"), rule("TCP", "", "a"), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if within := test.one.Traffic().Within(test.other.Traffic()); within != test.within {
				t.Errorf("within is %t", within)
			}
		})
	}
}

func TestRefreshKeepsTheSpelling(t *testing.T) {
	t.Parallel()
	now := rule("TCP", "80,443", "2001:db8::1")
	now.ID, now.Action, now.Notes = types.StringValue("sgr_1"), types.StringValue("allow"), types.StringValue("")
	written := rule("tcp", "443, 80", "2001:DB8::1")
	got := written
	if got.Refresh(now); !got.Protocol.Equal(written.Protocol) || !got.Ports.Equal(written.Ports) || !got.Targets.Equal(written.Targets) || got.ID.ValueString() != "sgr_1" {
		t.Errorf("%+v", got)
	}
	changed := rule("UDP", "53", "all:ipv4")
	if got.Refresh(changed); !got.Protocol.Equal(changed.Protocol) || !got.Ports.Equal(changed.Ports) || !got.Targets.Equal(changed.Targets) {
		t.Errorf("%+v", got)
	}
}
