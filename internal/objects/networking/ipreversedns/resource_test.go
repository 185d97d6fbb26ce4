package ipreversedns_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ipallocation"
	"terraform-provider-katapult/internal/objects/networking/ipreversedns"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	typeName = "katapult_ip_reverse_dns"
	address  = typeName + ".web"
	kind     = "ip_address"
	reads    = "GET /ip_addresses/ip_address"
	updates  = "PATCH /ip_addresses/ip_address"
	lists    = "GET /organizations/organization/ip_addresses"
	poolName = "198-18-0-2.rdns.katapult.cloud"
)

// world has one address.
type world struct {
	*acctest.World

	ip string
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{World: acctest.New(t, ipreversedns.Object, ipallocation.Object)}
	w.ip = w.lease()
	return w
}

// lease leases an address outside Terraform.
func (w world) lease() string {
	response := w.Do("POST", "/organizations/organization/ip_addresses", map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "network": map[string]any{"permalink": "uk-lon-01-public"}, "version": "ipv4",
	})
	leased, _ := response[kind].(map[string]any)
	id, _ := leased["id"].(string)
	return id
}

// web configures the name of the address.
func (w world) web(name string, more ...string) string {
	return fmt.Sprintf("resource %q \"web\" {\nip_address_id = %q\nreverse_dns = %q\n%s\n}\n", typeName, w.ip, name, strings.Join(more, "\n"))
}

// name returns what the address resolves to.
func (w world) name() any {
	object, _ := w.Object(w.ip)
	return object["reverse_dns"]
}

func (w world) expect(t *testing.T, name string) {
	t.Helper()
	if w.name() != name {
		t.Errorf("it resolves to %v, want %s", w.name(), name)
	}
}

func (w world) is(name string) []statecheck.StateCheck {
	return []statecheck.StateCheck{
		acctest.Has(address, "id", knownvalue.StringExact(w.ip)),
		acctest.Has(address, "ip_address_id", knownvalue.StringExact(w.ip)),
		acctest.Has(address, "reverse_dns", knownvalue.StringExact(name)),
		acctest.Has(address, "address", knownvalue.StringExact("198.18.0.2")),
	}
}

func TestNameIsSetChangedAndReset(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.ip
	w.Run(
		resource.TestStep{Config: w.web("www.example.com"), ConfigStateChecks: w.is("www.example.com")},
		resource.TestStep{Config: w.web("mail.example.com"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate), ConfigStateChecks: w.is("mail.example.com")},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateIdFunc: acctest.AttributeOf(address, "id")},
	)
	w.expect(t, poolName)
	w.ip = w.lease()
	second := w.web("www.example.com")
	w.ip = first
	w.Run(
		resource.TestStep{Config: w.web("www.example.com")},
		resource.TestStep{Config: second, ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionDestroyBeforeCreate)},
	)
	w.expect(t, poolName)
}

// Neither the configuration nor the API decides how a name is spelled.
func TestSpellingOfANameIsNoChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	keeps := acctest.Plans(address, plancheck.ResourceActionNoop)
	w.Run(
		resource.TestStep{Config: w.web("WWW.Example.com."), ConfigStateChecks: w.is("WWW.Example.com.")},
		resource.TestStep{Config: w.web("www.example.com"), ConfigPlanChecks: keeps},
		resource.TestStep{PreConfig: func() { w.Change(w.ip, map[string]any{"reverse_dns": "www.EXAMPLE.com."}) }, Config: w.web("www.example.com"), ConfigPlanChecks: keeps},
	)
	for _, r := range w.Requests() {
		if r.Operation == updates && strings.Contains(string(r.Body), "com.") {
			t.Errorf("sent %s", r.Body)
		}
	}
	w.expect(t, poolName)
}

// An output would show any other spelling as a change.
func TestSpellingInTheStateStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shell := w.Shell(w.web("WWW.example.com.") + "output \"name\" {\n  value = katapult_ip_reverse_dns.web.reverse_dns\n}\n")
	for _, arguments := range [][]string{{"apply", "-auto-approve"}, {"plan", "-detailed-exitcode"}} {
		if output, err := shell.Run(append(arguments, "-no-color")...); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
	}
}

func TestWhatIsNoHostNameIsRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", " ", "www", "www.", "www example.com", ".example.com", "www..example.com", "-www.example.com", "www.exämple.com", "https://www.example.com", strings.Repeat("a", 64) + ".com", strings.Repeat("abc.", 64) + "com"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world{acctest.New(t, ipreversedns.Object), "ip_x"}
			w.Run(resource.TestStep{Config: w.web(name), PlanOnly: true, ExpectError: acctest.Matches(`reverse_dns = "`, `fully qualified host name|at most 254`)})
			if n := len(w.Requests()); n > 0 {
				t.Errorf("%d requests for a configuration that cannot work", n)
			}
		})
	}
	for _, name := range []string{"a.de", "1.2.3.example.com", "_dmarc.example.com", "xn--exmple-cua.com", "a-b.c--d.example"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Run(resource.TestStep{Config: w.web(name)})
		})
	}
}

func TestImportPlansNothing(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]string{"by ID": "id = %q", "by address": "id = \"198.18.0.2\" # %s"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Change(w.ip, map[string]any{"reverse_dns": "www.example.com"})
			shell := w.Shell(fmt.Sprintf("import {\n  to = %s\n  "+by+"\n}\n", address, w.ip) + w.web("WWW.example.com"))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil || !strings.Contains(output, "1 imported, 0 added, 0 changed") {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

func TestImportByIdentityPlansNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Change(w.ip, map[string]any{"reverse_dns": "www.example.com"})
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { ip_address_id = %q }\n}\n", address, w.ip) + w.web("www.example.com"),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportOfWhatDoesNotExistSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string]string{
		"ip_doesnotexist0000": `Cannot import non-existent remote object`,
		"vm_doesnotexist0000": `is not of the form IP_ADDRESS_ID, such as ip_…, nor an IP address`,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + w.web("www.example.com"), PlanOnly: true,
				ExpectError: acctest.Matches(says),
			})
		})
	}
}

func TestNameThatWasSetAnewIsSetBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Run(
		resource.TestStep{Config: w.web("www.example.com")},
		resource.TestStep{
			PreConfig: func() { w.Change(w.ip, map[string]any{"reverse_dns": "edited.example.com"}) },
			Config:    w.web("www.example.com"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
		},
		resource.TestStep{
			PreConfig: func() { w.Remove(w.ip); w.lease() }, // the same address again, under the same ID
			Config:    w.web("www.example.com"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
		},
	)
}

func TestAddressThatIsGoneIsPlannedAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shell := w.Shell(w.web("www.example.com"))
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	w.Remove(w.ip)
	output, err := shell.Run("apply", "-auto-approve", "-no-color")
	if err == nil || !acctest.Matches(`Cannot create katapult_ip_reverse_dns`, `ip_address_id\s+= "`, `404 ip_address_not_found`).MatchString(output) {
		t.Errorf("%v\n%s", err, output)
	}
}

// An allocation sets the name anew, so it has to come first.
func TestNameComesAfterTheAllocationThatItDependsOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	machine := w.AddVirtualMachine(katapult.VM{Name: "web", Interface: true, Addresses: []string{}})
	w.Run(resource.TestStep{
		Config: fmt.Sprintf("resource \"katapult_ip_allocation\" \"a\" {\n  ip_address_id = %q\n  virtual_machine_id = %q\n}\n", w.ip, machine) +
			w.web("www.example.com", "depends_on = [katapult_ip_allocation.a]"),
		ConfigStateChecks: w.is("www.example.com"),
	})
	w.expect(t, poolName)
}

func TestDestroyOfWhatHasChanged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		happens func(w world)
		warning string
		after   string
	}{
		"another name by now": {func(w world) { w.Change(w.ip, map[string]any{"reverse_dns": "other.example.com"}) }, "", "other.example.com"},
		"another spelling":    {func(w world) { w.Change(w.ip, map[string]any{"reverse_dns": "WWW.example.com."}) }, "", poolName},
		"the address is gone": {func(w world) { w.Remove(w.ip) }, "", ""},
		"the answer is lost":  {func(w world) { w.Inject(simulator.Fault{Operation: updates, DropAfter: true}) }, "", poolName},
		"released meanwhile": {func(w world) {
			w.Inject(simulator.Fault{Operation: updates, Status: 404, Code: "ip_address_not_found"})
		}, "", "www.example.com"},
		"the API refuses that": {func(w world) { w.Inject(refusal("Reverse dns can't be blank")) }, `Warning: Name of an IP address kept`, "www.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			shell := w.Shell(w.web("www.example.com"))
			if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
			test.happens(w)
			output, err := shell.Run("destroy", "-refresh=false", "-auto-approve", "-no-color")
			if err != nil || strings.Contains(output, "Warning") != (test.warning != "") || !strings.Contains(output, test.warning) {
				t.Errorf("%v\n%s", err, output)
			}
			if test.after != "" {
				w.expect(t, test.after)
			}
		})
	}
}

func refusal(sentence string) simulator.Fault {
	return simulator.Fault{
		Operation: updates, Status: http.StatusUnprocessableEntity, Code: "validation_error",
		Description: "A validation error occurred", Detail: map[string]any{"errors": []string{sentence}},
	}
}

func TestRefusedNameIsSaidAtItsArgument(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Run(
		resource.TestStep{
			PreConfig: func() { w.Inject(refusal("Reverse dns must resolve to the address")) },
			Config:    w.web("www.example.com"),
			ExpectError: acctest.Matches(`Cannot create katapult_ip_reverse_dns`, `reverse_dns = "www.example.com"`,
				`Reverse dns must resolve to the address`, `422 validation_error`),
		},
		resource.TestStep{Config: w.web("www.example.com"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate)},
		resource.TestStep{
			PreConfig:   func() { w.Inject(refusal("Reverse dns must resolve to the address")) },
			Config:      w.web("mail.example.com"),
			ExpectError: acctest.Matches(`Cannot update katapult_ip_reverse_dns`, `reverse_dns = "mail.example.com"`, `Updating "198.18.0.2" \(ip_\w+\) failed`),
		},
		resource.TestStep{Config: w.web("www.example.com"), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestLostAnswersDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Inject(fault.On(updates))
			w.Run(resource.TestStep{Config: w.web("www.example.com")})
		})
	}
}

func TestNameStaysWhenTheResourceIsRenamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shell := w.Shell(w.web("www.example.com"))
	for _, name := range []string{"web", "www", "web", "www"} {
		shell.Configure(w.ProviderBlock() + strings.Replace(w.web("www.example.com"), `"web"`, `"`+name+`"`, 1))
		if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		w.expect(t, "www.example.com")
	}
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestPlanOfManyNamesTakesOneList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := []string{w.ip}
	for range 29 {
		ids = append(ids, w.lease())
	}
	shell := w.Shell(fmt.Sprintf("locals {\n  ids = [\"%s\"]\n}\nresource %q \"many\" {\n  count = 30\n  ip_address_id = local.ids[count.index]\n  reverse_dns = \"www-${count.index}.example.com\"\n}\n",
		strings.Join(ids, `", "`), typeName))
	w.ResetRequests()
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count(updates) != 30 || w.Count(reads) > 0 {
		t.Errorf("%d changes, %d reads", w.Count(updates), w.Count(reads))
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count(reads) != 3 || w.Count(lists) != 1 || len(w.Requests()) != 5 {
		t.Errorf("%d reads and %d lists of %d requests", w.Count(reads), w.Count(lists), len(w.Requests()))
	}
}
