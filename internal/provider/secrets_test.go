package provider_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
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
)

// safe has a machine with a disk, an interface and its address, and a SailPoint
// tenant. Its configuration uses everything that the provider offers for them.
// Every response that may contain secrets does.
type safe struct {
	*acctest.World
	*acctest.Shell

	sail    *acctest.SailPoint
	printed strings.Builder

	mu sync.Mutex
	// secrets maps names to secrets. SailPoint's access tokens are added once
	// issued.
	secrets map[string]string
	// handed are the secrets that a response has contained.
	handed map[string]bool
}

const person = "2c9180a46faadee4016fb4e018c20639"

func newSafe(t *testing.T) *safe {
	t.Helper()
	w, sail := acctest.New(t, registry.All()...), acctest.NewSailPoint(t, registry.All()...)
	address := w.AddVirtualMachine(simulator.VM{Name: "elsewhere", Interface: true})
	machine := w.AddVirtualMachine(simulator.VM{Name: "web"})
	disk := w.AddDisk("data")
	const diskPassword = "d1sk-r00t-passw0rd-0f-4n-im4ge"
	w.Change(disk, map[string]any{"state": "built", "installation": withPassword(w, diskPassword)})
	s := &safe{
		World: w, sail: sail, handed: map[string]bool{},
		secrets: map[string]string{
			"the Katapult token":            acctest.Token,
			"SailPoint's secret":            acctest.SailPointSecret,
			"the root password of machines": simulator.RootPassword,
			"the root password of a disk":   diskPassword,
			"the key of a load balancer":    simulator.BackendKey,
		},
	}
	w.Observe(func(e simulator.Exchange) { s.recordResponse(e.ResponseBody) })
	sail.Observe(func(e sailpoint.Exchange) {
		if e.Path == "/oauth/token" {
			s.issued(e.ResponseBody)
		}
	})
	s.Shell = w.ProgramShell(everythingSecret(machine, disk, address))
	for _, variable := range []string{"SAIL_BASE_URL=" + sail.URL, "SAIL_CLIENT_ID=" + acctest.SailPointID, "SAIL_CLIENT_SECRET=" + acctest.SailPointSecret} {
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

// recordResponse records the secrets in a response.
func (s *safe) recordResponse(body []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, secret := range s.secrets {
		s.handed[name] = s.handed[name] || strings.Contains(string(body), secret)
	}
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

// run runs Terraform and records its output.
func (s *safe) run(t *testing.T, succeeds bool, arguments ...string) {
	t.Helper()
	output, err := s.Shell.Run(append(arguments, "-no-color")...)
	if (err == nil) != succeeds {
		t.Errorf("%v: %v\n%s", arguments, err, output[max(0, len(output)-4000):])
	}
	s.printed.WriteString(output)
}

// search looks for the secrets in all output and all files.
func (s *safe) search(t *testing.T) {
	t.Helper()
	places := s.Files()
	places["the output"] = s.printed.String()
	s.mu.Lock()
	defer s.mu.Unlock()
	for place, text := range places {
		for name, secret := range s.secrets {
			// Part of a secret is enough: a truncated text may end in the middle of one.
			if at := strings.Index(text, secret[len(secret)/4:len(secret)*3/4]); at >= 0 {
				t.Errorf("%s is in %s: …%s…", name, place, text[max(0, at-300):min(len(text), at+len(secret))])
			}
		}
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

resource "katapult_sailpoint_governance_group" "all" {
  name        = "all"
  owner_id    = %q
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
    data.katapult_load_balancer.all, data.katapult_load_balancers.all, data.katapult_load_balancer_rules.all, katapult_load_balancer.all]
}
`, machine, disk, other, person)
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
			s.run(t, true, "plan", "-out=first.plan")
			s.run(t, true, "show", "-json", "first.plan")
			s.run(t, true, "apply", "first.plan")
			s.run(t, true, "apply", "-auto-approve", "-var=attached=false")
			s.run(t, true, "show", "-json")
			s.run(t, true, "destroy", "-auto-approve")
			s.search(t)
			for name := range s.secrets {
				if regexp.MustCompile("password|key").MatchString(name) != s.handed[name] {
					t.Errorf("%s was in an answer: %t", name, s.handed[name])
				}
			}
			if log := s.printed.String() + s.Files()["terraform.log"]; !strings.Contains(log, "API request") {
				t.Error("the log has no line for a request")
			}
		})
	}
}
