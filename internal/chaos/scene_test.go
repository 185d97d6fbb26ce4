package chaos_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
)

// changing is one of each object of a machine, in a form that can be changed, and in an order
// that is the same in every run.
const changing = `
variable "changed" {
  default = false
}

resource "katapult_virtual_machine_group" "this" {
  name = var.changed ? "after" : "before"
}

resource "katapult_disk_assignment" "this" {
  disk_id            = "DISK"
  virtual_machine_id = "MACHINE"
  attached           = !var.changed
  depends_on         = [katapult_virtual_machine_group.this]
}

resource "katapult_virtual_machine_network_interface" "this" {
  virtual_machine_id    = "MACHINE"
  network_id            = "netw_gVRkZdSKczfNg34P"
  ip_address_ids        = [var.changed ? "ADDRESS" : "OTHER"]
  network_speed_profile = var.changed ? "500mbps" : "1gbps"
  depends_on            = [katapult_disk_assignment.this]
}

resource "katapult_tag" "built" {
  name       = "built"
  color      = var.changed ? "teal" : "red"
  depends_on = [katapult_virtual_machine_network_interface.this]
}

resource "katapult_virtual_network" "built" {
  name           = var.changed ? "after" : "before"
  data_center_id = "loc_UUhPmoCbpic6UX0Y"
  depends_on     = [katapult_tag.built]
}

resource "katapult_ip" "built" {
  network_id = "netw_gVRkZdSKczfNg34P"
  depends_on = [katapult_virtual_network.built]
}

resource "katapult_virtual_machine" "built" {
  name                = "built"
  hostname            = "built"
  description         = var.changed ? "after" : "before"
  data_center         = "uk-lon-01"
  package             = var.changed ? "rock-3" : "rock-1"
  disk_template       = "ubuntu-18-04"
  virtual_network_ids = [katapult_virtual_network.built.id]
  tags                = [katapult_tag.built.name]
  depends_on          = [katapult_ip.built]
}

resource "katapult_disk" "built" {
  name          = "built"
  size_in_gb    = var.changed ? 11 : 10
  resize_method = "online"
  data_center   = "uk-lon-01"
  depends_on    = [katapult_virtual_machine.built]
}

resource "katapult_disk_assignment" "built" {
  disk_id            = katapult_disk.built.id
  virtual_machine_id = katapult_virtual_machine.built.id
}

resource "katapult_disk_backup_policy" "built" {
  disk_id    = katapult_disk.built.id
  retention  = var.changed ? 8 : 7
  depends_on = [katapult_disk_assignment.built]
}

resource "katapult_virtual_machine_network_interface" "built" {
  virtual_machine_id    = katapult_virtual_machine.built.id
  network_id            = "netw_gVRkZdSKczfNg34P"
  network_speed_profile = "1gbps"
  depends_on            = [katapult_disk_backup_policy.built]
}

resource "katapult_ip_allocation" "built" {
  ip_address_id      = katapult_ip.built.id
  virtual_machine_id = katapult_virtual_machine.built.id
  depends_on         = [katapult_virtual_machine_network_interface.built]
}
`

// phases are the runs of a scene. Each goes on from the one before in inOrder.
var (
	phases = map[string][]string{
		"apply":   {"apply"},
		"update":  {"apply", "-var=changed=true"},
		"destroy": {"destroy", "-var=changed=true"},
	}
	inOrder = []string{"apply", "update", "destroy"}
)

// plot is a configuration to apply, update and destroy one request after the other.
type plot struct {
	name string
	// config has DISK, MACHINE and two addresses, ADDRESS and OTHER, in the place of IDs, and
	// ISSUED and KEY for a certificate.
	config string
	// wanted are the objects that there have to be, before the change or after it.
	wanted func(s scene, name string) map[string]int
	// differ are the requests after which the short form kills the provider, where all others
	// are like one of them. Without any it tries all.
	differ []string
}

// plots are the configurations of all scenes.
var plots = []plot{
	{"machine", changing, machineAfter, nil},
	{"services", serving, servicesAfter, servicesDiffer},
	{"storage", storing, storageAfter, storageDiffer},
}

// isTried reports whether the short form tries a request. It tries each once.
func (p plot) isTried(operation string) bool {
	return *everyRequest || p.differ == nil || slices.Contains(p.differ, operation)
}

// scene is a cloud with a machine, and the configuration of a plot.
type scene struct {
	*acctest.World
	plot

	shell                 *acctest.Shell
	config, disk, machine string
}

// newScene is a scene in which nothing has been applied yet.
func newScene(t *testing.T, w *acctest.World, p plot) scene {
	t.Helper()
	fixture, more := chaos.NewFixture(t, w, 1), chaos.NewFixture(t, w, 1)
	s := scene{World: w, plot: p, shell: newShell(t, w), disk: fixture.Disks[0], machine: fixture.Machines[0]}
	s.config = w.ProviderBlock() + s.written(newStorage(t, 1, ""), fixture.Addresses[0], more.Addresses[0])
	s.shell.Configure(s.config)
	return s
}

// written is the configuration of the plot, with the names in it filled in.
func (s scene) written(certificate chaos.Storage, addresses ...string) string {
	return strings.NewReplacer(
		"DISK", s.disk, "MACHINE", s.machine, "ADDRESS", addresses[0], "OTHER", addresses[1],
		"ISSUED", strconv.Quote(certificate.Certificate), "KEY", strconv.Quote(certificate.Key),
	).Replace(s.plot.config)
}

// arguments are those of a run that does everything in order.
func arguments(phase string) []string {
	return append(slices.Clone(phases[phase]), "-auto-approve", "-no-color", "-parallelism=1")
}

func (s scene) try(phase string) (string, error) { return s.shell.Run(arguments(phase)...) }

func (s scene) run(t *testing.T, phase string) {
	t.Helper()
	if output, err := s.try(phase); err != nil {
		t.Fatalf("%s: %v\n%s", phase, err, output)
	}
}

// agrees checks that after a phase nothing is left to do, and that everything is there once.
func (s scene) agrees(t *testing.T, phase string) {
	t.Helper()
	if phase != "destroy" {
		arguments := append([]string{"plan", "-detailed-exitcode", "-no-color"}, phases[phase][1:]...)
		if output, err := s.shell.Run(arguments...); err != nil {
			t.Errorf("the plan after the %s is not empty: %v\n%s", phase, err, output)
		}
	}
	var wanted map[string]int
	if name := map[string]string{"apply": "before", "update": "after"}[phase]; name != "" {
		wanted = s.wanted(s, name)
	}
	if audit := compare(t, s.World, wanted, s.shell); !audit.Clean() {
		t.Errorf("after the %s: %s", phase, audit)
	}
}

// machineAfter are the objects of changing, before or after its change.
func machineAfter(s scene, name string) map[string]int {
	const public = "netw_gVRkZdSKczfNg34P"
	return map[string]int{
		"virtual_machine_group " + name:               1,
		s.machine + "/" + s.disk:                      1,
		"interface of " + s.machine + " on " + public: 1,
		"address of " + s.machine:                     1,
		"tag built":                                   1,
		"virtual_network " + name:                     1,
		"ip_address":                                  1,
		"virtual_machine built":                       1,
		"interface of built on " + name:               1,
		"disk built":                                  1,
		"built/built":                                 1,
		"disk_backup_policy built":                    1,
		"interface of built on " + public:             1,
		"address of built":                            1,
	}
}

// writes are the requests of a phase that change something.
func (s scene) writes() []string {
	var operations []string
	for _, r := range s.Requests() {
		if !strings.HasPrefix(r.Operation, "GET ") {
			operations = append(operations, r.Operation)
		}
	}
	return operations
}
