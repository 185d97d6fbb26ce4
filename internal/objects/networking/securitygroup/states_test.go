package securitygroup_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
)

// officialState is a state that version 0.0.20 of the official provider has written:
// without actions and attributes of rules, with empty texts, and protocols in capitals.
func officialState(id, associations, externalRules string, ruleIDs ...string) string {
	rules := "[]"
	if len(ruleIDs) > 0 {
		rules = fmt.Sprintf(`[{"id": %q, "direction": "inbound", "protocol": "TCP", "ports": "22", "targets": ["all:ipv4"], "notes": ""},
			{"id": %q, "direction": "inbound", "protocol": "ICMP", "ports": "", "targets": ["all:ipv6", "all:ipv4"], "notes": "ping"}]`, ruleIDs[0], ruleIDs[1])
	}
	return fmt.Sprintf(`{"id": %q, "name": "web", "associations": %s, "allow_all_inbound": false, "allow_all_outbound": true,
		"external_rules": %s, "inbound_rule": %s, "outbound_rule": [], "timeouts": null}`, id, associations, externalRules, rules)
}

const officialRules = `
inbound_rule {
  protocol = "tcp"
  ports    = "22"
  targets  = ["all:ipv4"]
}
inbound_rule {
  protocol = "icmp"
  targets  = ["all:ipv4", "all:ipv6"]
  notes    = "ping"
}
`

// addOfficial adds what officialState says.
func addOfficial(w *acctest.World, associations ...any) (id string, ruleIDs []string) {
	id = w.AddSecurityGroup("web", map[string]any{"allow_all_outbound": true, "associations": append([]any{}, associations...)})
	return id, []string{
		w.AddSecurityGroupRule(id, nil),
		w.AddSecurityGroupRule(id, map[string]any{"protocol": "ICMP", "ports": nil, "targets": []any{"all:ipv6", "all:ipv4"}, "notes": "ping"}),
	}
}

func TestStateOfTheOfficialProviderPlansEmpty(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config, associations, external string
		rules                          bool
		associated                     []any
	}{
		"with rules":                   {officialRules, `[]`, `null`, true, nil},
		"associations null":            {officialRules, `null`, `null`, true, nil},
		"associated":                   {`associations = ["tag_b", "tag_a"]` + officialRules, `["tag_a", "tag_b"]`, `null`, true, []any{"tag_a", "tag_b"}},
		"external rules":               {`external_rules = true`, `[]`, `true`, false, nil},
		"external rules false, unset":  {officialRules, `[]`, `false`, true, nil},
		"external rules false, as set": {`external_rules = false` + officialRules, `[]`, `false`, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			id, rules := addOfficial(w, test.associated...)
			if !test.rules {
				rules = nil // others manage them
			}
			shell := w.Shell(web("allow_all_outbound = true", test.config))
			shell.WriteState("katapult_security_group", "web", officialState(id, test.associations, test.external, rules...))
			for _, refresh := range []string{"-refresh=false", "-refresh=true"} {
				if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color", refresh); err != nil {
					t.Errorf("%s: %v\n%s", refresh, err, output)
				}
			}
		})
	}
}

func TestStateOfTheOfficialProviderGoesOn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		sends  []string
	}{
		"a rule less":            {inboundBlocks(port(22)), []string{deletesRule}},
		"the attribute":          {inboundRules(port(22), `{ protocol = "icmp", targets = ["all:ipv4", "all:ipv6"], notes = "ping" }`), nil},
		"a rule that denies":     {officialRules + inboundBlocks(`{ protocol = "tcp", action = "deny", targets = ["10.0.0.0/8"] }`), []string{createsRule}},
		"an action, as it is":    {strings.Replace(officialRules, "inbound_rule {", "inbound_rule {\naction = \"allow\"", 2), nil},
		"no rules, and a rename": {`associations = ["tag_a"]`, []string{updates, deletesRule, deletesRule}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			id, rules := addOfficial(w, "tag_a", "tag_b")
			config := web("allow_all_outbound = true", test.config)
			if test.sends == nil || test.sends[0] != updates {
				config = web("allow_all_outbound = true", `associations = ["tag_a", "tag_b"]`, test.config)
			}
			shell := w.Shell(config)
			shell.WriteState("katapult_security_group", "web", officialState(id, `["tag_a", "tag_b"]`, "null", rules...))
			if made := apply(t, w, shell, config); !slices.Equal(made, test.sends) {
				t.Errorf("sent %q", made)
			}
		})
	}
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	config := web(inboundRules(port(22), port(80)))
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           config,
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

func TestChangedOutsideIsChangedBack(t *testing.T) {
	t.Parallel()
	ruleAt := func(w *acctest.World, ports string) string {
		for _, r := range w.Objects(ruleKind) {
			if r["ports"] == ports {
				id, _ := r["id"].(string)
				return id
			}
		}
		return ""
	}
	for name, test := range map[string]struct {
		change func(w *acctest.World)
		sends  []string
	}{
		"the name":         {func(w *acctest.World) { w.Change(w.Only(kind), map[string]any{"name": "edited"}) }, []string{updates}},
		"the associations": {func(w *acctest.World) { w.Change(w.Only(kind), map[string]any{"associations": []any{"tag_x"}}) }, []string{updates}},
		"an annotation":    {func(w *acctest.World) { w.Change(w.Only(kind), map[string]any{"annotations": []any{}}) }, []string{updates}},
		"a rule":           {func(w *acctest.World) { w.Change(ruleAt(w, "22"), map[string]any{"ports": "2222"}) }, []string{updatesRule}},
		"a rule deleted":   {func(w *acctest.World) { w.Remove(ruleAt(w, "22")) }, []string{createsRule}},
		"a rule added":     {func(w *acctest.World) { w.AddSecurityGroupRule(w.Only(kind), map[string]any{"ports": "23"}) }, []string{deletesRule}},
		"all of a direction": {func(w *acctest.World) {
			w.Do("PATCH", "/security_groups/security_group", map[string]any{
				"security_group": map[string]any{"id": w.Only(kind)}, "properties": map[string]any{"allow_all_inbound": true},
			})
		}, []string{updates, createsRule, createsRule}},
	} {
		for form, rules := range forms {
			t.Run(name+" "+form, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, securitygroup.Object)
				config := web(`associations = ["tag_a"]`, `annotations = { team = "web" }`, rules(port(22), port(80)))
				shell := w.Shell(config)
				apply(t, w, shell, config)
				test.change(w)
				if made := apply(t, w, shell, config); !slices.Equal(made, test.sends) {
					t.Errorf("sent %q", made)
				}
			})
		}
	}
}

func TestAnnotationsOfOthersStay(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	shell := w.Shell("")
	apply(t, w, shell, web(`annotations = { team = "web", tier = "1" }`))
	w.Change(w.Only(kind), map[string]any{"annotations": []any{
		map[string]any{"key": "team", "value": "web"}, map[string]any{"key": "tier", "value": "1"}, map[string]any{"key": "theirs", "value": "x"},
	}})
	apply(t, w, shell, web(`annotations = { team = "db" }`))
	for _, r := range w.Requests() {
		if r.Operation == updates && !strings.Contains(string(r.Body), `"annotations":[{"key":"team","value":"db"},{"key":"theirs","value":"x"}]`) {
			t.Errorf("sent %s", r.Body)
		}
	}
}

// A state from before there were attributes has null there.
func TestImportPrefersTheAttributes(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	id, _ := addOfficial(w)
	config := web("allow_all_outbound = true", inboundRules(port(22), `{ protocol = "ICMP", targets = ["all:ipv4", "all:ipv6"], notes = "ping" }`))
	w.Run(resource.TestStep{
		Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + config,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(address, tfjsonpath.New("inbound_rules"), knownvalue.ListSizeExact(2)),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("inbound_rule"), knownvalue.ListSizeExact(0)),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("outbound_rules"), knownvalue.ListSizeExact(0)),
		},
	})
}

func TestCreationTakesARequestForEachRule(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, securitygroup.Object)
		shell := w.Shell("resource \"katapult_security_group\" \"web\" {\n  count = 3\n  name = \"web-${count.index}\"\n" + inboundRules(tenRules()...) + "\n}\n")
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		// The list tells which groups there were before, should the response be lost.
		if made := count(w); made[creates] != 3 || made[lists] != 3 || made[createsRule] != 30 || made[checks] == 0 || len(made) != 4 {
			t.Errorf("creating took %v", made)
		}
	})
}

func TestPlanOfManyGroupsTakesAListOfRulesForEach(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, securitygroup.Object)
		states := make([]string, 50)
		for i := range states {
			id := w.AddSecurityGroup("web", nil)
			rules := make([]string, 10)
			for n := range rules {
				rules[n] = fmt.Sprintf(`{"id": %q, "direction": "inbound", "protocol": "TCP", "action": "allow", "ports": "%d", "targets": ["all:ipv4"], "notes": ""}`,
					w.AddSecurityGroupRule(id, map[string]any{"ports": fmt.Sprint(n + 1)}), n+1)
			}
			states[i] = fmt.Sprintf(`{"id": %q, "name": "web", "associations": [], "allow_all_inbound": false, "allow_all_outbound": false,
			"inbound_rules": [%s], "inbound_rule": [], "outbound_rule": []}`, id, strings.Join(rules, ","))
		}
		shell := w.Shell(web("count = 50", inboundRules(tenRules()...)))
		shell.WriteState("katapult_security_group", "web", states...)
		if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		if made := count(w); made[reads] != 1 || made[lists] != 1 || made[listsRules] != 50 || made[checks] != 1 || len(made) != 4 {
			t.Errorf("planning took %v", made)
		}
	})
}

// count counts the requests of each operation.
func count(w *acctest.World) map[string]int {
	made := map[string]int{}
	for _, r := range w.Requests() {
		made[r.Operation]++
	}
	return made
}

func TestGroupsWithoutRulesOfTheirOwnAreReadFromOneList(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string]string{"external": "external_rules = true", "all allowed": "allow_all_inbound = true\nallow_all_outbound = true"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell("resource \"katapult_security_group\" \"web\" {\n  count = 20\n  name = \"web-${count.index}\"\n" + arguments + "\n}\n")
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			w.ResetRequests()
			if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			if made := count(w); made[reads] != 1 || made[lists] != 1 || made[checks] != 1 || len(made) != 3 {
				t.Errorf("planning took %v", made)
			}
		})
	}
}
