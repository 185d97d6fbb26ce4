package provider_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/katapult"
	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
)

// configured validates and configures a provider in process, as Terraform does.
// It returns its server, its clients' options and its diagnostics.
func configured(t *testing.T, given map[string]any, change ...provider.Option) (tfprotov6.ProviderServer, provider.Options, []*tfprotov6.Diagnostic) {
	t.Helper()
	var options provider.Options
	server := provider.Server("test", registry.All(), append(change, func(o *provider.Options) { options = *o })...)()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	config := setting(t, schemas.Provider, given)
	validated, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: config})
	if err != nil {
		t.Fatal(err)
	}
	return server, options, append(validated.Diagnostics, answer.Diagnostics...)
}

// said returns diagnostics as text, one a line.
func said(diagnostics []*tfprotov6.Diagnostic) string {
	var text strings.Builder
	for _, d := range diagnostics {
		fmt.Fprintf(&text, "%s: %s\n", d.Summary, d.Detail)
	}
	return text.String()
}

// sailPointGiven are the arguments of the sailpoint block.
func sailPointGiven(baseURL, clientID, clientSecret, apiVersion any) map[string]tftypes.Value {
	of := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	return map[string]tftypes.Value{
		"base_url": of(baseURL), "client_id": of(clientID), "client_secret": of(clientSecret), "api_version": of(apiVersion),
	}
}

// requestRecorder records the address and the body of each request, and refuses it.
type requestRecorder []string

func (w *requestRecorder) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	*w = append(*w, r.URL.String()+" "+string(body))
	return &http.Response{StatusCode: http.StatusUnauthorized, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
}

// asksSailPoint reads a SailPoint data source. It returns the first request and
// the diagnostics.
func asksSailPoint(t *testing.T, given map[string]tftypes.Value) (string, string) {
	t.Helper()
	var sent requestRecorder
	server, _, problems := configured(t, map[string]any{"sailpoint": given},
		func(o *provider.Options) { o.SailPoint.Transport = &sent })
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	const groups = "katapult_sailpoint_governance_groups"
	answer, err := server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: groups, Config: setting(t, schemas.DataSourceSchemas[groups], nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(sent[:min(1, len(sent))], ""), said(append(problems, answer.Diagnostics...))
}

// everySetting is the environment with all Katapult settings. White space
// surrounds the values, as if read from files.
var everySetting = map[string]string{
	"KATAPULT_API_URL": " https://env.example/\n", "KATAPULT_API_KEY": "from-env\r\n", "KATAPULT_ORGANIZATION": "\tenv\n",
	"KATAPULT_DATA_CENTER": " env-01\r\n", "KATAPULT_SKIP_TRASH_OBJECT_PURGE": "true\n", "KATAPULT_REQUEST_TIMEOUT": " 7s\r\n",
	"KATAPULT_MAX_RETRIES": " 7\n", "KATAPULT_SKIP_CREDENTIALS_VALIDATION": " true\n",
}

func TestBlankSettingsDoNotHideTheEnvironment(t *testing.T) { //nolint:paralleltest // it is about the environment
	for name, value := range everySetting {
		t.Setenv(name, value)
	}
	for _, blank := range []any{nil, "", " \r\n"} {
		_, options, problems := configured(t, map[string]any{
			"api_url": blank, "api_key": blank, "organization": blank, "data_center": blank, "request_timeout": blank,
		})
		got := options.Katapult
		if len(problems) > 0 || got.URL != "https://env.example" || got.Token != "from-env" || got.Organization != "env" || got.DataCenter != "env-01" ||
			got.RequestTimeout != 7*time.Second || got.MaxRetries != 7 {
			t.Errorf("%q in the block: %+v\n%s", blank, got, said(problems))
		}
	}
}

func TestSettingsOfTheBlockWinWithoutWhiteSpace(t *testing.T) { //nolint:paralleltest // it is about the environment
	for name, value := range everySetting {
		t.Setenv(name, value)
	}
	_, options, problems := configured(t, map[string]any{
		"api_url": "https://block.example/\r\n", "api_key": " from-block\n", "organization": "block\n", "data_center": "block-01\r\n",
		"request_timeout": "8s\n", "max_retries": 0, "skip_trash_object_purge": false, "log_level": " debug\n",
	})
	got := options.Katapult
	if strings.Contains(said(problems), "log_level must") || got.URL != "https://block.example" || got.Token != "from-block" || got.Organization != "block" ||
		got.DataCenter != "block-01" || got.RequestTimeout != 8*time.Second || got.MaxRetries != 0 {
		t.Errorf("%+v\n%s", got, said(problems))
	}
}

func TestBlankVariablesAreUnset(t *testing.T) { //nolint:paralleltest // it is about the environment
	for name := range everySetting {
		t.Setenv(name, " \r\n")
	}
	_, options, problems := configured(t, map[string]any{"api_key": "k", "organization": "acme", "skip_credentials_validation": true})
	if got := options.Katapult; len(problems) > 0 || got.URL != "" || got.DataCenter != "" || got.RequestTimeout != 0 ||
		got.MaxRetries != katapult.DefaultMaxRetries {
		t.Errorf("%+v\n%s", got, said(problems))
	}
	for _, blank := range []string{"SAIL_BASE_URL", "SAIL_CLIENT_ID"} {
		t.Setenv(blank, "\n")
	}
	if _, _, problems := configured(t, nil); !strings.Contains(said(problems), "Missing api_key") {
		t.Errorf("blank variables of SailPoint make its configuration: %s", said(problems))
	}
}

func TestSettingsOfSailPointAreReadAsKatapultsAre(t *testing.T) { //nolint:paralleltest // it is about the environment
	for name, value := range map[string]string{
		"SAIL_BASE_URL": "https://env.api.identitynow.com/\r\n", "SAIL_CLIENT_ID": " env-id\n", "SAIL_CLIENT_SECRET": "env-secret\r\n", "SAIL_API_VERSION": "\n",
	} {
		t.Setenv(name, value)
	}
	for blank, given := range map[string]map[string]tftypes.Value{
		"nothing": sailPointGiven(nil, nil, nil, nil), "empty": sailPointGiven("", "", "", ""), "blank": sailPointGiven(" ", "\n", "\r\n", "\t"),
	} {
		sent, problems := asksSailPoint(t, given)
		if !strings.HasPrefix(sent, "https://env.api.identitynow.com/oauth/token ") || !strings.Contains(sent, "client_id=env-id&client_secret=env-secret&") {
			t.Errorf("%s: %q, %s", blank, sent, problems)
		}
	}
	sent, problems := asksSailPoint(t, sailPointGiven("https://block.api.identitynow.com/ ", "block-id\n", "block-secret\n", " v2025\n"))
	if !strings.HasPrefix(sent, "https://block.api.identitynow.com/oauth/token ") || !strings.Contains(sent, "client_id=block-id&client_secret=block-secret&") {
		t.Errorf("%q, %s", sent, problems)
	}
}

func TestTokenThatNoHeaderCanCarryIsRefusedAndNotShown(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"hunter2\nhunter2", "hunter2\x1bhunter2", "hunter2 hunter2", "hunter2\x00hunter2", "hunter2\x7fhunter2", "hunter2hünter", "\ufeffhunter2"} {
		_, _, problems := configured(t, map[string]any{"api_key": token, "organization": "acme", "skip_credentials_validation": true})
		if len(problems) != 1 || problems[0].Attribute != nil || problems[0].Summary != "Malformed api_key" || strings.Contains(said(problems), "hunter2") {
			t.Errorf("%q: %s", token, said(problems))
		}
		sent, complaint := asksSailPoint(t, sailPointGiven("https://acme.api.identitynow.com", "id", token, nil))
		if sent != "" || !strings.Contains(complaint, "sailpoint.client_secret has a control character") || strings.Contains(complaint, "hunter2") {
			t.Errorf("%q: %q, %s", token, sent, complaint)
		}
	}
}

func TestControlCharactersInOtherSettingsAreRefused(t *testing.T) {
	t.Parallel()
	_, _, problems := configured(t, map[string]any{"api_key": "k", "organization": "ac\nme", "data_center": "uk\x1b01", "skip_credentials_validation": true})
	for _, part := range []string{`organization is "ac\nme"`, `data_center is "uk\x1b01"`} {
		if !strings.Contains(said(problems), part) {
			t.Errorf("%s is not in %s", part, said(problems))
		}
	}
	sent, complaint := asksSailPoint(t, sailPointGiven("https://acme.api.identitynow.com", "i\nd", "secret", nil))
	if sent != "" || !strings.Contains(complaint, `sailpoint.client_id is "i\nd"`) {
		t.Errorf("%q, %s", sent, complaint)
	}
}

func TestAddressHasNoPath(t *testing.T) {
	t.Parallel()
	for address, good := range map[string]bool{
		"https://acme.api.identitynow.com": true, "https://acme.api.identitynow.com/": true, "https://acme.api.identitynow.com//": true,
		"https://acme.api.identitynow.com/core/v1": false, "https://acme.api.identitynow.com/v2025/": false, "https://acme.api.identitynow.com/hunter2": false,
		"https://:443": false, "https://acme.api.identitynow.com\n.example": false,
	} {
		_, options, problems := configured(t, map[string]any{"api_key": "k", "organization": "acme", "api_url": address, "skip_credentials_validation": true})
		if len(problems) == 0 != good || good && options.Katapult.URL != "https://acme.api.identitynow.com" || strings.Contains(said(problems), "hunter2") ||
			!good && !strings.Contains(said(problems), "Malformed api_url") {
			t.Errorf("%s: %q, %s", address, options.Katapult.URL, said(problems))
		}
		sent, complaint := asksSailPoint(t, sailPointGiven(address, "id", "secret", nil))
		if strings.HasPrefix(sent, "https://acme.api.identitynow.com/oauth/token ") != good || strings.Contains(complaint, "hunter2") ||
			!good && !strings.Contains(complaint, "sailpoint.base_url") {
			t.Errorf("%s: %q, %s", address, sent, complaint)
		}
	}
}

// The token is read from a file, and a module passes on variables that it was
// not given.
func TestEmptyAddressInTheBlockGoesToTheOneOfTheEnvironment(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, registry.All()...)
	shell := w.ProgramShell(block(`api_url = ""`, `organization = ""`, `api_key = file("token")`) + group)
	shell.Write("token", acctest.Token+"\r\n")
	if output, err := shell.Run("plan", "-no-color"); err != nil || len(w.Requests()) == 0 {
		t.Errorf("%v\n%s", err, output)
	}
}
