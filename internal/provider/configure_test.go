package provider_test

import (
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	group  = "resource \"katapult_virtual_machine_group\" \"web\" {\n  name = \"web\"\n}\n"
	checks = "GET /organizations/organization/available_networks"
)

// block returns a provider block with other arguments than a World's.
func block(arguments ...string) string {
	return "provider \"katapult\" {\n  " + strings.Join(arguments, "\n  ") + "\n}\n"
}

func TestWrongConfigurationIsFoundAtPlanOnce(t *testing.T) {
	t.Parallel()
	const key, organization = `api_key = "` + acctest.Token + `"`, `organization = "acme"`
	tests := map[string]struct {
		arguments []string
		says      []string
	}{
		"no token":             {[]string{organization}, []string{`Missing api_key`, `provider block, or KATAPULT_API_KEY in the environment`, `Katapult console`}},
		"an empty token":       {[]string{organization, `api_key = ""`}, []string{`Missing api_key`, `api_key = ""`, `provider block, or KATAPULT_API_KEY`}},
		"no organization":      {[]string{key}, []string{`Missing organization`, `KATAPULT_ORGANIZATION in the environment`, `sub-domain`}},
		"wrong token":          {[]string{organization, `api_key = "wrong"`}, []string{`refuses the token`, `403 invalid_api_token`, `Check api_key`}},
		"unknown organization": {[]string{key, `organization = "nobody"`}, []string{`Unknown organization "nobody"`, `organization_not_found`, `Check organization`}},
		"unknown data centre":  {[]string{key, organization, `data_center = "us-nowhere-01"`}, []string{`Unknown data centre`, `us-nowhere-01`, `nl-ams-01, uk-lon-01`}},
		"an address in clear":  {[]string{key, organization, `api_url = "http://api.katapult.example"`}, []string{`Malformed api_url`, `in clear`}},
		"no address":           {[]string{key, organization, `api_url = "katapult"`}, []string{`Malformed api_url`, `https://api.katapult.io`}},
		"secrets in address":   {[]string{key, organization, `api_url = "https://me:s3cr3t@api.katapult.example"`}, []string{`Malformed api_url`, `https://api\.katapult\.example…`, `without user`}},
		"a strange timeout":    {[]string{key, organization, `request_timeout = "soon"`}, []string{`Malformed request_timeout`, `request_timeout is "soon"`, `30s`}},
		"negative retries":     {[]string{key, organization, `max_retries = -1`}, []string{`max_retries`, `at least 0`}},
		"a strange log level":  {[]string{key, organization, `log_level = "loud"`}, []string{`log_level`, `value must be one of`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, registry.All()...)
			arguments := test.arguments
			if !strings.Contains(strings.Join(arguments, " "), "api_url") {
				arguments = append(arguments, fmt.Sprintf("api_url = %q", w.URL))
			}
			w.Run(resource.TestStep{
				Config:      block(arguments...) + strings.Replace(group, "{", "{\n  count = 5", 1),
				PlanOnly:    true,
				ExpectError: acctest.Matches(test.says...),
			})
			if n := len(w.Requests()); n > 2 {
				t.Errorf("%d requests to find out", n)
			}
		})
	}
}

func TestRefusedConnectionIsReportedSoon(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + listener.Addr().String()
	_ = listener.Close()
	w := acctest.New(t, registry.All()...)
	start := time.Now()
	w.Run(resource.TestStep{
		Config:      block(`api_key = "x"`, `organization = "acme"`, fmt.Sprintf("api_url = %q", address)) + group,
		PlanOnly:    true,
		ExpectError: acctest.Matches(`Cannot reach the Katapult API`, regexp.QuoteMeta(address), `connection refused`, `Check api_url or KATAPULT_API_URL`),
	})
	if took := time.Since(start); took > 15*time.Second {
		t.Errorf("reported after %s", took)
	}
}

func TestCheckIsOneRequestForEachConfiguredInstance(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	w.Run(resource.TestStep{
		Config: w.ProviderBlock(`data_center = "uk-lon-01"`) + group, PlanOnly: true, ExpectNonEmptyPlan: true,
	})
	for _, r := range w.Requests() {
		if r.Operation != checks {
			t.Errorf("planning one new group asked for %s", r.Operation)
		}
	}
}

func TestCheckCanBeLeftOut(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	w.Run(resource.TestStep{
		Config: w.ProviderBlock(`skip_credentials_validation = true`) + group, PlanOnly: true, ExpectNonEmptyPlan: true,
	})
	if n := len(w.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestTokenWithoutScopesPassesTheCheck(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	w.Inject(simulator.Fault{Operation: checks, Status: 403, Code: "scope_not_granted", Times: -1})
	w.Run(resource.TestStep{Config: group})
}

func TestIDsAreAsGoodAsNames(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	dataCenter, _ := w.Objects("data_center")[0]["id"].(string)
	w.Run(resource.TestStep{
		Config: block(fmt.Sprintf("api_url = %q", w.URL), `api_key = "`+acctest.Token+`"`,
			fmt.Sprintf("organization = %q", w.OrganizationID("acme")), fmt.Sprintf("data_center = %q", dataCenter)) + group,
	})
}

func TestArgumentsOfTheOfficialProviderAreAccepted(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	w.Run(resource.TestStep{Config: w.ProviderBlock(
		`data_center = "uk-lon-01"`, `log_level = "debug"`, `skip_trash_object_purge = true`) + group})
}

// A key from another resource is unknown until that resource is applied.
func TestUnknownTokenMattersOnlyWhenItIsNeeded(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	config := "resource \"terraform_data\" \"key\" {\n  input = \"" + acctest.Token + "\"\n}\n" +
		block(fmt.Sprintf("api_url = %q", w.URL), `organization = "acme"`, `api_key = terraform_data.key.output`)
	w.Run(
		resource.TestStep{Config: config + group},
	)
	w.Run(resource.TestStep{
		Config:      config + "data \"katapult_virtual_machine_group\" \"web\" {\n  name = \"web\"\n}\n",
		ExpectError: acctest.Matches(`Cannot read data source katapult_virtual_machine_group`, `api_key depends on something`),
	})
}

// Both are separate programs, as Terraform runs them.
func TestTwoOrganizationsSideBySide(t *testing.T) {
	t.Parallel()
	w := acctest.NewWith(t, func(o *simulator.Options) { o.Organizations = []string{"acme", "globex"} }, registry.All()...)
	shell := w.ProgramShell(block() + block(`alias = "globex"`, `organization = "globex"`) + group + `
resource "katapult_virtual_machine_group" "theirs" {
  provider = katapult.globex
  name     = "theirs"
}

data "katapult_virtual_machine_groups" "ours" {
  depends_on = [katapult_virtual_machine_group.web, katapult_virtual_machine_group.theirs]
}

data "katapult_virtual_machine_groups" "theirs" {
  provider   = katapult.globex
  depends_on = [katapult_virtual_machine_group.web, katapult_virtual_machine_group.theirs]
}

output "names" {
  value = [for groups in [data.katapult_virtual_machine_groups.ours, data.katapult_virtual_machine_groups.theirs] : join(",", groups.groups[*].name)]
}
`)
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if output, err := shell.Run("output", "-json", "names"); err != nil || !strings.Contains(output, `["web","theirs"]`) {
		t.Errorf("%v\n%s", err, output)
	}
	if output, err := shell.Run("destroy", "-auto-approve", "-no-color"); err != nil || len(w.Objects("virtual_machine_group")) > 0 {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestUserAgentNamesProviderAndTerraform(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	w.Run(resource.TestStep{Config: group})
	for _, r := range w.Requests() {
		if agent := r.Header.Get("User-Agent"); !regexp.MustCompile(`^Terraform/\d+\.\d+\.\d+\S* \(\+https://www\.terraform\.io\) terraform-provider-katapult/test$`).MatchString(agent) {
			t.Fatal(agent)
		}
	}
}

func TestEnvironmentConfiguresAndTheBlockWins(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	shell := w.ProgramShell(group)
	if output, err := shell.Run("plan", "-no-color"); err != nil {
		t.Errorf("by the environment alone: %v\n%s", err, output)
	}
	shell.Set("KATAPULT_ORGANIZATION=nobody")
	if output, err := shell.Run("plan", "-no-color"); err == nil || !strings.Contains(output, `Unknown organization "nobody"`) {
		t.Errorf("with a wrong organization in the environment: %v\n%s", err, output)
	}
	shell.Write("provider.tf", block(`organization = "acme"`))
	if output, err := shell.Run("plan", "-no-color"); err != nil {
		t.Errorf("with the right one in the block: %v\n%s", err, output)
	}
	shell.Set("KATAPULT_MAX_RETRIES=many")
	if output, err := shell.Run("plan", "-no-color"); err == nil || !acctest.Matches(`Malformed max_retries`, `KATAPULT_MAX_RETRIES is "many"`).MatchString(output) {
		t.Errorf("with a malformed number in the environment: %v\n%s", err, output)
	}
}
