package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	base "terraform-provider-katapult/internal/simulator"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

const (
	login       = "POST /oauth/token"
	createGroup = "POST /workgroups"

	page = "<html><h1>What you sent</h1>Authorization: Bearer %s</html>"
	text = "text/plain"
)

// mishap is what goes wrong with both APIs in one run. None of it keeps Terraform from the
// rest, so that all of it happens.
type mishap struct {
	katapult  []simulator.Fault
	sailpoint []sailpoint.Fault
	// quotes is how SailPoint refuses to create a group. It has the token in it.
	quotes string
	// builds builds a machine, whose root password is write-only.
	builds bool
	// failingTasks is how many tasks fail.
	failingTasks int
	// recovers says that the apply succeeds all the same.
	recovers bool
}

// mishaps are truncated and lost responses, refusals, failed tasks, proxies that show the
// request on a page, and responses of another format, with the secrets in them.
var mishaps = map[string]mishap{
	"a machine and a disk are cut": {
		katapult:  []simulator.Fault{cut(readMachine), cut(readDisk)},
		sailpoint: []sailpoint.Fault{{Operation: login, Status: 401, Body: `{"error":"invalid_client","error_description":"Bad client credentials"}`}},
	},
	"a console session and a login are cut": {katapult: []simulator.Fault{cut(openConsole)}, sailpoint: []sailpoint.Fault{cut(login)}},
	"an interface is cut": {
		katapult:  []simulator.Fault{cut(readInterface)},
		sailpoint: []sailpoint.Fault{{Operation: login, Status: 403, ContentType: "text/html", Body: fmt.Sprintf(page, acctest.SailPointSecret)}},
	},
	"what is created is cut, and found": {
		katapult: []simulator.Fault{
			cut("POST /organizations/organization/load_balancers"), cut("POST /disks/disk/attach"), cut("POST /disks/disk/assign"),
			cut(createToken), cut("POST /disks/disk/disk_backup_policies"),
		},
		sailpoint: []sailpoint.Fault{{Operation: createGroup, Truncate: true}},
		recovers:  true,
	},
	"what an apply reads is cut": {
		katapult:  []simulator.Fault{cut(readBalancer), cut(readPolicies)},
		sailpoint: []sailpoint.Fault{{Operation: createGroup, Status: 401}},
	},
	"a list is cut": {
		katapult:  []simulator.Fault{cut("GET /organizations/organization/load_balancers")},
		sailpoint: []sailpoint.Fault{{Operation: "POST /workgroups/{workgroupId}/members/bulk-add", Status: 403}},
	},
	"a new token is cut, and so is its new secret": {katapult: []simulator.Fault{cut(createToken), cut(renewSecret)}, quotes: page},
	"answers are lost": {
		katapult:  []simulator.Fault{{Operation: readMachine, DropAfter: true}},
		sailpoint: []sailpoint.Fault{{Operation: login, DropAfter: true}},
	},
	"everything is refused": {katapult: []simulator.Fault{{
		Status: http.StatusForbidden, Code: "invalid_api_token", Detail: map[string]any{"details": "Revoked"},
	}}},
	"groups are cut": {sailpoint: []sailpoint.Fault{cut("GET /workgroups")}},
	"a disk is unassignable": {
		katapult: []simulator.Fault{{Operation: "POST /disks/disk/assign", Status: http.StatusUnprocessableEntity, Code: "unable_to_assign"}},
		quotes:   `{"detailCode":"400.1 Bad request content","error":{"headers":{"authorization":"Bearer %s"}}}`,
	},
	"tasks fail": {
		failingTasks: 4,
		quotes:       `{"detailCode":"400.1 Bad request content","trackingId":"x","messages":[{"locale":"en-US","text":"What is %s?"}]}`,
	},

	"a page instead of a machine, and of a token": {
		katapult: []simulator.Fault{
			{Operation: readMachine, Status: 200, Body: fmt.Sprintf(page, acctest.Token)},
			{Operation: openConsole, Status: 200, Body: "<html><a href=https://console.katapult.example/" + simulator.ConsoleSecret + "/5>Console</a></html>"},
			odd(readDisk, 200, `{"disk":{"id":5,"installation":{"attributes":[{"key":"root_password","value":"`+simulator.RootPassword+`"}]}}}`),
		},
		sailpoint: []sailpoint.Fault{{Operation: login, Status: 200, ContentType: "text/html", Body: fmt.Sprintf(page, acctest.SailPointSecret)}},
	},
	"a refusal by a page": {katapult: []simulator.Fault{{Status: 403, Body: fmt.Sprintf(page, acctest.Token)}}},
	"a gateway's page": {
		katapult: []simulator.Fault{
			{Operation: readMachine, Status: 502, Body: fmt.Sprintf(page, acctest.Token)},
			odd(openConsole, 201, `{"console_session":{"id":5,"url":"https://console.katapult.example/`+simulator.ConsoleSecret+`/5"}}`),
		},
		sailpoint: []sailpoint.Fault{{Operation: login, Status: 200, Body: `{"access_token":["` + acctest.SailPointSecret + `"]}`}},
	},
	"a machine of another shape": {
		katapult:  []simulator.Fault{odd(readMachine, 200, `{"virtual_machine":{"id":5,"initial_root_password":"`+simulator.RootPassword+`"}}`)},
		sailpoint: []sailpoint.Fault{{Operation: login, Status: 400, Body: `{"error":{"client":{"password":"` + acctest.SailPointSecret + `"}}}`}},
	},
	"a token of another shape": {
		katapult:  []simulator.Fault{odd(createToken, 200, `{"api_token":{"id":5,"secret":"`+simulator.RootPassword+`"}}`)},
		sailpoint: []sailpoint.Fault{{Operation: login, Status: 400, Body: `{"error":"invalid_client","error_description":"client_secret=` + acctest.SailPointSecret + ` is wrong"}`}},
	},
	"other shapes": {katapult: []simulator.Fault{
		odd(readBalancer, 200, `{"load_balancer":{"id":5,"backend_certificate_key":"-----BEGIN RSA PRIVATE KEY-----\n`+simulator.BackendKey+`"}}`),
		odd(readPolicies, 200, `{"disk_backup_policies":[{"id":5,"target":{"target":{"initial_root_password":"`+simulator.RootPassword+`"}}}]}`),
	}},
	"an error that quotes the token": {katapult: []simulator.Fault{{
		Status: http.StatusForbidden, Code: "invalid_api_token", Description: "Nobody knows " + acctest.Token,
		Detail: map[string]any{"details": "The token " + acctest.Token + " was revoked"},
	}}},
	"an error with a password": {katapult: []simulator.Fault{{
		Status: http.StatusForbidden, Code: "invalid_api_token",
		Description: "Made with initial_root_password=" + simulator.RootPassword + " and " + strings.Repeat("more ", 1<<18),
		Detail:      map[string]any{"details": `Sent {"initial_root_password":"` + simulator.RootPassword + `"} with ` + acctest.Token},
	}}},

	"a refusal that quotes an option": {builds: true, katapult: []simulator.Fault{{
		Operation: build, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Detail: map[string]any{"errors": []string{`Root password ` + writeOnly + ` is too weak`}},
	}}},
	"a refusal that quotes the request": {builds: true, katapult: []simulator.Fault{{
		Operation: build, Status: http.StatusBadRequest, Code: "invalid_spec_xml", Description: "Invalid",
		Detail: map[string]any{"errors": `<Option key="root_password">` + writeOnly + `</Option>`},
	}}},
	"a build is cut, and found": {builds: true, recovers: true, katapult: []simulator.Fault{cut(build)}},
	"a build of another shape": {builds: true, katapult: []simulator.Fault{
		odd(build, 201, `{"build":{"id":5,"spec_xml":"<Option key=\"root_password\">`+writeOnly+`</Option>"}}`),
	}},
}

// cut truncates responses.
func cut(operation string) simulator.Fault {
	return simulator.Fault{Operation: operation, Truncate: true}
}

// odd is a response that the client cannot decode.
func odd(operation string, status int, body string) simulator.Fault {
	return simulator.Fault{Operation: operation, Status: status, ContentType: text, Body: body}
}

// TestSecretsAppearNowhereWhateverGoesWrong: nothing quotes what was sent, nor what was
// received.
func TestSecretsAppearNowhereWhateverGoesWrong(t *testing.T) {
	t.Parallel()
	for name, m := range mishaps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			if m.builds {
				s.Set("TF_VAR_built=1")
			}
			if m.quotes != "" {
				s.refusesGroups(t, m.quotes)
			}
			for _, fault := range m.katapult {
				fault.Times = -1
				s.Inject(fault)
			}
			for _, fault := range m.sailpoint {
				fault.Times = -1
				s.sail.Inject(fault)
			}
			for range m.failingTasks {
				s.FailNextTask("")
			}
			if err := s.endures(t); (err == nil) != m.recovers {
				t.Errorf("it ended with %v\n%s", err, s.printed.String())
			}
			requireMet(t, m.katapult, s.Requests())
			requireMet(t, m.sailpoint, s.sail.Requests())
		})
	}
}

// requireMet requires that every fault has hit a request.
func requireMet(t *testing.T, faults []simulator.Fault, requests []base.Request) {
	t.Helper()
	for _, fault := range faults {
		if !slices.ContainsFunc(requests, func(r base.Request) bool { return fault.Operation == "" || fault.Operation == r.Operation }) {
			t.Errorf("nothing sent %s", fault.Operation)
		}
	}
}

// refusesGroups lets SailPoint refuse to create a group, with the token in its response.
func (s *safe) refusesGroups(t *testing.T, quote string) {
	t.Helper()
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != "/workgroups/v1" {
			s.sail.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, quote, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	}))
	t.Cleanup(between.Close)
	s.Set("SAIL_BASE_URL=" + between.URL)
}

// TestSecretsInARedirectAppearNowhere: a redirect to a login page contains the
// URL of the request, and what was sent with it.
func TestSecretsInARedirectAppearNowhere(t *testing.T) {
	t.Parallel()
	for name, paths := range map[string][2]string{
		"of Katapult":          {"/core/v1/", ""},
		"of SailPoint":         {"", "/workgroups/"},
		"of SailPoint's login": {"", "/oauth/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			for variable, api := range map[string]struct {
				handler http.Handler
				path    string
			}{"KATAPULT_API_URL": {s.Simulator, paths[0]}, "SAIL_BASE_URL": {s.sail.Simulator, paths[1]}} {
				between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if api.path == "" || !strings.HasPrefix(r.URL.Path, api.path) {
						api.handler.ServeHTTP(w, r)
						return
					}
					sent := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
					if sent == "" {
						sent = acctest.SailPointSecret
					}
					w.Header().Set("Location", "https://me:"+sent+"@login.example/"+sent+"/in?token="+sent+"#"+sent)
					w.WriteHeader(http.StatusFound)
				}))
				t.Cleanup(between.Close)
				s.Set(variable + "=" + between.URL)
			}
			if err := s.endures(t); err == nil {
				t.Error("nothing failed")
			}
			if !strings.Contains(s.printed.String(), "redirect to") {
				t.Error("nothing says that there was a redirect")
			}
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
