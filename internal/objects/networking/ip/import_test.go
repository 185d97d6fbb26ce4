package ip_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/ip"
)

func TestImportByIDAndByAddressPlansNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		version, by, config string
	}{
		"by ID":                      {"ipv4", "id = %q", web()},
		"by address":                 {"ipv4", "id = \"198.18.0.2\" # %s", web()},
		"by address and white space": {"ipv4", "id = \" 198.18.0.2\\n\" # %s", web()},
		"by identity":                {"ipv4", "identity = { id = %q }", web()},
		"version 6 by address":       {"ipv6", "id = \"2001:DB8:500:0::2\" # %s", web("version = 6")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, ip.Object)
			id, _ := lease(w, test.version, nil)
			w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
				Config:            fmt.Sprintf("import {\n  to = %s\n  "+test.by+"\n}\n", address, id) + test.config,
				ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionNoop),
				ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "id", knownvalue.StringExact(id))},
			})
		})
	}
}

func TestImportOfWhatDoesNotExistSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string][]string{
		"ip_doesnotexist0000": {`Cannot import non-existent remote object`},
		"203.0.113.7":         {`Cannot import katapult_ip`, `Importing 203.0.113.7 failed`, `404 ip_address_not_found`},
		"vm_doesnotexist0000": {`Cannot import katapult_ip`, `"vm_doesnotexist0000" is not of the form ID, such as ip_…, nor an IP address`},
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			acctest.New(t, ip.Object).Run(resource.TestStep{
				Config: fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id) + web(inLondon), PlanOnly: true,
				ExpectError: acctest.Matches(says...),
			})
		})
	}
}
