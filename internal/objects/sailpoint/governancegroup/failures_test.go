package governancegroup_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestPassingFailuresDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	faults := map[string]sailpoint.Fault{
		"an internal fault twice": {Status: http.StatusInternalServerError, Times: 2},
		"a gateway's page":        {Status: http.StatusBadGateway, Body: "<html>Bad gateway</html>", ContentType: "text/html"},
		"rate limit used up once": {Status: http.StatusTooManyRequests, RetryAfter: 1},
		"a token that has ended":  {Status: http.StatusUnauthorized},
		"cut before the effect":   {DropBefore: true},
		"cut after the effect":    {DropAfter: true},
		"cut within the answer":   {Truncate: true},
	}
	for _, operation := range []string{deletes, patches, reads} {
		for name, fault := range faults {
			t.Run(operation+"/"+name, func(t *testing.T) {
				t.Parallel()
				w := acctest.NewSailPoint(t, governancegroup.Object)
				w.Run(
					resource.TestStep{Config: minimal},
					resource.TestStep{
						PreConfig: func() { w.Inject(fault.On(operation)) },
						Config:    auditors(`name = "Revisors"`, `owner_id = "`+support+`"`),
					},
				)
			})
		}
	}
}

func TestEveryDocumentedRefusalIsReadable(t *testing.T) {
	t.Parallel()
	const tracking = `"trackingId":"e7eab60924f64aa284175b9fa3309599"`
	tests := map[string]struct {
		fault sailpoint.Fault
		says  []string
	}{
		"400": {
			sailpoint.Fault{Status: 400, Body: `{"detailCode":"400.1 Bad Request Content",` + tracking + `,"messages":[{"locale":"fr-FR","text":"Non."},{"locale":"en-US","text":"The name is reserved."}],"causes":[{"locale":"en-US","text":"Reserved by policy."}]}`},
			[]string{`failed: The name is reserved\. Reserved by policy\.`, `answered 400 "400.1 Bad Request Content", tracking ID e7eab60924f64aa284175b9fa3309599`},
		},
		"401": {
			sailpoint.Fault{Status: 401, Times: 2},
			[]string{`JWT validation failed: JWT is expired\.`, `answered 401`, `refuses a token that it has just issued`},
		},
		"403": {
			sailpoint.Fault{Status: 403},
			[]string{`The server understood the request but refuses to authorize it\.`, `answered 403 "403 Forbidden", tracking ID \w+`, `idn:workgroup:manage`, `idn:workgroup:write`},
		},
		"500": {
			sailpoint.Fault{Status: 500, Times: 5},
			[]string{`An internal fault occurred\.`, `answered 500 "500.0 Internal Fault", tracking ID \w+`, `after 5 attempts`, `support`},
		},
		"504 without JSON": {
			sailpoint.Fault{Status: 504, Body: "<h1>Gateway\ntimeout</h1>", ContentType: "text/html", Times: 5},
			[]string{`<h1>Gateway timeout</h1>`, `answered 504`},
		},
	}
	for name, test := range tests {
		for operation, verb := range map[string]string{deletes: "delete", patches: "update"} {
			t.Run(name+"/"+verb, func(t *testing.T) {
				t.Parallel()
				w := acctest.NewSailPoint(t, governancegroup.Object)
				fault := test.fault
				w.Run(
					resource.TestStep{Config: minimal},
					resource.TestStep{
						PreConfig:   func() { w.Inject(fault.On(operation)) },
						Config:      auditors(`name = "Revisors"`, `owner_id = "`+support+`"`),
						Destroy:     verb == "delete",
						ExpectError: acctest.Matches(append([]string{`Cannot ` + verb + ` katapult_sailpoint_governance_group`, `"Auditors" \([0-9a-f-]{36}\)`}, test.says...)...),
					},
					resource.TestStep{Config: minimal, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
				)
			})
		}
	}
}

// A limit that never ends is waited for as long as the operation may take.
func TestRateLimitIsNamedWhenTimeIsUp(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.Inject(sailpoint.Fault{Operation: creates, Status: 429, RetryAfter: 60, Times: -1})
	w.Run(resource.TestStep{
		Config:      auditors(`name = "Auditors"`, `owner_id = "`+support+`"`, "timeouts {\n  create = \"1s\"\n}"),
		ExpectError: acctest.Matches(`create timeout of 1s`, `before that \(attempt 1\): Rate Limit Exceeded\. \(POST /workgroups/v1 answered 429\)`),
	})
}

func TestRefusedCreateLeavesNothing(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroup.Object)
	w.Run(
		resource.TestStep{
			Config:      auditors(`name = "Auditors"`, `owner_id = "nobody"`),
			ExpectError: acctest.Matches(`Cannot create katapult_sailpoint_governance_group`, `Creating "Auditors" failed`, `answered 400`),
		},
		resource.TestStep{
			Config:           minimal,
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
			Check: func(*terraform.State) error {
				if n := w.Count(reads); n > 0 {
					return fmt.Errorf("%d reads of something that was never made", n)
				}
				return nil
			},
		},
	)
}

func TestCreateWhoseAnswerIsLostMakesOneGroup(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sailpoint.Fault{
		"before the effect":    {DropBefore: true},
		"after the effect":     {DropAfter: true},
		"within the answer":    {Truncate: true},
		"to a gateway's page":  {Status: http.StatusBadGateway, Body: "<html>Bad gateway</html>", ContentType: "text/html"},
		"to an internal fault": {Status: http.StatusInternalServerError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			w.Inject(fault.On(creates))
			w.On(t).Run(
				resource.TestStep{Config: minimal},
				resource.TestStep{Config: minimal, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
		})
	}
}

// An address that is slightly wrong must not empty the state.
func TestOnlyTheGroupsOwnNotFoundRemovesItFromTheState(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]sailpoint.Fault{
		"a gateway's 404": {{Operation: reads, Status: 404, Body: `{"message":"no Route matched with those values"}`}},
		"a 404 of all paths": {
			{Operation: reads, Status: 404},
			{Operation: lists, Status: 404},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, governancegroup.Object)
			w.Run(
				resource.TestStep{Config: minimal},
				resource.TestStep{
					PreConfig: func() {
						for _, f := range faults {
							w.Inject(f)
						}
					},
					Config: minimal, PlanOnly: true, ExpectError: acctest.Matches(`Cannot read katapult_sailpoint_governance_group`, `answered 404`),
				},
				resource.TestStep{Config: minimal, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
		})
	}
}
