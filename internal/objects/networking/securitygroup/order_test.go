package securitygroup_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/securitygroup"
	"terraform-provider-katapult/internal/simulator"
)

func TestNewRulesExistBeforeOldOnesGo(t *testing.T) {
	t.Parallel()
	deny := func(network string) string {
		return fmt.Sprintf(`{ protocol = "tcp", action = "deny", targets = [%q] }`, network)
	}
	first := web(inboundRules(port(1), port(2), deny("10.1.0.0/16"), deny("10.2.0.0/16")))
	for name, test := range map[string]struct {
		second string
		sends  []string
	}{
		"all of them": {
			web(inboundRules(port(3), port(4), deny("10.3.0.0/16"), deny("10.4.0.0/16"))),
			[]string{createsRule, createsRule, createsRule, createsRule, deletesRule, deletesRule, deletesRule, deletesRule},
		},
		"one":              {web(inboundRules(port(1), port(3), deny("10.1.0.0/16"), deny("10.2.0.0/16"))), []string{updatesRule}},
		"one of each kind": {web(inboundRules(port(1), port(3), deny("10.1.0.0/16"), deny("10.3.0.0/16"))), []string{createsRule, createsRule, deletesRule, deletesRule}},
		"none at all":      {web(), []string{deletesRule, deletesRule, deletesRule, deletesRule}},
		"all allowed":      {web("allow_all_inbound = true"), []string{updates}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell("")
			apply(t, w, shell, first)
			deniesAt := map[string]bool{}
			for _, r := range w.Objects(ruleKind) {
				id, _ := r["id"].(string)
				deniesAt[id] = r["action"] == "deny"
			}
			made := apply(t, w, shell, test.second)
			if !slices.Equal(made, test.sends) {
				t.Errorf("sent %q", made)
			}
			// What denies comes first and goes last.
			var order []string
			for _, r := range w.Requests() {
				if r.Operation == createsRule && strings.Contains(string(r.Body), `"action":"deny"`) || r.Operation == deletesRule && containsAny(string(r.Body), deniesAt) {
					order = append(order, "deny")
				} else if r.Operation == createsRule || r.Operation == deletesRule {
					order = append(order, "allow")
				}
			}
			if name == "all of them" && strings.Join(order, " ") != "deny deny allow allow allow allow deny deny" {
				t.Errorf("sent %q", order)
			}
		})
	}
}

func containsAny(body string, ids map[string]bool) bool {
	for id, denies := range ids {
		if denies && strings.Contains(body, id) {
			return true
		}
	}
	return false
}

// A machine gets the rules that it has before or after, and no others.
func TestMachinesLeaveBeforeRulesChangeAndComeAfterwards(t *testing.T) {
	t.Parallel()
	type request struct{ operation, associations string }
	for name, test := range map[string]struct {
		first, second string
		sends         []request
	}{
		"a new group": {
			"", web(`associations = ["tag_a"]`, inboundRules(port(1))),
			[]request{{creates, "[]"}, {createsRule, ""}, {updates, `["tag_a"]`}},
		},
		"a new group without rules": {"", web(`associations = ["tag_a"]`), []request{{creates, `["tag_a"]`}}},
		"another tag, and another rule": {
			web(`associations = ["tag_a", "tag_b"]`, inboundRules(port(1))), web(`associations = ["tag_b", "tag_c"]`, inboundRules(port(2))),
			[]request{{updates, `["tag_b"]`}, {updatesRule, ""}, {updates, `["tag_b","tag_c"]`}},
		},
		"a tag more, and another rule": {
			web(`associations = ["tag_a"]`, inboundRules(port(1))), web(`associations = ["tag_a", "tag_c"]`, inboundRules(port(2))),
			[]request{{updatesRule, ""}, {updates, `["tag_a","tag_c"]`}},
		},
		"a tag less, and another rule": {
			web(`associations = ["tag_a"]`, inboundRules(port(1))), web(inboundRules(port(2))),
			[]request{{updates, `[]`}, {updatesRule, ""}},
		},
		"another tag": {
			web(`associations = ["tag_a"]`, inboundRules(port(1))), web(`associations = ["tag_b"]`, inboundRules(port(1))),
			[]request{{updates, `["tag_b"]`}},
		},
		"rules instead of all": {
			web("allow_all_inbound = true", `associations = ["tag_a"]`), web(`associations = ["tag_a"]`, inboundRules(port(1))),
			[]request{{updates, ""}, {createsRule, ""}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, securitygroup.Object)
			shell := w.Shell("")
			if test.first != "" {
				apply(t, w, shell, test.first)
			}
			apply(t, w, shell, test.second)
			var sent []request
			for _, r := range w.Requests() {
				if r.Method == http.MethodGet {
					continue
				}
				_, associations, _ := strings.Cut(string(r.Body), `"associations":`)
				if at := strings.Index(associations, "]"); at >= 0 {
					associations = associations[:at+1]
				}
				sent = append(sent, request{r.Operation, associations})
			}
			if !slices.Equal(sent, test.sends) {
				t.Errorf("sent %q, want %q", sent, test.sends)
			}
		})
	}
}

// A group that is full has no room for new rules beside the old ones.
func TestAFullGroupIsNeverMoreThanFull(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, securitygroup.Object)
	shell := w.Shell("")
	apply(t, w, shell, web(inboundRules(manyRules(48)...)))
	var (
		mu   sync.Mutex
		most int
	)
	w.Observe(func(simulator.Exchange) {
		mu.Lock()
		defer mu.Unlock()
		most = max(most, len(w.Objects(ruleKind)))
	})
	others := make([]string, 48)
	for i := range others {
		others[i] = port(1000 + i)
	}
	made := apply(t, w, shell, web(inboundRules(others...)))
	counts := map[string]int{}
	for _, operation := range made {
		counts[operation]++
	}
	if counts[createsRule] != 2 || counts[updatesRule] != 46 || counts[deletesRule] != 2 || most != 50 {
		t.Errorf("at most %d rules, after %v", most, counts)
	}
}
