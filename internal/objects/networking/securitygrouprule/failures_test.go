package securitygrouprule_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygrouprule"
	"terraform-provider-katapult/internal/simulator"
)

func TestRefusalsAreSaidAtTheirArgument(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		group func(w *acctest.World) string
		fault *simulator.Fault
		says  []string
	}{
		"no such group": {func(*acctest.World) string { return "sg_none" }, nil, []string{`security_group_id = "sg_none"`, `404 security_group_not_found`}},
		"all allowed": {
			func(w *acctest.World) string {
				return w.AddSecurityGroup("web", map[string]any{"allow_all_inbound": true})
			}, nil,
			[]string{`security_group_id = "sg_\w+"`, `cannot have inbound rules while all inbound traffic is allowed`},
		},
		"ports": {
			func(w *acctest.World) string { return w.AddSecurityGroup("web", nil) },
			&simulator.Fault{Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{"Ports is odd"}}},
			[]string{`Cannot create katapult_security_group_rule`, `ports = "22"`, `Ports is odd`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygrouprule.Object)
			group := test.group(w)
			if test.fault != nil {
				w.Inject(*test.fault)
			}
			w.Run(resource.TestStep{Config: ssh(group, minimal, `ports = "22"`), ExpectError: acctest.Matches(test.says...)})
			if n := len(w.Objects(kind)); n > 0 {
				t.Errorf("there are %d rules", n)
			}
		})
	}
}

func TestLostResponsesMakeNothingTwice(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		for _, operation := range []string{creates, updates, deletes} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, securitygrouprule.Object)
				group := w.AddSecurityGroup("web", nil)
				w.AddSecurityGroupRule(group, map[string]any{"ports": "22"}) // of others, and the same
				w.Inject(fault.On(operation))
				w.Run(
					resource.TestStep{Config: ssh(group, minimal, `ports = "22"`)},
					resource.TestStep{Config: ssh(group, minimal, `ports = "80"`)},
				)
				if n := len(w.Objects(kind)); n != 1 {
					t.Errorf("there are %d rules", n)
				}
			})
		}
	}
}

func TestRulesThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygrouprule.Object)
	group := w.AddSecurityGroup("web", nil)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists {
			once.Do(func() { theirs = w.AddSecurityGroupRule(group, nil) })
		}
	})
	output, err := w.Shell(ssh(group, minimal, `ports = "22"`)).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_security_group_rule`, `2 identical objects have appeared since`, theirs, `import {`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

// A saved plan meets a rule that somebody has deleted since, by itself or with its group.
func TestDeletedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		argument string
		remove   func(w *acctest.World)
		says     []string
	}{
		"destroy":                {"-destroy", func(w *acctest.World) { w.Remove(w.Only(kind)) }, nil},
		"destroy, and the group": {"-destroy", func(w *acctest.World) { w.Remove(w.Only("security_group")) }, nil},
		"update":                 {"-var=ports=23", func(w *acctest.World) { w.Remove(w.Only(kind)) }, []string{`Updating sgr_\w+ failed`, `404 security_group_rule_not_found`, `deleted after the plan was made`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygrouprule.Object)
			shell := w.Shell("variable \"ports\" {\n  default = \"22\"\n}\n" + ssh(w.AddSecurityGroup("web", nil), minimal, "ports = var.ports"))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			output, err := shell.Between(func() { test.remove(w) }, test.argument)
			if (err == nil) != (test.says == nil) || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}
