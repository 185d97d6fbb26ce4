package provider_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

// goesWrong applies and destroys everything during a lasting fault, then
// searches the output and files for secrets.
func (s *safe) goesWrong(t *testing.T, recovers bool) {
	t.Helper()
	s.Set("TF_LOG=TRACE")
	s.Set("KATAPULT_MAX_RETRIES=1")
	s.run(t, recovers, "apply", "-auto-approve")
	output, _ := s.Shell.Run("destroy", "-auto-approve", "-no-color") // it may succeed
	s.printed.WriteString(output)
	s.search(t)
}

// TestSecretsAppearNowhereWhenTheAPIFails: truncated responses, refusals and
// failed tasks quote nothing of the request.
func TestSecretsAppearNowhereWhenTheAPIFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault    simulator.Fault
		recovers bool
		// also is an operation with the same fault.
		also string
	}{
		"a machine is cut":               {fault: simulator.Fault{Operation: readMachine, Truncate: true}},
		"a disk is cut":                  {fault: simulator.Fault{Operation: readDisk, Truncate: true}},
		"an interface is cut":            {fault: simulator.Fault{Operation: readInterface, Truncate: true}},
		"a load balancer is cut":         {fault: simulator.Fault{Operation: readBalancer, Truncate: true}},
		"a load balancer is made, cut":   {fault: simulator.Fault{Operation: "POST /organizations/organization/load_balancers", Truncate: true}, recovers: true},
		"an attachment is cut, and read": {fault: simulator.Fault{Operation: "POST /disks/disk/attach", Truncate: true}, recovers: true},
		"an assignment is cut, and read": {fault: simulator.Fault{Operation: "POST /disks/disk/assign", Truncate: true}, recovers: true},
		"a console session is cut":       {fault: simulator.Fault{Operation: openConsole, Truncate: true}},
		"a token is made, cut":           {fault: simulator.Fault{Operation: createToken, Truncate: true}, recovers: true},
		"a secret is made, cut":          {fault: simulator.Fault{Operation: renewSecret, Truncate: true}, also: createToken},
		"backup policies are cut":        {fault: simulator.Fault{Operation: readPolicies, Truncate: true}},
		"a backup policy is made, cut":   {fault: simulator.Fault{Operation: "POST /disks/disk/disk_backup_policies", Truncate: true}, recovers: true},
		"load balancers are cut":         {fault: simulator.Fault{Operation: "GET /organizations/organization/load_balancers", Truncate: true}},
		"an answer is lost":              {fault: simulator.Fault{Operation: readMachine, DropAfter: true}},
		"everything is refused":          {fault: simulator.Fault{Status: http.StatusForbidden, Code: "invalid_api_token", Detail: map[string]any{"details": "Revoked"}}},
		"a disk is unassignable":         {fault: simulator.Fault{Operation: "POST /disks/disk/assign", Status: http.StatusUnprocessableEntity, Code: "unable_to_assign"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			test.fault.Times = -1
			s.Inject(test.fault)
			if test.also != "" {
				s.Inject(test.fault.On(test.also))
			}
			s.goesWrong(t, test.recovers)
		})
	}
	t.Run("tasks fail", func(t *testing.T) {
		t.Parallel()
		s := newSafe(t)
		for range 4 {
			s.FailNextTask("")
		}
		s.goesWrong(t, false)
	})
}

// TestSecretsAppearNowhereWhenSailPointFails does the same for SailPoint's
// secret and tokens.
func TestSecretsAppearNowhereWhenSailPointFails(t *testing.T) {
	t.Parallel()
	const (
		login  = "POST /oauth/token"
		create = "POST /workgroups"
	)
	for name, test := range map[string]struct {
		faults   []sailpoint.Fault
		recovers bool
	}{
		"the login is refused":                 {faults: []sailpoint.Fault{{Operation: login, Status: 401, Body: `{"error":"invalid_client","error_description":"Bad client credentials"}`}}},
		"the login is cut":                     {faults: []sailpoint.Fault{{Operation: login, Truncate: true}}},
		"the login's answer is lost":           {faults: []sailpoint.Fault{{Operation: login, DropAfter: true}}},
		"the token is of another type":         {faults: []sailpoint.Fault{{Operation: login, Status: 200, Body: `{"access_token":["` + acctest.SailPointSecret + `"]}`}}},
		"the token is refused":                 {faults: []sailpoint.Fault{{Operation: create, Status: 401}}},
		"a group is cut, and found":            {recovers: true, faults: []sailpoint.Fault{{Operation: create, Truncate: true}}},
		"a group is cut, and so is every list": {faults: []sailpoint.Fault{{Operation: create, Truncate: true}, {Operation: "GET /workgroups", Truncate: true}}},
		"members are refused":                  {faults: []sailpoint.Fault{{Operation: "POST /workgroups/{workgroupId}/members/bulk-add", Status: 403}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			for _, fault := range test.faults {
				fault.Times = -1
				s.sail.Inject(fault)
			}
			s.goesWrong(t, test.recovers)
		})
	}
}

// TestSecretsInTheProviderBlockAreNotQuoted: Terraform shows the source line of
// an argument with an error.
func TestSecretsInTheProviderBlockAreNotQuoted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ arguments, says string }{
		"a token from the wrong network": {`api_key = "l1t3r4l-s3cr3t"`, "The Katapult API refuses the token"},
		"an address with a user":         {`api_url = "https://me:l1t3r4l-s3cr3t@api.katapult.example"`, "Malformed api_url"},
		"an address with a query":        {`api_url = "https://api.katapult.example?token=l1t3r4l-s3cr3t"`, "Malformed api_url"},
		"an address that is none":        {`api_url = "https://me:l1t3r4l-s3cr3t%@api.katapult.example"`, "Malformed api_url"},
		"an address of another scheme":   {`api_url = "ftp://me:l1t3r4l-s3cr3t@api.katapult.example"`, "Malformed api_url"},
		"an address without a scheme":    {`api_url = "l1t3r4l-s3cr3t@api.katapult.example"`, "Malformed api_url"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, registry.All()...)
			w.AddToken(simulator.Token{Value: "l1t3r4l-s3cr3t", Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
			output, err := w.ProgramShell(block(test.arguments)+group).Run("plan", "-no-color")
			if err == nil || !strings.Contains(output, test.says) || strings.Contains(output, "l1t3r4l") {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// TestSecretsInTheAddressOfSailPointAreNotQuoted, wherever it stands.
func TestSecretsInTheAddressOfSailPointAreNotQuoted(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"that is none":           "https://me:l1t3r4l-s3cr3t%@acme.api.identitynow.com",
		"of another scheme":      "ftp://me:l1t3r4l-s3cr3t@acme.api.identitynow.com",
		"with a user":            "https://me:l1t3r4l-s3cr3t@acme.api.identitynow.com",
		"of the console":         "https://me:l1t3r4l-s3cr3t@acme.identitynow.com",
		"of the console, a page": "https://acme.identitynow.com/?token=l1t3r4l-s3cr3t",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			s.Set("SAIL_BASE_URL=" + address)
			output, err := s.Shell.Run("apply", "-auto-approve", "-no-color")
			if err == nil || !strings.Contains(output, "sailpoint.base_url") && !strings.Contains(output, "SAIL_BASE_URL") || strings.Contains(output, "l1t3r4l") {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}
