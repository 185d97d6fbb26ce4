package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

const page = "<html><h1>What you sent</h1>Authorization: Bearer %s</html>"

// TestSecretsThatAreEchoedAppearNowhere: a proxy shows the request on a page, or
// the API changes the format of its responses.
func TestSecretsThatAreEchoedAppearNowhere(t *testing.T) {
	t.Parallel()
	const text = "text/plain"
	faults := map[string]simulator.Fault{
		"a page instead of a machine": {Operation: readMachine, Status: 200, Body: fmt.Sprintf(page, acctest.Token)},
		"a refusal by a page":         {Status: 403, Body: fmt.Sprintf(page, acctest.Token)},
		"a gateway's page":            {Operation: readMachine, Status: 502, Body: fmt.Sprintf(page, acctest.Token)},
		"a machine of another shape": {
			Operation: readMachine, Status: 200, ContentType: text,
			Body: `{"virtual_machine":{"id":5,"initial_root_password":"` + simulator.RootPassword + `"}}`,
		},
		"a disk of another shape": {
			Operation: readDisk, Status: 200, ContentType: text,
			Body: `{"disk":{"id":5,"installation":{"attributes":[{"key":"root_password","value":"` + simulator.RootPassword + `"}]}}}`,
		},
		"a load balancer of another shape": {
			Operation: readBalancer, Status: 200, ContentType: text,
			Body: `{"load_balancer":{"id":5,"backend_certificate_key":"-----BEGIN RSA PRIVATE KEY-----\n` + simulator.BackendKey + `"}}`,
		},
		"a console session of another shape": {
			Operation: openConsole, Status: 201, ContentType: text,
			Body: `{"console_session":{"id":5,"url":"https://console.katapult.example/` + simulator.ConsoleSecret + `/5"}}`,
		},
		"a new token of another shape": {
			Operation: createToken, Status: 200, ContentType: text, Body: `{"api_token":{"id":5,"secret":"` + simulator.RootPassword + `"}}`,
		},
		"backup policies of another shape": {
			Operation: readPolicies, Status: 200, ContentType: text,
			Body: `{"disk_backup_policies":[{"id":5,"target":{"target":{"initial_root_password":"` + simulator.RootPassword + `"}}}]}`,
		},
		"a page instead of a console session": {Operation: openConsole, Status: 200, Body: "<html><a href=https://console.katapult.example/" + simulator.ConsoleSecret + "/5>Console</a></html>"},
		"an error that quotes the token": {
			Status: http.StatusForbidden, Code: "invalid_api_token", Description: "Nobody knows " + acctest.Token,
			Detail: map[string]any{"details": "The token " + acctest.Token + " was revoked"},
		},
		"an error with a password": {
			Status: http.StatusForbidden, Code: "invalid_api_token",
			Description: "Made with initial_root_password=" + simulator.RootPassword + " and " + strings.Repeat("more ", 1<<18),
			Detail:      map[string]any{"details": `Sent {"initial_root_password":"` + simulator.RootPassword + `"} with ` + acctest.Token},
		},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			fault.Times = -1
			s.Inject(fault)
			s.goesWrong(t, false)
		})
	}
	for name, fault := range map[string]simulator.Fault{
		"a refusal that quotes an option":   {Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{`Root password ` + writeOnly + ` is too weak`}}},
		"a refusal that quotes the request": {Status: http.StatusBadRequest, Code: "invalid_spec_xml", Description: "Invalid", Detail: map[string]any{"errors": `<Option key="root_password">` + writeOnly + `</Option>`}},
		"a build is cut, and found":         {Truncate: true},
		"a build of another shape":          {Status: 201, ContentType: text, Body: `{"build":{"id":5,"spec_xml":"<Option key=\"root_password\">` + writeOnly + `</Option>"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			s.Set("TF_VAR_built=1")
			fault.Operation, fault.Times = build, -1
			s.Inject(fault)
			s.goesWrong(t, fault.Truncate)
		})
	}
}

// TestSecretsThatSailPointEchoesAppearNowhere does the same for SailPoint's
// login and the requests after it.
func TestSecretsThatSailPointEchoesAppearNowhere(t *testing.T) {
	t.Parallel()
	const login = "POST /oauth/token"
	for name, fault := range map[string]sailpoint.Fault{
		"a page instead of a token":       {Operation: login, Status: 200, ContentType: "text/html", Body: fmt.Sprintf(page, acctest.SailPointSecret)},
		"a login refused by a page":       {Operation: login, Status: 403, ContentType: "text/html", Body: fmt.Sprintf(page, acctest.SailPointSecret)},
		"an error that is an object":      {Operation: login, Status: 400, Body: `{"error":{"client":{"password":"` + acctest.SailPointSecret + `"}}}`},
		"a refusal that quotes the login": {Operation: login, Status: 400, Body: `{"error":"invalid_client","error_description":"client_secret=` + acctest.SailPointSecret + ` is wrong"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			fault.Times = -1
			s.sail.Inject(fault)
			s.goesWrong(t, false)
		})
	}
	for name, quote := range map[string]string{
		"a page instead of a group":       page,
		"an error that is an object":      `{"detailCode":"400.1 Bad request content","error":{"headers":{"authorization":"Bearer %s"}}}`,
		"a refusal that quotes the token": `{"detailCode":"400.1 Bad request content","trackingId":"x","messages":[{"locale":"en-US","text":"What is %s?"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
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
			s.goesWrong(t, false)
		})
	}
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
			s.goesWrong(t, false)
			if !strings.Contains(s.printed.String(), "redirect to") {
				t.Error("nothing says that there was a redirect")
			}
		})
	}
}
