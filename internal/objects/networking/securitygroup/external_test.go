package securitygroup_test

import (
	"fmt"
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
)

func TestExternalRulesDeleteWhatThisResourceHasMadeAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	shell := w.Shell("")
	apply(t, w, shell, web(inboundRules(port(1), port(2))))
	w.AddSecurityGroupRule(w.Only(kind), map[string]any{"ports": "9"})
	shell.Configure(w.ProviderBlock() + web("external_rules = true"))
	output, err := shell.Run("plan", "-no-color")
	if err != nil || !acctest.Matches(`Rules of this resource will be deleted`, `loses the rules that this resource has made: sgr_\w+ \(allow inbound TCP 1\), sgr_\w+ \(allow inbound TCP 2\)`).MatchString(output) ||
		!acctest.Matches(`Rules stay in the security group`, `sgr_\w+ \(allow inbound TCP 9\)`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if made := apply(t, w, shell, web("external_rules = true")); !slices.Equal(made, []string{deletesRule, deletesRule}) || ports(w) != "9" {
		t.Errorf("sent %q, and %s is left", made, ports(w))
	}
	if made := apply(t, w, shell, web("external_rules = true", `associations = ["tag_a"]`)); !slices.Equal(made, []string{updates}) || ports(w) != "9" {
		t.Errorf("sent %q, and %s is left", made, ports(w))
	}
}

func TestExternalRulesOfAnImportedGroupDeleteNothing(t *testing.T) {
	t.Parallel()
	for name, meanwhile := range map[string]string{
		"at once":                   "",
		"after a plan without them": web(inboundRules(port(22), port(80))),
		"after a change of rules":   web(inboundRules(port(22), port(80), port(443))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			id := w.AddSecurityGroup("web", nil)
			w.AddSecurityGroupRule(id, nil)
			w.AddSecurityGroupRule(id, map[string]any{"ports": "80"})
			block := fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
			shell := w.Shell("")
			if meanwhile != "" {
				apply(t, w, shell, block+meanwhile)
			}
			var want []string
			if w.Count(createsRule) > 0 {
				want = []string{deletesRule} // the one that was made here
			}
			made := apply(t, w, shell, block+web("external_rules = true"))
			if !slices.Equal(made, want) || ports(w) != "22 80" {
				t.Errorf("sent %q, and %s is left", made, ports(w))
			}
		})
	}
}

// Who made the rules in a state of the official provider is not known.
func TestExternalRulesKeepThoseOfTheOfficialProvider(t *testing.T) {
	t.Parallel()
	for _, refresh := range []string{"-refresh=true", "-refresh=false"} {
		t.Run(refresh, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			id, rules := addOfficial(w)
			shell := w.Shell(web("allow_all_outbound = true", "external_rules = true"))
			shell.WriteState("katapult_security_group", "web", officialState(id, "[]", "null", rules...))
			output, err := shell.Run("apply", "-auto-approve", "-no-color", refresh)
			if err != nil || !acctest.Matches(`Rules stay in the security group`, `keeps the rules of which it is not certain that this resource has made them`, `import them as katapult_security_group_rule`).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if made := changes(w); len(made) > 0 || len(w.Objects(ruleKind)) != 2 {
				t.Errorf("sent %q", made)
			}
		})
	}
}

// The rules of others are in no state, so a plan could not show that they are deleted.
func TestRulesOfOthersStayUntilAPlanShowsThem(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	shell := w.Shell("")
	apply(t, w, shell, web("external_rules = true"))
	w.AddSecurityGroupRule(w.Only(kind), map[string]any{"ports": "1"})
	w.AddSecurityGroupRule(w.Only(kind), map[string]any{"ports": "2"})
	w.ResetRequests()
	shell.Configure(w.ProviderBlock() + web(inboundBlocks(port(2), port(3))))
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err != nil || !acctest.Matches(`Security group has other rules`, `does not have sgr_\w+ \(allow inbound TCP 1\): they stay for now`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if made := changes(w); !slices.Equal(made, []string{createsRule}) || ports(w) != "1 2 3" {
		t.Errorf("sent %q, and there is %s", made, ports(w))
	}
	output, err = shell.Run("plan", "-no-color")
	if err != nil || !acctest.Matches(`Rules of others will be deleted`, `sgr_\w+ \(allow inbound TCP 1\)`, `set external_rules = true`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
	if made := apply(t, w, shell, web(inboundBlocks(port(2), port(3)))); !slices.Equal(made, []string{deletesRule}) || ports(w) != "2 3" {
		t.Errorf("sent %q, and there is %s", made, ports(w))
	}
}

func TestOwnRulesAreNoStrangers(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]func(t *testing.T, w *acctest.World, shell *acctest.Shell){
		"made here": func(t *testing.T, w *acctest.World, shell *acctest.Shell) {
			apply(t, w, shell, web(inboundRules(port(22), port(80))))
		},
		"imported": func(t *testing.T, w *acctest.World, shell *acctest.Shell) {
			id := w.AddSecurityGroup("web", nil)
			w.AddSecurityGroupRule(id, nil)
			w.AddSecurityGroupRule(id, map[string]any{"ports": "80"})
			apply(t, w, shell, fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)+web(inboundRules(port(22), port(80))))
		},
		"of the official provider": func(_ *testing.T, w *acctest.World, shell *acctest.Shell) {
			id, rules := addOfficial(w)
			shell.WriteState("katapult_security_group", "web", officialState(id, "[]", "null", rules...))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell("")
			first(t, w, shell)
			shell.Configure(w.ProviderBlock() + web(inboundRules(port(22))))
			for _, refresh := range []string{"-refresh=false", "-refresh=true"} {
				if output, err := shell.Run("plan", "-no-color", refresh); err != nil || acctest.Matches(`Rules of others`).MatchString(output) {
					t.Errorf("%v\n%s", err, output)
				}
			}
		})
	}
}
