package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

const (
	support  = "2c9180a46faadee4016fb4e018c20639"
	auditors = "resource \"katapult_sailpoint_governance_group\" \"auditors\" {\n  name = \"Auditors\"\n  owner_id = \"" + support + "\"\n}\n"
)

// sailPointBlock returns a provider block with arguments for SailPoint.
func sailPointBlock(arguments ...string) string {
	return block("sailpoint = {", strings.Join(arguments, "\n"), "}")
}

func TestNothingIsAskedOfSailPointBeforeItIsUsed(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, registry.All()...)
	w.Run(resource.TestStep{Config: auditors, PlanOnly: true, ExpectNonEmptyPlan: true})
	if n := len(w.Requests()); n > 0 {
		t.Errorf("%d requests to plan a new group", n)
	}
}

func TestKatapultAndSailPointSideBySide(t *testing.T) {
	t.Parallel()
	k, s := acctest.New(t, registry.All()...), acctest.NewSailPoint(t, registry.All()...)
	k.Run(resource.TestStep{Config: k.ProviderBlock(fmt.Sprintf("sailpoint = {\n base_url = %q\n client_id = %q\n client_secret = %q\n}",
		s.URL, acctest.SailPointID, acctest.SailPointSecret)) + group + auditors})
	if n := len(s.Groups()); n > 0 || s.Count("POST /workgroups") != 1 {
		t.Errorf("%d groups left", n)
	}
}

func TestKatapultIsMissedOnlyByItsOwnObjects(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, registry.All()...)
	w.Run(
		resource.TestStep{Config: auditors},
		resource.TestStep{
			Config: auditors + group,
			ExpectError: acctest.Matches(`Cannot create katapult_virtual_machine_group`, `Creating "web" failed: Katapult is not configured`,
				`Set api_key in the provider block, or KATAPULT_API_KEY`, `Set organization`),
		},
	)
}

func TestSailPointIsMissedOnlyByItsOwnObjects(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	w.Run(
		resource.TestStep{Config: group},
		resource.TestStep{
			Config: group + auditors,
			ExpectError: acctest.Matches(`Cannot create katapult_sailpoint_governance_group`, `SailPoint is not configured`,
				`Set sailpoint\.base_url in the provider block, or SAIL_BASE_URL`, `SAIL_CLIENT_ID`, `SAIL_CLIENT_SECRET`),
		},
	)
}

func TestWrongSailPointConfigurationIsSaidAtFirstUse(t *testing.T) {
	t.Parallel()
	const client = `client_id = "` + acctest.SailPointID + `"`
	const secret = `client_secret = "` + acctest.SailPointSecret + `"`
	for name, test := range map[string]struct {
		arguments []string
		says      []string
	}{
		"no secret":                {[]string{`base_url = "https://acme.api.identitynow.com"`, client}, []string{`Set sailpoint\.client_secret`, `SAIL_CLIENT_SECRET`, `under Preferences`}},
		"address of the console":   {[]string{`base_url = "https://acme.identitynow.com"`, client, secret}, []string{`has to be https://acme\.api\.identitynow\.com: this one is of the console`}},
		"an address in clear":      {[]string{`base_url = "http://acme.api.identitynow.com"`, client, secret}, []string{`in clear`}},
		"no address":               {[]string{`base_url = "acme"`, client, secret}, []string{`an address such as https://acme\.api\.identitynow\.com`}},
		"a version there is not":   {[]string{`api_version = "v3"`}, []string{`api_version`, `value must be one of`}},
		"a secret that is refused": {[]string{"", client, `client_secret = "wr0ng"`}, []string{`Bad client credentials`, `POST /oauth/token answered 401`, `Check client_id and client_secret`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.NewSailPoint(t, registry.All()...)
			if test.arguments[0] == "" {
				test.arguments[0] = fmt.Sprintf("base_url = %q", w.URL)
			}
			w.Run(resource.TestStep{Config: sailPointBlock(test.arguments...) + auditors, ExpectError: acctest.Matches(test.says...)})
		})
	}
}

// The environment may have variables of other programs.
func TestKatapultAloneDoesNotNoticeSailPoint(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	shell := w.ProgramShell(group)
	shell.Set("SAIL_BASE_URL=nonsense")
	shell.Set("SAIL_API_VERSION=v0")
	if output, err := shell.Run("plan", "-no-color"); err != nil || strings.Contains(output, "SailPoint") {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestEnvironmentConfiguresSailPointAndTheBlockWins(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, registry.All()...)
	shell := w.ProgramShell(`data "katapult_sailpoint_governance_groups" "all" {}`)
	if output, err := shell.Run("plan", "-no-color"); err != nil {
		t.Errorf("by the environment alone: %v\n%s", err, output)
	}
	shell.Set("SAIL_API_VERSION=beta")
	if output, err := shell.Run("plan", "-no-color"); err != nil || w.Requests()[3].Path != "/beta/workgroups" {
		t.Errorf("with another version in the environment: %v\n%s", err, output)
	}
	shell.Set("SAIL_CLIENT_SECRET=wr0ng")
	if output, err := shell.Run("plan", "-no-color"); err == nil || !strings.Contains(output, "Bad client credentials") {
		t.Errorf("with a wrong secret in the environment: %v\n%s", err, output)
	}
	shell.Write("provider.tf", sailPointBlock(`client_secret = "`+acctest.SailPointSecret+`"`))
	if output, err := shell.Run("plan", "-no-color"); err != nil {
		t.Errorf("with the right one in the block: %v\n%s", err, output)
	}
	shell.Set("SAIL_API_VERSION=v3")
	if output, err := shell.Run("plan", "-no-color"); err == nil || !acctest.Matches(`version of SailPoint's API is "v3"`, `v1, a year from v2024`).MatchString(output) {
		t.Errorf("with a version that there is not: %v\n%s", err, output)
	}
}

func TestUnknownSecretMattersOnlyWhenItIsNeeded(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, registry.All()...)
	config := "resource \"terraform_data\" \"secret\" {\n  input = \"" + acctest.SailPointSecret + "\"\n}\n" + sailPointBlock(
		fmt.Sprintf("base_url = %q", w.URL), `client_id = "`+acctest.SailPointID+`"`, `client_secret = terraform_data.secret.output`)
	w.Run(resource.TestStep{Config: config + auditors})
	w.Run(resource.TestStep{
		Config:      config + "data \"katapult_sailpoint_governance_groups\" \"all\" {}\n",
		ExpectError: acctest.Matches(`sailpoint\.client_secret depends on something that is not applied yet`),
	})
}

func TestSecretOfSailPointAppearsNowhere(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, registry.All()...)
	shell := w.ProgramShell(sailPointBlock(`client_secret = "`+acctest.SailPointSecret+`"`) + auditors)
	shell.Set("TF_LOG=TRACE")
	var all strings.Builder
	run := func(succeeds bool, arguments ...string) {
		output, err := shell.Run(arguments...)
		if (err == nil) != succeeds {
			t.Errorf("%v: %v\n%s", arguments, err, output)
		}
		all.WriteString(output)
	}
	run(true, "apply", "-auto-approve")
	w.Inject(sailpoint.Fault{Operation: "POST /oauth/token", Status: 401, Body: `{"error":"invalid_client"}`})
	run(false, "plan", "-out=plan")
	run(true, "destroy", "-auto-approve")
	all.WriteString(shell.Read("terraform.tfstate"))
	if !strings.Contains(all.String(), "API request") {
		t.Error("the log has no line for a request")
	}
	for _, secret := range []string{acctest.SailPointSecret, "Bearer ey"} {
		if at := strings.Index(all.String(), secret); at >= 0 {
			t.Errorf("%s appears: …%s…", secret, all.String()[max(0, at-200):at])
		}
	}
}
