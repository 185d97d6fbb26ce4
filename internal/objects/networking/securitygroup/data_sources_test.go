package securitygroup_test

import (
	"fmt"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
	"terraform-provider-katapult/internal/simulator"
)

// seed adds a group with a rule for each direction, and one that allows everything.
func seed(w *acctest.World) (guarded, open string) {
	guarded = w.AddSecurityGroup("web", map[string]any{"associations": []any{"tag_a"}, "annotations": []any{map[string]any{"key": "team", "value": "web"}}})
	w.AddSecurityGroupRule(guarded, map[string]any{"notes": "SSH"})
	w.AddSecurityGroupRule(guarded, map[string]any{"direction": "outbound", "protocol": "ICMP", "action": "deny", "ports": nil, "targets": []any{"all:ipv6", "all:ipv4"}})
	return guarded, w.AddSecurityGroup("open", map[string]any{"allow_all_inbound": true, "allow_all_outbound": true})
}

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	guarded, open := seed(w)
	w.Reads("katapult_security_group", map[string]string{
		"id": guarded, "name": "web", "associations.#": "1", "associations.0": "tag_a", "allow_all_inbound": "false", "annotations.team": "web", "include_rules": "true",
		"inbound_rules.#": "1", "inbound_rules.0.direction": "inbound", "inbound_rules.0.protocol": "TCP", "inbound_rules.0.ports": "22",
		"inbound_rules.0.notes": "SSH", "inbound_rules.0.action": "allow", "inbound_rules.0.targets.#": "1",
		"outbound_rules.#": "1", "outbound_rules.0.ports": "", "outbound_rules.0.notes": "", "outbound_rules.0.action": "deny", "outbound_rules.0.targets.#": "2",
	}, `id = "`+guarded+`"`, `name = "web"`, `id = "`+guarded+"\"\ninclude_rules = true")
	before := w.Count(listsRules)
	w.Reads("katapult_security_group", map[string]string{"inbound_rules.#": acctest.Null, "outbound_rules.#": acctest.Null, "include_rules": "false", "annotations.%": "1"},
		`id = "`+guarded+"\"\ninclude_rules = false")
	w.Reads("katapult_security_group", map[string]string{"inbound_rules.#": "0", "allow_all_inbound": "true", "annotations.%": "0"}, `id = "`+open+`"`)
	if w.Count(listsRules) != before {
		t.Error("rules were listed that nobody wanted, or that cannot be there")
	}
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	one, other := w.AddSecurityGroup("web", nil), w.AddSecurityGroup("web", nil)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":      {`id = "sg_none"`, []string{`id = "sg_none"`, `security_group_not_found`}},
		"an empty ID":     {`id = ""`, []string{`id = ""`, `must not be blank`}},
		"no such name":    {`name = "db"`, []string{`name = "db"`, `no object has this name`}},
		"two of the name": {`name = "web"`, []string{`name = "web"`, `2 have this name: ` + one + `, ` + other}},
		"no key":          {``, []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
		"two keys":        {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured: \[id,name\]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_security_group", test.arguments, test.says...)
		})
	}
}

func TestListsByPrefixAndAnnotation(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	guarded, open := seed(w)
	w.Reads("katapult_security_groups", map[string]string{
		"id": "acme", "security_groups.#": "2", "security_groups.0.id": guarded, "security_groups.0.name": "web", "security_groups.0.associations.#": "1",
		"security_groups.0.include_rules": "false", "security_groups.0.inbound_rules.#": "0", "security_groups.1.id": open, "security_groups.1.allow_all_outbound": "true",
	}, ``, `include_rules = false`)
	if n := w.Count(listsRules); n > 0 {
		t.Errorf("%d lists of rules that nobody wanted", n)
	}
	w.Reads("katapult_security_groups", map[string]string{
		"security_groups.0.include_rules": "true", "security_groups.0.inbound_rules.0.ports": "22", "security_groups.0.outbound_rules.0.action": "deny",
		"security_groups.1.inbound_rules.#": "0",
	}, `include_rules = true`)
	w.Reads("katapult_security_groups", map[string]string{"security_groups.#": "1", "security_groups.0.id": guarded}, `name_prefix = "we"`, `annotation = "team=web"`)
	w.Reads("katapult_security_groups", map[string]string{"security_groups.#": "0"}, `name_prefix = "x"`, `annotation = "team=db"`)
	w.Refuses("katapult_security_groups", `annotation = "team"`, `annotation = "team"`, `"team" is not of the form KEY=VALUE`)
}

func TestGroupsThatAreDeletedMeanwhileAreLeftOut(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	guarded, open := seed(w)
	w.Inject(simulator.Fault{Operation: listsRules, Status: 404, Code: "security_group_not_found", Times: -1})
	w.Reads("katapult_security_groups", map[string]string{"security_groups.#": "1", "security_groups.0.id": open}, `include_rules = true`)
	w.Refuses("katapult_security_group", `id = "`+guarded+`"`, `security_group_not_found`)
}

func TestReadsEveryPage(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	var last string
	for i := range 205 {
		last = w.AddSecurityGroup(fmt.Sprintf("group-%03d", i), nil)
	}
	w.Reads("katapult_security_groups", map[string]string{"security_groups.#": "205", "security_groups.204.id": last}, ``)
	w.Reads("katapult_security_group", map[string]string{"id": last}, `name = "group-204"`)
}

func TestQueryListsByPrefixAndAnnotation(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	guarded, open := seed(w)
	for name, test := range map[string]struct {
		filter map[string]string
		limit  int64
		want   []string
	}{
		"all":           {nil, 0, []string{guarded, open}},
		"by prefix":     {map[string]string{"name_prefix": "op"}, 0, []string{open}},
		"by annotation": {map[string]string{"annotation": "team=web"}, 0, []string{guarded}},
		"limited":       {nil, 1, []string{guarded}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range w.On(t).List("katapult_security_group", test.filter, test.limit) {
				got = append(got, r.Identity["id"])
				if r.Resource["name"] != r.Name {
					t.Errorf("%+v", r)
				}
			}
			if strings.Join(got, " ") != strings.Join(test.want, " ") {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestListedGroupsAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	seed(w)
	w.AddSecurityGroup("empty ${group}", nil)
	config := w.ImportsListed("katapult_security_group", nil)
	for _, part := range []string{"inbound_rules = [{", `annotations = {`, "allow_all_inbound  = true"} {
		if !strings.Contains(config, part) {
			t.Errorf("%s is missing in\n%s", part, config)
		}
	}
	if strings.Contains(config, "direction") || strings.Contains(config, "inbound_rule {") {
		t.Errorf("what cannot be configured, or blocks, in\n%s", config)
	}
}
