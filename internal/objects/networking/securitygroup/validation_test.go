package securitygroup_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
)

func manyRules(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = port(i + 1)
	}
	return all
}

func outbound(form string) string { return strings.ReplaceAll(form, "inbound_rule", "outbound_rule") }

func TestWhatTheAPIRefusesIsRefusedByThePlan(t *testing.T) {
	t.Parallel()
	rule := func(arguments string) string { return `{ protocol = "tcp", ` + arguments + ` }` }
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"ICMP with ports":            {inboundRules(port(22), `{ protocol = "Icmp", ports = "8", targets = [] }`), []string{`Ports with ICMP`, `protocol = "Icmp", ports = "8"`, `ICMP has no ports`}},
		"ICMP with ports in a block": {inboundBlocks(`{ protocol = "icmp", ports = "8", targets = [] }`), []string{`Ports with ICMP`, `ports = "8"`, `ICMP has no ports`}},
		"a protocol":                 {inboundBlocks(`{ protocol = "sctp", targets = [] }`), []string{`protocol = "sctp"`, `value must be one of`}},
		"an action":                  {inboundBlocks(rule(`action = "drop", targets = []`)), []string{`action = "drop"`, `value must be one of`}},
		"a port that is none":        {inboundBlocks(rule(`ports = "ssh", targets = []`)), []string{`Invalid ports`, `ports = "ssh"`, `"ssh" is neither a port`}},
		"a port out of range":        {inboundBlocks(rule(`ports = "65536", targets = []`)), []string{`"65536" is neither a port between 1 and 65535`}},
		"port zero":                  {inboundBlocks(rule(`ports = "0-10", targets = []`)), []string{`ports are between 1 and 65535`}},
		"a range upside down":        {inboundBlocks(rule(`ports = "20-10", targets = []`)), []string{`range 20-10 is empty`}},
		"blank ports":                {inboundBlocks(rule(`ports = " ", targets = []`)), []string{`" " is neither a port`}},
		"seven ports":                {inboundBlocks(rule(`ports = "1,2,3,4,5,6,7", targets = []`)), []string{`a rule has up to 6 ports, and these are 7`}},
		"a blank target":             {inboundBlocks(rule(`targets = [""]`)), []string{`an element is blank`}},
		"a mask out of range":        {inboundBlocks(rule(`targets = ["10.0.0.0/33"]`)), []string{`Invalid target`, `"10.0.0.0/33": this is no network`}},
		"an address out of range":    {inboundBlocks(rule(`targets = ["10.0.0.256"]`)), []string{`"10.0.0.256": this is no IP address`}},
		"an IPv6 address":            {inboundBlocks(rule(`targets = ["2001:db8:::1"]`)), []string{`this is no IP address`}},
		"all of something":           {inboundBlocks(rule(`targets = ["all:ipv5"]`)), []string{`all:ipv4 and all:ipv6`}},
		"white space":                {inboundBlocks(rule(`targets = [" vm_a"]`)), []string{`remove the white space`}},
		"both forms":                 {inboundBlocks(port(22)) + inboundRules(port(80)), []string{`Rules in two forms`, `inbound_rules = \[`, `put all of them into one of the two`}},
		"both forms, one empty":      {inboundBlocks(port(22)) + `inbound_rules = []`, []string{`Rules in two forms`}},
		"rules with allow_all":       {"allow_all_inbound = true\n" + inboundBlocks(port(22)), []string{`Rules where everything is allowed`, `allow_all_inbound = true allows all inbound traffic`}},
		"outbound with allow_all":    {"allow_all_outbound = true\n" + outbound(inboundRules(`{ protocol = "tcp", action = "deny", targets = ["all:ipv4"] }`)), []string{`Rules where everything is allowed`, `outbound_rules = \[`}},
		"rules of others":            {"external_rules = true\n" + inboundRules(port(22)), []string{`Rules that others manage`, `inbound_rules = \[`}},
		"51 rules":                   {inboundRules(manyRules(30)...) + "\n" + outbound(inboundBlocks(manyRules(21)...)), []string{`Too many rules`, `50 rules of both directions together, and these are 51`}},
		"a blank name":               {`name = " "`, []string{`name = " "`, `must not be blank`}},
		"a blank association":        {`associations = [""]`, []string{`an element is blank`}},
		"a null annotation":          {`annotations = { a = null }`, []string{`the value of "a" is null or blank`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			config := web(test.config)
			if strings.HasPrefix(test.config, "name") {
				config = strings.Replace(config, "  name = \"web\"\n", "", 1)
			}
			w.Run(resource.TestStep{Config: config, PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
}

func TestWhatIsAllowedIsNotRefused(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"50 rules":                   inboundRules(manyRules(30)...) + "\n" + outbound(inboundRules(manyRules(20)...)),
		"external_rules = false":     "external_rules = false\n" + inboundBlocks(port(22)),
		"no rules with allow_all":    "allow_all_inbound = true\ninbound_rules = []",
		"no rules, others manage":    "external_rules = true\ninbound_rules = []",
		"forms by direction":         inboundBlocks(port(22)) + outbound(inboundRules(port(80))),
		"allow_all by direction":     "allow_all_outbound = true\n" + inboundBlocks(port(22)),
		"ICMP with no ports":         inboundRules(`{ protocol = "ICMP", ports = "", targets = ["all:ipv4"] }`),
		"no targets":                 inboundRules(`{ protocol = "udp", ports = "1-65535", targets = [] }`),
		"IDs and addresses":          inboundRules(`{ protocol = "udp", targets = ["vm_a", "vmgrp_b", "tag_c", "adlst_d", "10.0.0.1", "2001:db8::/32", "all:ipv6"] }`),
		"the same rule twice":        inboundRules(port(22), port(22)),
		"six ports, spaces and all":  inboundRules(`{ protocol = "tcp", ports = "1, 2, 3, 4, 5, 60 - 70", targets = [] }`),
		"ports and notes left empty": inboundBlocks(`{ protocol = "tcp", ports = "", targets = [], notes = "" }`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, securitygroup.Object).Run(resource.TestStep{Config: web(config)})
		})
	}
}

// What is not known yet passes, and is refused when it is known.
func TestUnknownRulesAreValidatedWhenTheyAreKnown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ config, says string }{
		"ports":   {inboundRules(`{ protocol = "tcp", ports = terraform_data.x.output, targets = [] }`), `is neither a port`},
		"targets": {inboundRules(`{ protocol = "tcp", targets = [terraform_data.x.output] }`), `is no network`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			w.Run(resource.TestStep{
				Config:      "resource \"terraform_data\" \"x\" {\n  input = \"10/x\"\n}\n" + web(test.config),
				ExpectError: acctest.Matches(test.says),
			})
		})
	}
}

func TestUnknownRulesBecomeKnown(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"a target":      inboundRules(port(22), `{ protocol = "tcp", targets = [terraform_data.x.id] }`),
		"all targets":   inboundRules(port(22), `{ protocol = "tcp", targets = terraform_data.x.id == "" ? [] : ["10.0.0.1"] }`),
		"notes":         inboundBlocks(port(22), `{ protocol = "tcp", notes = terraform_data.x.id, targets = [] }`),
		"the attribute": "inbound_rules = terraform_data.x.id == \"\" ? [] : [" + port(22) + ", " + port(80) + "]",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			replaced := fmt.Sprintf("resource \"terraform_data\" \"x\" {\n  triggers_replace = %%q\n}\n%s", web(strings.ReplaceAll(config, "%", "%%")))
			w.Run(
				resource.TestStep{Config: fmt.Sprintf(replaced, "one")},
				resource.TestStep{Config: fmt.Sprintf(replaced, "two")},
			)
			if n := w.Count(createsRule); n > 4 {
				t.Errorf("%d rules were created", n)
			}
		})
	}
}

// Dynamic blocks are all unknown as long as nobody knows how many there are.
func TestDynamicBlocks(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	config := func(names, input string) string {
		return "resource \"terraform_data\" \"x\" {\n  input = [\"" + strings.ReplaceAll(input, " ", `", "`) + "\"]\n}\n" +
			web(inboundBlocks(port(22)), "dynamic \"inbound_rule\" {\n  for_each = "+names+"\n  content {\n    protocol = \"tcp\"\n    ports = inbound_rule.value\n    targets = [\"all:ipv4\"]\n  }\n}")
	}
	w.RunCLI(
		resource.TestStep{Config: config("terraform_data.x.output", "80 443")},
		resource.TestStep{Config: config(`["443", "80"]`, "80 443"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{Config: config("terraform_data.x.output", "443")},
		resource.TestStep{Config: config(`["443"]`, "443"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
	if created, deleted, changed := w.Count(createsRule), w.Count(deletesRule), w.Count(updatesRule); created != 3 || deleted != 1 || changed != 0 {
		t.Errorf("%d rules were created, %d deleted and %d changed", created, deleted, changed)
	}
}
