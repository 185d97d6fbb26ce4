package securitygroup_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
	"terraform-provider-katapult/internal/simulator"
)

func refusal(operation, sentence string, skip int) simulator.Fault {
	return simulator.Fault{
		Operation: operation, Skip: skip, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
	}
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	w.Inject(refusal(creates, "Name has already been taken", 0))
	w.Run(
		resource.TestStep{
			Config: web(),
			ExpectError: acctest.Matches(`Cannot create katapult_security_group`, `name = "web"`, `Creating "web" failed`,
				`Name has already been taken`, `422 validation_error`),
		},
		resource.TestStep{Config: web(), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
	)
}

func TestRefusedChangeIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	w.Run(
		resource.TestStep{Config: web(`associations = ["tag_a"]`)},
		resource.TestStep{
			PreConfig:   func() { w.Inject(refusal(updates, "Associations is invalid", 0)) },
			Config:      web(`associations = ["tag_b"]`),
			ExpectError: acctest.Matches(`Cannot update katapult_security_group`, `associations = \["tag_b"\]`, `Updating "web" \(sg_\w+\) failed`, `Associations is invalid`),
		},
		resource.TestStep{Config: web(`associations = ["tag_a"]`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

// The group is in the state, tainted, with the rules that there are.
func TestRefusedRuleOfANewGroupLeavesNoStranger(t *testing.T) {
	t.Parallel()
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			config := web(`associations = ["tag_a"]`, form(port(1), port(2), port(3)))
			w.Inject(refusal(createsRule, "Ports is unusual", 1))
			w.Run(
				resource.TestStep{
					Config: config,
					ExpectError: acctest.Matches(`Cannot create katapult_security_group`, `ports\s*= "2"`, `Creating "web" \(sg_\w+\) failed: create an inbound rule`,
						`Ports is unusual`, `422 validation_error`),
				},
				resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)},
			)
		})
	}
}

// A change that fails anywhere goes on with the next apply, and does nothing twice.
func TestAChangeThatFailsHalfwayGoesOn(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"before the rules":       refusal(updates, "Associations is invalid", 0),
		"at a new rule":          refusal(createsRule, "Targets is invalid", 1),
		"at an old rule":         refusal(deletesRule, "it is needed", 1),
		"at a changed rule":      refusal(updatesRule, "Notes is too long", 0),
		"after the rules":        refusal(updates, "Associations is invalid", 1),
		"without a refusal":      {Operation: deletesRule, Status: http.StatusForbidden, Code: "permission_denied"},
		"of one that is deleted": {Operation: deletesRule, Status: http.StatusNotFound, Code: "security_group_rule_not_found", AfterEffect: true},
	} {
		for form, rules := range forms {
			t.Run(name+" "+form, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, securitygroup.Object)
				shell := w.Shell("")
				noted := strings.Replace(port(9), " }", `, notes = "nine" }`, 1)
				apply(t, w, shell, web(`associations = ["tag_a"]`, rules(port(1), port(2), port(9))))
				second := web(`associations = ["tag_b"]`, rules(port(3), port(4), noted))
				shell.Configure(w.ProviderBlock() + second)
				w.Inject(fault)
				output, err := shell.Run("apply", "-auto-approve", "-no-color")
				if expected := name != "of one that is deleted"; (err != nil) != expected {
					t.Fatalf("%v\n%s", err, output)
				}
				// The state has what was done: nobody has to look.
				if output, err := shell.Run("apply", "-auto-approve", "-no-color", "-refresh=false"); err != nil {
					t.Fatalf("%v\n%s", err, output)
				}
				made := changes(w)[5:] // the first configuration took five
				if rest := apply(t, w, shell, second); len(rest) > 0 {
					t.Errorf("the refreshed plan still sends %q", rest)
				}
				counts := map[string]int{}
				for _, operation := range made {
					counts[operation]++
				}
				if counts[createsRule] > 3 || counts[deletesRule] > 3 || counts[updatesRule] > 2 {
					t.Errorf("sent %q", made)
				}
				if left := strings.Fields(ports(w)); !slices.Equal(slices.Sorted(slices.Values(left)), []string{"3", "4", "9"}) {
					t.Errorf("there is %q", left)
				}
				if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil {
					t.Errorf("%v\n%s", err, output)
				}
			})
		}
	}
}

// A saved plan meets what somebody has done since.
func TestChangedBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		second    string
		meanwhile func(w *acctest.World, rules []string)
		sends     []string
		says      []string
		left      string
	}{
		"a rule to delete is deleted": {
			web(inboundRules(port(1))), func(w *acctest.World, rules []string) { w.Remove(rules[1]) }, []string{deletesRule}, nil, "1",
		},
		"a rule to change is deleted": {
			web(inboundRules(port(1), port(3))), func(w *acctest.World, rules []string) { w.Remove(rules[1]) }, []string{updatesRule, createsRule}, nil, "1 3",
		},
		"a rule is added": {
			web(inboundRules(port(1))), func(w *acctest.World, _ []string) {
				w.AddSecurityGroupRule(w.Only(kind), map[string]any{"ports": "9"})
			}, []string{deletesRule}, nil, "1 9",
		},
		"the group is deleted, and a rule to create": {
			web(inboundRules(port(1), port(2), port(3))), func(w *acctest.World, _ []string) { w.Remove(w.Only(kind)) },
			[]string{createsRule},
			[]string{`Cannot update katapult_security_group`, `security group sg_\w+ was deleted`, `deleted after the plan was made`},
			"",
		},
		"the group is deleted, and a name to change": {
			strings.Replace(web(inboundRules(port(1), port(2))), `"web"`+"\n", `"db"`+"\n", 1), func(w *acctest.World, _ []string) { w.Remove(w.Only(kind)) },
			[]string{updates},
			[]string{`404 security_group_not_found`, `deleted after the plan was made`},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell("")
			apply(t, w, shell, web(inboundRules(port(1), port(2))))
			var rules []string
			for _, r := range w.Objects(ruleKind) {
				id, _ := r["id"].(string)
				rules = append(rules, id)
			}
			shell.Configure(w.ProviderBlock() + test.second)
			w.ResetRequests()
			output, err := shell.Between(func() { test.meanwhile(w, rules) })
			if (err == nil) != (test.says == nil) || !acctest.Matches(test.says...).MatchString(output) {
				t.Errorf("%v\n%s", err, output)
			}
			if made := changes(w); !slices.Equal(made, test.sends) || ports(w) != test.left {
				t.Errorf("sent %q, and %s is left", made, ports(w))
			}
		})
	}
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"unavailable twice":     {Status: http.StatusServiceUnavailable, Code: "service_unavailable", Times: 2},
		"cut before the effect": {DropBefore: true},
		"cut after the effect":  {DropAfter: true},
		"deleted meanwhile":     {Status: http.StatusNotFound, Code: "security_group_not_found", AfterEffect: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			config := web(inboundRules(port(22)))
			w.Run(
				resource.TestStep{Config: config},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: config, Destroy: true},
			)
		})
	}
}

func TestRestrictedDeletionShowsTheReasons(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	w.Run(
		resource.TestStep{Config: web()},
		resource.TestStep{
			PreConfig: func() { w.Restrict(w.Only(kind), "It protects something") }, Config: web(), Destroy: true,
			ExpectError: acctest.Matches(`Cannot delete katapult_security_group`, `Deleting "web" \(sg_\w+\) failed`, `It protects something`),
		},
		resource.TestStep{PreConfig: func() { w.Restrict(w.Only(kind)) }, Config: web()},
	)
}

// A 404 that the API did not write says nothing about the group.
func TestNotFoundByAProxyKeepsTheGroupInTheState(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	shell := w.Shell("")
	apply(t, w, shell, web(inboundRules(port(22))))
	for _, operation := range []string{reads, listsRules} {
		w.Inject(simulator.Fault{Operation: operation, Status: http.StatusNotFound, Times: -1, Body: "<html>Not found</html>", ContentType: "text/html"})
		if output, err := shell.Run("plan", "-no-color"); err == nil || !acctest.Matches(`Cannot read katapult_security_group`, `answered 404`).MatchString(output) {
			t.Errorf("%s: %v\n%s", operation, err, output)
		}
	}
}

// The list of groups may be older than the deletion of one.
func TestAGroupWhoseRulesAreGoneIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	config := web(inboundRules(port(22)))
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				var once sync.Once
				w.Observe(func(e simulator.Exchange) {
					if e.Operation == reads {
						once.Do(func() { w.Remove(w.Only(kind)) })
					}
				})
			},
			Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}
