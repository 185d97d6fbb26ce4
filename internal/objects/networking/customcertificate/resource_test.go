package customcertificate_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/customcertificate"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	address  = "katapult_custom_certificate.c"
	typeName = "katapult_custom_certificate"
	kind     = "certificate"
	issuer   = "custom"
	creates  = "POST /organizations/organization/certificates"
	reads    = "GET /certificates/certificate"
)

func certificate(arguments ...string) string {
	return fmt.Sprintf("resource \"katapult_custom_certificate\" \"c\" {\n  %s\n}\n", strings.Join(arguments, "\n  "))
}

// argument sets an argument to a text of several lines.
func argument(name, text string) string { return fmt.Sprintf("%s = %q", name, text) }

// later is when certificates of tests expire.
func later() time.Time { return time.Now().AddDate(1, 0, 0) }

// issued returns the arguments for a certificate and its key, and the key.
func issued(t *testing.T, names ...string) (certificateIs, keyIs, key string) {
	t.Helper()
	text, key := acctest.NewCertificate(t, later(), names...)
	return argument("certificate", text), argument("private_key", key), key
}

func has(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return acctest.Has(address, attribute, value)
}

func is(attribute, value string) statecheck.StateCheck {
	return has(attribute, knownvalue.StringExact(value))
}

func wo(key string, version int) string {
	return argument("private_key_wo", key) + fmt.Sprintf("\n  private_key_wo_version = %d", version)
}

func TestLifeOfACertificate(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	pem, keyIs, key := issued(t, "www.example.com", "example.com")
	other, _, _ := issued(t, "shop.example.com")
	chain, _ := acctest.NewCertificate(t, later(), "An authority")
	names := has("additional_names", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact("example.com")}))
	w.Run(
		resource.TestStep{Config: certificate(pem, keyIs), ConfigStateChecks: []statecheck.StateCheck{
			is("name", "www.example.com"), names, is("issuer", issuer), is("state", "issued"), is("private_key", key), has("chain", knownvalue.Null()),
			has("last_issued_at", knownvalue.Null()), has("expires_at", knownvalue.NotNull()), has("private_key_wo_version", knownvalue.Null()),
		}},
		resource.TestStep{Config: certificate(pem, keyIs), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			Config:           certificate(pem, keyIs, argument("chain", chain)),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate), ConfigStateChecks: []statecheck.StateCheck{is("chain", chain)},
		},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			Config:           certificate(other, keyIs),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate), ConfigStateChecks: []statecheck.StateCheck{is("name", "shop.example.com")},
		},
		resource.TestStep{
			Config:           certificate(other, keyIs, `timeouts = { delete = "1m" }`),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
		},
	)
	if w.Count(reads) == 0 || w.Count("GET /tasks/task") > 0 {
		t.Errorf("%d polls", w.Count("GET /tasks/task"))
	}
}

// Editors and templates add and take line ends.
func TestWhiteSpaceAtTheEndIsNoChange(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	text, key := acctest.NewCertificate(t, later(), "www.example.com")
	trim := strings.TrimSpace
	w.Run(
		resource.TestStep{Config: certificate(argument("certificate", text), argument("private_key", key), argument("chain", text))},
		resource.TestStep{
			Config:           certificate(argument("certificate", trim(text)), argument("private_key", trim(key)), argument("chain", "\n"+text+"\n")),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: []statecheck.StateCheck{is("certificate", text), is("private_key", key), is("chain", text)},
		},
	)
}

func TestWriteOnlyKeyIsSentAndKeptNowhere(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	pem, _, key := issued(t, "www.example.com")
	none := []statecheck.StateCheck{has("private_key", knownvalue.Null()), has("private_key_wo", knownvalue.Null()), is("state", "issued")}
	w.Run(
		resource.TestStep{Config: certificate(pem, wo(key, 1)), ConfigStateChecks: none},
		resource.TestStep{
			PreConfig: func() {
				if object, _ := w.Object(w.Only(kind)); object["private_key"] != key {
					t.Errorf("the API has the key %v", object["private_key"])
				}
			},
			Config: certificate(pem, wo(key, 1)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: none,
		},
		resource.TestStep{
			Config:           certificate(pem, wo(key, 2)),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate), ConfigStateChecks: none,
		},
	)
}

func TestKeyMovesOutOfTheStateAndBackInPlace(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	pem, keyIs, key := issued(t, "www.example.com")
	w.Run(
		resource.TestStep{Config: certificate(pem, keyIs)},
		resource.TestStep{
			Config:           certificate(pem, wo(key, 1)),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: []statecheck.StateCheck{has("private_key", knownvalue.Null())},
		},
		resource.TestStep{
			Config:           certificate(pem, keyIs),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: []statecheck.StateCheck{is("private_key", key)},
		},
		resource.TestStep{ // neither: what there is stays
			Config:           certificate(pem),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: []statecheck.StateCheck{is("private_key", key)},
		},
	)
	if n := w.Count(creates); n != 1 {
		t.Errorf("%d creations", n)
	}
}

func TestInvalidArgumentsAreRefusedAtPlanWithoutShowingAKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	pem, keyIs, key := issued(t, "www.example.com")
	_, otherKey := acctest.NewOtherCertificate(t, later(), "www.example.com")
	expired, _ := acctest.NewCertificate(t, time.Now().Add(-time.Hour), "www.example.com")
	const mark = "c3VwZXJzZWNyZXRrZXkh"
	block := func(kind, more string) string {
		return "-----BEGIN " + kind + "-----\n" + more + mark + "\n-----END " + kind + "-----\n"
	}
	const elliptic = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIAb29sXHPdQvh1IkjXCEM0UkGsySTUqPDBPwTlvQGcYAoAoGCCqGSM49\nAwEHoUQDQgAE\n-----END EC PRIVATE KEY-----\n"
	for says, arguments := range map[string][]string{
		`private_key or private_key_wo has to be set`:                               {pem},
		`Either private_key or private_key_wo can be set`:                           {pem, keyIs, wo(key, 1)},
		`private_key_wo has to be set together with private_key_wo_version`:         {pem, argument("private_key_wo", key)},
		`private_key is not the key of this certificate, which is for "www.example`: {pem, argument("private_key", otherKey)},
		`private_key_wo is not the key of this certificate`:                         {pem, wo(otherKey, 1)},
		`private_key has to be in PEM format`:                                       {pem, argument("private_key", mark)},
		`private_key_wo has to be in PEM format`:                                    {pem, wo(mark, 1)},
		`private_key is encrypted`:                                                  {pem, argument("private_key", block("ENCRYPTED PRIVATE KEY", ""))},
		`private_key_wo is encrypted`:                                               {pem, wo(block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"), 1)},
		`private_key is no RSA key`:                                                 {pem, argument("private_key", elliptic)},
		`private_key is no private key that can be read`:                            {pem, argument("private_key", block("PRIVATE KEY", ""))},
		`certificate has to be in PEM format`:                                       {`certificate = "none"`, keyIs},
		`certificate is no certificate that can be read`:                            {`certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"`, keyIs},
		`chain has to be in PEM format`:                                             {pem, keyIs, `chain = "none"`},
		`the certificate has expired at`:                                            {argument("certificate", expired), keyIs},
		`must not be blank`:                                                         {pem, `private_key = " "`},
	} {
		output, err := w.Shell(certificate(arguments...)).Run("plan", "-no-color")
		if err == nil || !acctest.Matches(says).MatchString(output) {
			t.Errorf("it does not say %s:\n%s", says, output)
		}
		if line := strings.Split(key, "\n")[3]; strings.Contains(output, mark) || strings.Contains(output, line) {
			t.Errorf("the key is shown:\n%s", output)
		}
	}
	if n := w.Count(creates); n > 0 {
		t.Errorf("%d requests", n)
	}
}

// A certificate that is there does not have to be valid.
func TestExpiryIsNoChange(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, customcertificate.Object)
		text, key := acctest.NewCertificate(t, time.Now().Add(time.Hour), "www.example.com")
		config := certificate(argument("certificate", text), argument("private_key", key))
		w.Run(
			resource.TestStep{Config: config},
			resource.TestStep{PreConfig: func() { time.Sleep(2 * time.Hour) }, Config: config, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
		)
		id, pem, _ := made(t, w)
		w.Change(id, map[string]any{"expires_at": time.Now().Unix()})
		output, err := w.Shell(fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)+certificate(pem)).Run("plan", "-no-color")
		if err != nil || !strings.Contains(output, "1 to import, 0 to add, 0 to change") || !acctest.Matches(`Warning: Certificate needs attention`, `has expired at`).MatchString(output) {
			t.Errorf("%v\n%s", err, output)
		}
	})
}

func TestRefusalsShowNoKey(t *testing.T) {
	t.Parallel()
	pem, keyIs, key := issued(t, "www.example.com")
	line := strings.Split(key, "\n")[3]
	for sentence, at := range map[string]string{
		"Certificate is on a list": `certificate = "`, "Chain is on a list": `Creating it failed`, "Private key is on a list": `Creating it failed`,
		"What is this: " + key: `Creating it failed`,
	} {
		w := acctest.New(t, customcertificate.Object)
		w.Inject(simulator.Fault{
			Operation: creates, Status: http.StatusUnprocessableEntity, Code: "validation_error", Detail: map[string]any{"errors": []string{sentence}},
		})
		output, err := w.Shell(certificate(pem, keyIs)).Run("apply", "-auto-approve", "-no-color")
		_, output, _ = strings.Cut(output, "Error:")
		if err == nil || !acctest.Matches(`Cannot create katapult_custom_certificate`, at, strings.Split(sentence, ":")[0]).MatchString(output) || strings.Contains(output, line) {
			t.Errorf("%v\n%s", err, output)
		}
	}
}

func TestCreateWhoseAnswerIsLostMakesOneCertificate(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, customcertificate.Object)
			pem, keyIs, _ := issued(t, "www.example.com")
			w.AddCertificate(issuer, "www.example.com")
			w.AddCertificate("self_signed", "www.example.com")
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: certificate(pem, keyIs)},
				resource.TestStep{Config: certificate(pem, keyIs), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if left := w.Objects(kind); len(left) != 2 {
				t.Errorf("left behind: %d", len(left))
			}
		})
	}
}

func TestLostCertificateThatCannotBeToldIsSaid(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	pem, keyIs, _ := issued(t, "www.example.com")
	hidden := w.AddCertificate(issuer, "www.example.com")
	w.Change(hidden, map[string]any{"certificate": nil})
	w.Inject(simulator.Fault{Operation: creates, DropBefore: true})
	output, err := w.Shell(certificate(pem, keyIs)).Run("apply", "-auto-approve", "-no-color")
	_, output, _ = strings.Cut(output, "Error:")
	if err == nil || !acctest.Matches(`the certificate may have been created`, `Searching for it failed: the API does not tell which certificate `+hidden+` is`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

// made creates a certificate outside Terraform.
func made(t *testing.T, w *acctest.World) (id, pem, key string) {
	t.Helper()
	pem, key = acctest.NewCertificate(t, later(), "www.example.com")
	chain, _ := acctest.NewCertificate(t, later(), "An authority")
	response := w.Do("POST", "/organizations/organization/certificates", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"},
		"properties":   map[string]any{"issuer": issuer, "certificate": pem, "private_key": key, "chain": chain},
	})
	object, _ := response["certificate"].(map[string]any)
	id, _ = object["id"].(string)
	return id, argument("certificate", pem) + "\n  " + argument("chain", chain), key
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"by ID": "id = %q", "by name": "id = \"www.example.com\" # %s", "by identity": "identity = { id = %q }"} {
		for _, keyed := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, %t", name, keyed), func(t *testing.T) {
				t.Parallel()
				w := acctest.New(t, customcertificate.Object)
				id, pem, key := made(t, w)
				arguments := []string{pem}
				if keyed {
					arguments = append(arguments, argument("private_key", key))
				}
				w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
					Config:           fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, id) + certificate(arguments...),
					ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop), ConfigStateChecks: []statecheck.StateCheck{is("private_key", key)},
				})
			})
		}
	}
}

// Where the token may not see keys, the configured one gets into the state without a
// replacement: it belongs to the certificate.
func TestImportWithoutAKeyTakesTheConfiguredOne(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	id, pem, key := made(t, w)
	w.AddToken(katapult.Token{Value: acctest.Token, NoPrivateKeys: true})
	imports := fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
	w.Run(
		resource.TestStep{
			Config: imports + certificate(pem), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{has("private_key", knownvalue.Null())},
		},
		resource.TestStep{
			Config: certificate(pem, argument("private_key", key)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{is("private_key", key)},
		},
	)
}

func TestImportWithAWriteOnlyKeyTakesTheKeyOutOfTheState(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	id, pem, key := made(t, w)
	w.Run(
		resource.TestStep{
			Config:           fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + certificate(pem, wo(key, 1)),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: []statecheck.StateCheck{has("private_key", knownvalue.Null())},
		},
		resource.TestStep{Config: certificate(pem, wo(key, 1)), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestImportOfAnotherIssuerNamesTheRightType(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	pem, keyIs, _ := issued(t, "www.example.com")
	id := w.AddCertificate("lets_encrypt", "www.example.com")
	w.Run(resource.TestStep{
		Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + certificate(pem, keyIs), PlanOnly: true,
		ExpectError: acctest.Matches(`Cannot read katapult_custom_certificate`, `has the issuer lets_encrypt and not custom`, `katapult_lets_encrypt_certificate: import it`),
	})
}

// A generated configuration has null for what is sensitive.
func TestListedCertificatesAreImportedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	w.AddCertificate("self_signed", "www.example.com")
	made(t, w)
	config := w.ImportsListed(typeName, nil)
	if strings.Contains(config, "PRIVATE KEY") || !strings.Contains(config, "chain") {
		t.Error(config)
	}
	w.ImportsListed(typeName, map[string]string{"name_prefix": "www"})
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, customcertificate.Object)
	pem, keyIs, _ := issued(t, "www.example.com")
	w.Run(
		resource.TestStep{Config: certificate(pem, keyIs)},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.Only(kind)) },
			Config:    certificate(pem, keyIs), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}
