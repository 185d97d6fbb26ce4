package securitygroup_test

import (
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
	"terraform-provider-katapult/internal/simulator"
)

func TestLostResponsesMakeNothingTwice(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		for _, operation := range []string{creates, createsRule, updatesRule, deletesRule, updates} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, securitygroup.Object)
				other := w.AddSecurityGroup("web", nil)
				w.AddSecurityGroupRule(other, map[string]any{"ports": "1"})
				shell := w.Shell("")
				if operation == creates || operation == createsRule {
					w.Inject(fault.On(operation))
				}
				apply(t, w, shell, web(inboundRules(port(1), port(1), port(2))))
				if operation != creates && operation != createsRule {
					w.Inject(fault.On(operation))
				}
				apply(t, w, shell, web(`associations = ["tag_a"]`, inboundRules(port(1), strings.Replace(port(2), " }", `, notes = "two" }`, 1))))
				if there := ports(w); there != "1 1 2" || len(w.Objects(kind)) != 2 {
					t.Errorf("there is %s in %d groups", there, len(w.Objects(kind)))
				}
			})
		}
	}
}

// The state has a rule that looks like the lost one, which is not the lost one.
func TestALostRuleIsNoneThatTheStateHas(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell("")
			apply(t, w, shell, web(inboundRules(port(1))))
			shell.Serve() // another process, which has made nothing yet
			w.Inject(fault.On(createsRule))
			apply(t, w, shell, web(inboundRules(port(1), port(1))))
			if there := ports(w); there != "1 1" {
				t.Errorf("there is %s", there)
			}
		})
	}
}

// A rule of others that looks like the lost one belongs to the group's owner as well.
func TestALostRuleIsLookedForAmongTheRulesOfItsGroup(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	var once sync.Once
	w.Inject(simulator.Fault{Operation: createsRule, Skip: 1, DropBefore: true, Times: 1})
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == createsRule {
			once.Do(func() { w.AddSecurityGroupRule(w.Only(kind), map[string]any{"ports": "2"}) })
		}
	})
	apply(t, w, w.Shell(""), web(inboundRules(port(1), port(2))))
	if there := ports(w); there != "1 2" {
		t.Errorf("there is %s", there)
	}
}

func TestGroupsThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == lists {
			once.Do(func() { theirs = w.AddSecurityGroup("web", nil) })
		}
	})
	output, err := w.Shell(web()).Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_security_group`, `2 identical objects have appeared since`, theirs, `import {`, `to = katapult_security_group\.NAME`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}
