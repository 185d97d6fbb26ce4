package katapult

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"terraform-provider-katapult/internal/rest"
)

const (
	createsRule = "POST /security_groups/security_group/rules"
	listsRules  = "GET /security_groups/security_group/rules"
	getsRule    = "GET /security_groups/rules/security_group_rule"
)

func sshRule() SecurityGroupRuleArguments {
	return NewSecurityGroupRuleArguments("Inbound", "tcp", "allow", "22", []string{"all:ipv6", "all:ipv4"}, "")
}

// ruleRow is a row of the list, as the API has what sshRule sends.
func ruleRow(id, changes string) string {
	row := `{"id":"` + id + `","direction":"inbound","protocol":"TCP","action":"allow","ports":"22","targets":["all:ipv4","all:ipv6"],"notes":null}`
	from, to, changed := strings.Cut(changes, "=")
	if changed {
		row = strings.Replace(row, from, to, 1)
	}
	return row
}

// Of the rules that are there, only an equal one that the caller does not know can be the
// lost one. Others may be older than the request: the caller owns them all.
func TestLostRuleOfAnOwnerIsFoundAmongThoseItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rows  []string
		found string
	}{
		"the only one":              {[]string{ruleRow("sgr_1", "")}, "sgr_1"},
		"one that is known":         {[]string{ruleRow("sgr_known", ""), ruleRow("sgr_2", "")}, "sgr_2"},
		"the first of two":          {[]string{ruleRow("sgr_1", ""), ruleRow("sgr_2", "")}, "sgr_1"},
		"another action":            {[]string{ruleRow("sgr_1", "allow=deny")}, ""},
		"an older one, which allow": {[]string{ruleRow("sgr_1", `"action":"allow",=`)}, "sgr_1"},
		"another port":              {[]string{ruleRow("sgr_1", `"22"=null`)}, ""},
		"another target":            {[]string{ruleRow("sgr_1", `"all:ipv4",=`)}, ""},
		"other notes":               {[]string{ruleRow("sgr_1", `null=" "`)}, ""},
		"empty notes":               {[]string{ruleRow("sgr_1", `null=""`)}, "sgr_1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{respond: func(_ *script, request string) (int, string) {
					if request == createsRule {
						return http.StatusBadGateway, "<html>"
					}
					return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"security_group_rules":[` + strings.Join(test.rows, ",") + `]}`
				}}
				rule, err := s.client().SecurityGroupRules.CreateOwned(t.Context(), "sg_1", sshRule(), []string{"sgr_known"})
				if rule.ID != test.found || (err == nil) != (test.found != "") {
					t.Errorf("found %q: %v", rule.ID, err)
				}
				if test.found != "" && (s.count(createsRule) != 1 || rule.SecurityGroup.ID != "sg_1") {
					t.Errorf("sent %q, in group %q", s.sent, rule.SecurityGroup.ID)
				}
			})
		})
	}
}

// Others may have an equal rule, which was there before.
func TestLostRuleAmongThoseOfOthersIsANewOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rows := []string{ruleRow("sgr_theirs", "")}
		s := &script{respond: func(_ *script, request string) (int, string) {
			if request == createsRule {
				rows = append(rows, ruleRow("sgr_ours", ""))
				return http.StatusBadGateway, "<html>"
			}
			return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"security_group_rules":[` + strings.Join(rows, ",") + `]}`
		}}
		rule, err := s.client().SecurityGroupRules.Create(t.Context(), "sg_1", sshRule())
		if err != nil || rule.ID != "sgr_ours" || s.count(createsRule) != 1 {
			t.Errorf("found %q after %q: %v", rule.ID, s.sent, err)
		}
	})
}

func TestRulesAreSentInTheSpellingOfTheAPI(t *testing.T) {
	t.Parallel()
	sent, err := json.Marshal(NewSecurityGroupRuleArguments("OUTBOUND", "Icmp", "deny", "", nil, ""))
	if want := `{"direction":"outbound","protocol":"ICMP","action":"deny","ports":"","targets":[],"notes":""}`; err != nil || string(sent) != want {
		t.Errorf("sent %s, want %s: %v", sent, want, err)
	}
}

// The path of a rule has no group in it, and its second word is no kind of object.
func TestRuleThatIsNotFoundIsGoneAndItsGroupIsNot(t *testing.T) {
	t.Parallel()
	for code, gone := range map[string]map[string]bool{
		"security_group_rule_not_found": {"SecurityGroupRules.Get": true, "SecurityGroupRules.Delete": true, "SecurityGroupRules.Update": true, "SecurityGroupRules.ListOf": false},
		"security_group_not_found":      {"SecurityGroupRules.Get": false, "SecurityGroupRules.Delete": false, "SecurityGroupRules.ListOf": true, "SecurityGroupRules.CreateOwned": false, "SecurityGroups.Get": true},
	} {
		for call, want := range gone {
			err := calls[call](t.Context(), refusing(http.StatusNotFound, `{"error":{"code":"`+code+`"}}`))
			if errors.Is(err, ErrNotFound) != want || !errors.Is(err, Code(code)) {
				t.Errorf("%s, %s: gone is not %t: %v", call, code, want, err)
			}
		}
	}
}

// A refresh of one rule costs a list of its group, which serves the others.
func TestRulesOfOneGroupShareAList(t *testing.T) {
	t.Parallel()
	var rows []string
	for n := range 5 {
		rows = append(rows, ruleRow(fmt.Sprintf("sgr_%d", n), ""))
	}
	s := &script{respond: func(_ *script, request string) (int, string) {
		if request == getsRule {
			return http.StatusNotFound, `{"error":{"code":"security_group_rule_not_found"}}`
		}
		return http.StatusOK, `{"pagination":{"current_page":1,"total_pages":1},"security_group_rules":[` + strings.Join(rows, ",") + `]}`
	}}
	c, ctx := s.client(), rest.WithMaxAge(t.Context(), cacheMaxAge)
	for n := range 5 {
		rule, err := c.SecurityGroupRules.GetOf(ctx, "sg_1", fmt.Sprintf("sgr_%d", n))
		if err != nil || rule.SecurityGroup.ID != "sg_1" || rule.Action != "allow" {
			t.Errorf("%+v, %v", rule, err)
		}
	}
	if _, err := c.SecurityGroupRules.GetOf(ctx, "sg_1", "sgr_9"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a rule that neither the list nor the API has: %v", err)
	}
	if s.count(listsRules) != 1 || s.count(getsRule) != 1 {
		t.Errorf("sent %q", s.sent)
	}
}

func TestOwnersOfRulesAreKnownToTheProcess(t *testing.T) {
	t.Parallel()
	c := New(Options{})
	if c.SecurityGroupRules.IsInline("sg_1") {
		t.Error("nobody owns the rules yet")
	}
	c.SecurityGroupRules.SetInline("sg_1", true)
	if !c.SecurityGroupRules.IsInline("sg_1") || c.SecurityGroupRules.IsInline("sg_2") {
		t.Error("the owner is not known, or that of another group is")
	}
	if c.SecurityGroupRules.SetInline("sg_1", false); c.SecurityGroupRules.IsInline("sg_1") {
		t.Error("the owner has given the rules up")
	}
}
