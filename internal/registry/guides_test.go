package registry_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	"terraform-provider-katapult/internal/simulator"
)

var fenced = regexp.MustCompile("(?ms)^```terraform\n(.*?)^```$")

// support is an identity that exists in every tenant.
const support = "2c9180a46faadee4016fb4e018c20639"

// TestGuideToDecommissioningPlans plans the guide's blocks together, with a
// provider for both APIs. Its data sources find remaining objects.
func TestGuideToDecommissioningPlans(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "templates/guides/decommissioning-an-estate.md"))
	if err != nil {
		t.Fatal(err)
	}
	k, s := acctest.New(t, registry.All()...), acctest.NewSailPoint(t, registry.All()...)
	var config strings.Builder
	config.WriteString(k.ProviderBlock(fmt.Sprintf("sailpoint = {\n base_url = %q\n client_id = %q\n client_secret = %q\n}",
		s.URL, acctest.SailPointID, acctest.SailPointSecret)))
	for _, block := range fenced.FindAllStringSubmatch(string(content), -1) {
		if !strings.HasPrefix(block[1], "provider ") && !strings.HasPrefix(block[1], "action ") { // Terraform 1.14 knows actions
			config.WriteString(block[1])
		}
	}
	k.Run(resource.TestStep{Config: config.String(), PlanOnly: true, ExpectNonEmptyPlan: true})

	s.Connect(s.AddGroup("estate-operators", support), map[string]any{"object": map[string]any{"type": "ROLE", "name": "Operator"}})
	k.Run(resource.TestStep{
		Config: config.String(), PlanOnly: true, ExpectError: acctest.Matches(`precondition`, `Governance groups are left: estate-operators`),
	})
}

// TestGuideToDNSApplies applies the guide's blocks together, for a domain that is delegated
// after the first attempt to verify it. Only the guard against a destroy is left out.
func TestGuideToDNSApplies(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "templates/guides/dns-and-certificates.md"))
	if err != nil {
		t.Fatal(err)
	}
	var config strings.Builder
	for _, block := range fenced.FindAllStringSubmatch(string(content), -1) {
		config.WriteString(strings.ReplaceAll(block[1], "prevent_destroy = true", "prevent_destroy = false"))
	}
	w := acctest.New(t, registry.All()...)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == "POST /dns_zones/dns_zone/verify" {
			w.DelegateDomain("example.com")
		}
	})
	w.Run(
		resource.TestStep{Config: config.String(), PlanOnly: true, ExpectNonEmptyPlan: true},
		resource.TestStep{Config: config.String()},
	)
}

// costs are where the guide to rate limits tells what a plan of each resource takes.
var costs = map[string]string{
	"katapult_address_list":                      "plan of address lists, however many",
	"katapult_address_list_entries":              "plan of address list entries",
	"katapult_address_list_entry":                "plan of address list entries",
	"katapult_api_token":                         "plan of SSH keys or API tokens, however many",
	"katapult_custom_certificate":                "plan of certificates",
	"katapult_lets_encrypt_certificate":          "plan of certificates",
	"katapult_self_signed_certificate":           "plan of certificates",
	"katapult_dns_record":                        "plan of DNS records, however many",
	"katapult_dns_zone":                          "plan of DNS zones, however many",
	"katapult_dns_zone_verification":             "plan of DNS zones, however many",
	"katapult_load_balancer":                     "plan of load balancers and their rules",
	"katapult_load_balancer_rule":                "plan of load balancers and their rules",
	"katapult_managed_organization":              "plan of managed organizations",
	"katapult_security_group":                    "plan of security groups",
	"katapult_security_group_rule":               "plan of security group rules",
	"katapult_object_storage_access_key":         "plan of object storage access keys, however many",
	"katapult_object_storage_account":            "plan of object storage accounts and buckets",
	"katapult_object_storage_bucket":             "plan of object storage accounts and buckets",
	"katapult_ssh_key":                           "plan of SSH keys or API tokens, however many",
	"katapult_file_storage_volume":               "plan of file storage volumes, however many",
	"katapult_disk":                              "plan of disks, however many",
	"katapult_disk_assignment":                   "plan of disk assignments",
	"katapult_disk_backup_policy":                "plan of backup policies",
	"katapult_ip":                                "plan of IP addresses, however many",
	"katapult_ip_allocation":                     "plan of IP allocations",
	"katapult_ip_reverse_dns":                    "plan of reverse names of IP addresses, however many",
	"katapult_tag":                               "plan of tags, however many",
	"katapult_virtual_machine":                   "plan of virtual machines",
	"katapult_virtual_machine_group":             "plan of VM groups, however many",
	"katapult_virtual_machine_network_interface": "plan of network interfaces",
	"katapult_virtual_network":                   "plan of virtual networks, however many",
}

// TestGuideToRateLimitsTellsTheCostOfEveryResource leaves out SailPoint, whose limit is
// another.
func TestGuideToRateLimitsTellsTheCostOfEveryResource(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "templates/guides/rate-limit.md"))
	if err != nil {
		t.Fatal(err)
	}
	offered := offeredOf(t, "resources")
	for _, name := range offered {
		if strings.HasPrefix(name, "katapult_sailpoint_") {
			continue
		}
		if row := costs[name]; row == "" || !strings.Contains(string(content), "\n| "+row+" | ") {
			t.Errorf("add a row for %s to the guide, and its beginning here: %q is not in it", name, row)
		}
	}
	for name := range costs {
		if !slices.Contains(offered, name) {
			t.Errorf("there is no resource %s", name)
		}
	}
}
