package provider_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

const (
	readMachine   = "GET /virtual_machines/virtual_machine"
	readDisk      = "GET /disks/disk"
	readInterface = "GET /virtual_machine_network_interfaces/virtual_machine_network_interface"
	readBalancer  = "GET /load_balancers/load_balancer"
	readPolicies  = "GET /organizations/organization/disk_backup_policies"
	openConsole   = "POST /virtual_machines/virtual_machine/console_sessions"
	createToken   = "POST /organizations/organization/api_tokens"
	renewSecret   = "POST /api_tokens/api_token/regenerate_secret"
	build         = "POST /organizations/organization/virtual_machines/build_from_spec"
)

// safe has a machine with a disk, an interface and its address, and a SailPoint
// tenant. Its configuration uses everything that the provider offers for them.
// Every response that may contain secrets does.
type safe struct {
	vault

	sail *acctest.SailPoint
	// kept are the secrets that state and plan have, and nothing else.
	kept map[string]bool
}

// Names of secrets.
const (
	rootPassword    = "the root password of machines"
	diskPassword    = "the root password of a disk"
	backendKey      = "the key of a load balancer"
	consoleSession  = "the address of a console session"
	templateOption  = "a write-only option of a disk template"
	katapultToken   = "the Katapult token"
	managedSecret   = "the secret of a managed API token"
	temporarySecret = "the secret of an API token for the run"
)

// carries are the secrets that responses contain, by operation.
var carries = map[string][]string{
	readMachine:  {rootPassword},
	readDisk:     {diskPassword},
	readBalancer: {rootPassword, backendKey},
	"POST /organizations/organization/load_balancers":             {rootPassword, backendKey},
	"GET /organizations/organization/load_balancers":              {rootPassword},
	"PATCH /load_balancers/load_balancer":                         {rootPassword, backendKey},
	readPolicies:                                                  {rootPassword, diskPassword},
	"POST /virtual_machines/virtual_machine/disk_backup_policies": {rootPassword},
	"POST /disks/disk/disk_backup_policies":                       {diskPassword},
	"PATCH /disk_backup_policies/disk_backup_policy":              {rootPassword, diskPassword},
	createToken: {managedSecret, temporarySecret},
	renewSecret: {managedSecret},
	openConsole: {consoleSession},
}

const (
	person = "2c9180a46faadee4016fb4e018c20639"
	// writeOnly reaches Terraform by the environment alone.
	writeOnly = "wr1t3-0nly-p4ssw0rd-0f-4-t3mpl4t3"
	// forTheRun is the name of the API token of the ephemeral resource.
	forTheRun = "for-the-run"
)

func newSafe(t *testing.T) *safe {
	t.Helper()
	w, sail := acctest.New(t, registry.All()...), acctest.NewSailPoint(t, registry.All()...)
	address := w.AddVirtualMachine(simulator.VM{Name: "elsewhere", Interface: true})
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	disk := w.AddDisk("data")
	const passwordOfDisk = "d1sk-r00t-passw0rd-0f-4n-im4ge"
	w.Change(disk, map[string]any{"state": "built", "installation": withPassword(w, passwordOfDisk)})
	s := &safe{sail: sail, kept: map[string]bool{}}
	s.World, s.handed, s.secrets = w, map[string][]string{}, map[string]string{
		katapultToken:        acctest.Token,
		"SailPoint's secret": acctest.SailPointSecret,
		rootPassword:         simulator.RootPassword,
		diskPassword:         passwordOfDisk,
		backendKey:           simulator.BackendKey,
		consoleSession:       simulator.ConsoleSecret,
		templateOption:       writeOnly,
	}
	s.mayBeIn = func(name, place string) bool {
		return s.kept[name] && (place == shownPlace || isState(place))
	}
	w.Observe(s.recordResponse)
	sail.Observe(func(e sailpoint.Exchange) {
		if e.Path == "/oauth/token" {
			s.issued(e.ResponseBody)
		}
	})
	s.Shell = w.ProgramShell(everythingSecret(machine, disk, address))
	for _, variable := range []string{
		"SAIL_BASE_URL=" + sail.URL, "SAIL_CLIENT_ID=" + acctest.SailPointID, "SAIL_CLIENT_SECRET=" + acctest.SailPointSecret,
		"TF_VAR_template_password=" + writeOnly,
	} {
		s.Set(variable)
	}
	return s
}

// withPassword returns the source of a disk, with another password.
func withPassword(w *acctest.World, password string) any {
	for _, d := range w.Objects("disk") {
		if d["installation"] == nil {
			continue
		}
		text, _ := json.Marshal(d["installation"])
		var other any
		_ = json.Unmarshal([]byte(strings.ReplaceAll(string(text), simulator.RootPassword, password)), &other)
		return other
	}
	return nil
}

// recordResponse records the secrets in a response of Katapult.
func (s *safe) recordResponse(e simulator.Exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var made struct {
		Token struct{ Name, Secret string } `json:"api_token"`
	}
	_ = json.Unmarshal(e.ResponseBody, &made) // another type, or no JSON
	if secret := made.Token.Secret; secret != "" {
		name := managedSecret
		if made.Token.Name == forTheRun {
			name = temporarySecret
		}
		s.handed[name] = append(s.handed[name], e.Operation)
		issued := fmt.Sprintf("%s, number %d", name, len(s.secrets))
		s.secrets[issued], s.kept[issued] = secret, name == managedSecret
	}
	s.note(e)
}

func (s *safe) issued(body []byte) {
	token := tokenIn(body)
	if token == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets[fmt.Sprintf("access token %d of SailPoint", len(s.secrets))] = token
}

// tokenIn returns the access token in the response to a login.
func tokenIn(body []byte) string {
	var answer struct {
		Token string `json:"access_token"`
	}
	_ = json.Unmarshal(body, &answer) // another type, or no JSON
	return answer.Token
}

// checkHanded checks that the secrets were in responses, where they have to be.
func (s *safe) checkHanded(t *testing.T) {
	t.Helper()
	for operation, names := range carries {
		for _, name := range names {
			if !slices.Contains(s.handed[name], operation) {
				t.Errorf("no answer to %s had %s", operation, name)
			}
		}
	}
	sent := false
	for _, r := range s.Requests() {
		sent = sent || r.Operation == build && strings.Contains(string(r.Body), writeOnly)
	}
	if !sent || len(s.handed[templateOption]) == 0 {
		t.Errorf("%s was sent: %t; and it was in answers to %q", templateOption, sent, s.handed[templateOption])
	}
}

func everythingSecret(machine, disk, other string) string {
	return fmt.Sprintf(`
variable "attached" {
  default = true
}

locals {
  machine = %q
  disk    = %q
  other   = %q
}

resource "katapult_virtual_machine_group" "all" {
  name = "all"
}

resource "katapult_disk_assignment" "all" {
  virtual_machine_id = local.machine
  disk_id            = local.disk
  attached           = var.attached
}

resource "katapult_virtual_machine_network_interface" "all" {
  virtual_machine_id    = local.machine
  network_id            = "netw_gVRkZdSKczfNg34P"
  network_speed_profile = "1gbps"
  attached              = var.attached
}

resource "katapult_load_balancer" "all" {
  name                = var.attached ? "all" : "detached"
  data_center_id      = "loc_UUhPmoCbpic6UX0Y"
  virtual_machine_ids = [local.machine]
  weights             = { (local.machine) = 7 }
}

resource "katapult_load_balancer_rule" "all" {
  load_balancer_id = katapult_load_balancer.all.id
  listen_port      = 80
  destination_port = 80
  protocol         = "HTTP"
}

resource "katapult_disk_backup_policy" "machine" {
  virtual_machine_id = local.machine
  retention          = var.attached ? 7 : 8
}

resource "katapult_disk_backup_policy" "disk" {
  disk_id   = local.disk
  retention = var.attached ? 7 : 8
}

resource "katapult_api_token" "all" {
  name           = "all"
  scopes         = ["tags:read"]
  secret_version = var.attached ? "1" : "2"
}

variable "template_password" {
  ephemeral = true
}

variable "built" {
  default = 0
}

resource "katapult_virtual_machine" "all" {
  count                            = var.built
  name                             = "built"
  data_center                      = "uk-lon-01"
  package                          = "rock-1"
  disk_template                    = "ubuntu-18-04"
  disk_template_options_wo         = { root_password = var.template_password }
  disk_template_options_wo_version = 1
}

ephemeral "katapult_api_token" "all" {
  name   = %[5]q
  scopes = ["tags:read"]
}

ephemeral "katapult_virtual_machine_console_session" "all" {
  virtual_machine_id = local.machine
}

ephemeral "katapult_virtual_machine_root_password" "all" {
  virtual_machine_id = local.machine
}

ephemeral "katapult_load_balancer_backend_certificate" "all" {
  load_balancer_id = katapult_load_balancer.all.id
}

data "katapult_api_tokens" "all" {
  depends_on = [katapult_api_token.all]
}

data "katapult_disk_backup_policies" "all" {
  depends_on = [katapult_disk_backup_policy.machine, katapult_disk_backup_policy.disk]
}

resource "katapult_sailpoint_governance_group" "all" {
  name        = "all"
  owner_id    = %[4]q
  description = var.attached ? "" : "Detached."
}

resource "katapult_sailpoint_governance_group_members" "all" {
  group_id   = katapult_sailpoint_governance_group.all.id
  member_ids = [%[4]q]
}

data "katapult_virtual_machine" "all" {
  id = local.machine
}

data "katapult_virtual_machine" "other" {
  id = local.other
}

data "katapult_ip" "all" {
  address = one(data.katapult_virtual_machine.other.ip_addresses)
}

data "katapult_virtual_machines" "all" {
}

data "katapult_virtual_machine_group" "all" {
  id = katapult_virtual_machine_group.all.id
}

data "katapult_virtual_machine_groups" "all" {
}

data "katapult_disk" "all" {
  id = local.disk
}

data "katapult_disks" "all" {
}

data "katapult_virtual_machine_disks" "all" {
  virtual_machine_id = local.machine
}

data "katapult_load_balancer" "all" {
  id = katapult_load_balancer.all.id
}

data "katapult_load_balancers" "all" {
  depends_on = [katapult_load_balancer.all]
}

data "katapult_load_balancer_rules" "all" {
  load_balancer_id = katapult_load_balancer.all.id
}

data "katapult_organization_deletion_steps" "all" {
}

data "katapult_sailpoint_governance_group" "all" {
  id = katapult_sailpoint_governance_group.all.id
}

data "katapult_sailpoint_governance_groups" "all" {
}

data "katapult_sailpoint_governance_group_connections" "all" {
  group_id = katapult_sailpoint_governance_group.all.id
}

output "all" {
  value = [data.katapult_virtual_machine.all, data.katapult_virtual_machines.all, data.katapult_disk.all, data.katapult_disks.all,
    data.katapult_virtual_machine_disks.all, data.katapult_ip.all, data.katapult_organization_deletion_steps.all,
    data.katapult_load_balancer.all, data.katapult_load_balancers.all, data.katapult_load_balancer_rules.all, katapult_load_balancer.all,
    data.katapult_api_tokens.all, data.katapult_disk_backup_policies.all]
}
`, machine, disk, other, person, forTheRun)
}

// TestSecretsAppearNowhere: without faults, no secret is in logs of any format,
// output, plans or states.
func TestSecretsAppearNowhere(t *testing.T) {
	t.Parallel()
	for name, variables := range map[string][]string{
		"all logs, mixed with the output":       {"TF_LOG=TRACE", "TF_LOG_SDK_PROTO_DATA_DIR=."},
		"all logs as JSON, in a file":           {"TF_LOG=JSON", "TF_LOG_PATH=terraform.log"},
		"the log of the provider":               {"TF_LOG_PROVIDER=TRACE", "TF_LOG_PATH=terraform.log"},
		"the log of what the provider rests on": {"TF_LOG=TRACE", "TF_LOG_SDK=TRACE", "TF_LOG_PATH=terraform.log"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSafe(t)
			for _, v := range variables {
				s.Set(v)
			}
			s.Set("TF_VAR_built=1")
			s.succeeds(t,
				[]string{"plan", "-out=first.plan"}, []string{"show", "-json", "first.plan"}, []string{"apply", "first.plan"},
				[]string{"apply", "-auto-approve", "-var=attached=false"}, []string{"show", "-json"}, []string{"destroy", "-auto-approve"})
			s.search(t)
			s.checkHanded(t)
			if log := s.printed.String() + s.Files()["terraform.log"]; !strings.Contains(log, "API request") {
				t.Error("the log has no line for a request")
			}
		})
	}
}
