package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

const (
	readCertificate   = "GET /certificates/certificate"
	createCertificate = "POST /organizations/organization/certificates"
)

const (
	writeOnlyKey = "the write-only key"
	customKey    = "the key of a custom certificate"
)

// newKeyring has certificates of all issuers, whose keys are in the state, and one whose key
// is kept nowhere.
func newKeyring(t *testing.T) *vault {
	t.Helper()
	w := acctest.New(t, registry.All()...)
	w.Change(w.AddDNSZone("example.com"), map[string]any{"verified": true})
	certificate, key := acctest.NewCertificate(t, time.Now().AddDate(1, 0, 0), "shop.example.com")
	hidden, hiddenKey := acctest.NewOtherCertificate(t, time.Now().AddDate(1, 0, 0), "pay.example.com")
	k := &vault{}
	k.World, k.secrets = w, map[string]string{
		"the key of a certificate":       simulator.CertificateKey,
		"the token of a certificate URL": simulator.CertificateToken,
		customKey:                        strings.Split(key, "\n")[3],
		writeOnlyKey:                     strings.Split(hiddenKey, "\n")[3],
		katapultToken:                    acctest.Token,
	}
	k.mayBeIn = func(name, place string) bool { return !nowhere(name) && (isState(place) || isPlan(place)) }
	k.Shell = w.ProgramShell(fmt.Sprintf(`
variable "changed" {
  default = false
}

variable "key" {
  type      = string
  sensitive = true
}

variable "hidden_key" {
  type      = string
  ephemeral = true
}

resource "katapult_self_signed_certificate" "all" {
  name             = "internal.example.com"
  additional_names = var.changed ? ["changed.example.com"] : []
}

resource "katapult_lets_encrypt_certificate" "all" {
  name                 = "www.example.com"
  authorization_method = "dns"
  wait_for_issuance    = !var.changed
}

resource "katapult_custom_certificate" "all" {
  certificate = %q
  private_key = var.key
}

resource "katapult_custom_certificate" "hidden" {
  certificate            = %q
  private_key_wo         = var.hidden_key
  private_key_wo_version = var.changed ? 2 : 1
}

data "katapult_certificate" "all" {
  id = katapult_lets_encrypt_certificate.all.id
}

data "katapult_certificates" "all" {
  depends_on = [
    katapult_lets_encrypt_certificate.all, katapult_self_signed_certificate.all, katapult_custom_certificate.all, katapult_custom_certificate.hidden,
  ]
}

ephemeral "katapult_certificate" "all" {
  id = katapult_self_signed_certificate.all.id
}

output "all" {
  value = [data.katapult_certificates.all, data.katapult_certificate.all.expires_at, katapult_self_signed_certificate.all.certificate]
}
`, certificate, hidden))
	k.Set("TF_VAR_key=" + key)
	k.Set("TF_VAR_hidden_key=" + hiddenKey)
	return k
}

// nowhere reports whether a secret is in no state and no plan either. All others are values
// of sensitive attributes.
func nowhere(name string) bool { return name == writeOnlyKey || name == katapultToken }

func TestSecretsOfCertificatesAreInStatesAndPlansAlone(t *testing.T) {
	t.Parallel()
	for name, variables := range map[string][]string{
		"all logs, mixed with the output": {"TF_LOG=TRACE"},
		"all logs as JSON, in a file":     {"TF_LOG=JSON", "TF_LOG_PATH=terraform.log"},
		"no logs":                         nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeyring(t)
			for _, v := range variables {
				k.Set(v)
			}
			k.succeeds(t,
				[]string{"plan", "-out=first.plan"}, []string{"show", "first.plan"}, []string{"apply", "first.plan"},
				[]string{"apply", "-auto-approve", "-var=changed=true"}, []string{"show"}, []string{"plan", "-detailed-exitcode", "-var=changed=true"})
			state := k.Read("terraform.tfstate")
			for name, secret := range k.secrets {
				if strings.Contains(state, secret) == nowhere(name) {
					t.Errorf("%s is not where it is documented to be", name)
				}
			}
			k.succeeds(t, []string{"destroy", "-auto-approve"})
			k.search(t)
		})
	}
}

func TestSecretsOfCertificatesAreQuotedByNoError(t *testing.T) {
	t.Parallel()
	const pem = "-----BEGIN PRIVATE KEY-----\\n" + simulator.CertificateKey + "\\n-----END PRIVATE KEY-----\\n"
	for name, fault := range map[string]simulator.Fault{
		"a certificate is cut":      {Operation: readCertificate, Truncate: true},
		"a creation is cut":         {Operation: createCertificate, Truncate: true},
		"an answer is lost":         {Operation: createCertificate, DropAfter: true},
		"a gateway's page":          {Operation: readCertificate, Status: http.StatusBadGateway, Body: "<html>" + strings.ReplaceAll(pem, `\n`, "\n"), ContentType: "text/html"},
		"a key of another shape":    {Operation: readCertificate, Status: http.StatusOK, ContentType: "text/plain", Body: `{"certificate":{"id":5,"private_key":"` + pem + `"}}`},
		"a URL of another shape":    {Operation: readCertificate, Status: http.StatusOK, ContentType: "text/plain", Body: `{"certificate":{"id":5,"certificate_api_url":"https://api/` + simulator.CertificateToken + `"}}`},
		"an error that quotes keys": {Operation: createCertificate, Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{strings.ReplaceAll(pem, `\n`, "\n")}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeyring(t)
			fault.Times = -1
			k.Inject(fault)
			// A creation whose response is lost is found.
			found := fault.Truncate && fault.Operation == createCertificate || fault.DropAfter
			if err := k.endures(t); (err == nil) != found {
				t.Errorf("it ended with %v", err)
			}
		})
	}
	for name, quoted := range map[string]string{"all": customKey, "hidden": writeOnlyKey} {
		t.Run("a refusal that quotes "+quoted, func(t *testing.T) {
			t.Parallel()
			k := newKeyring(t)
			k.Set("TF_LOG=TRACE")
			k.Inject(simulator.Fault{
				Operation: createCertificate, Times: -1, Status: http.StatusUnprocessableEntity, Code: "validation_error",
				Detail: map[string]any{"errors": []string{"Private key " + k.secrets[quoted] + " is invalid"}},
			})
			if _, err := k.run("apply", "-auto-approve", "-target=katapult_custom_certificate."+name); err == nil {
				t.Error("nothing failed")
			}
			k.search(t)
		})
	}
	t.Run("tasks fail", func(t *testing.T) {
		t.Parallel()
		k := newKeyring(t)
		k.Set("TF_LOG=TRACE")
		k.FailNextTask("Issue certificate")
		k.FailNextTask("Issue certificate")
		if _, err := k.run("apply", "-auto-approve"); err == nil {
			t.Error("nothing failed")
		}
		k.search(t)
	})
}
