package acctest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// Has checks an attribute of a resource in the state.
func Has(address, attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), value)
}

// Plans checks what the plan does to a resource.
func Plans(address string, action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}

// AttributeOf uses an attribute of a resource as the import ID.
func AttributeOf(address, attribute string) resource.ImportStateIdFunc {
	return func(state *terraform.State) (string, error) {
		r := state.RootModule().Resources[address]
		if r == nil {
			return "", fmt.Errorf("there is no %s in the state", address)
		}
		return r.Primary.Attributes[attribute], nil
	}
}

var importBlock = regexp.MustCompile(`(?s)import \{.*?\n\s*\}`)

// ImportBlock returns the first import block that an error advises, with a resource's name
// filled in. It is empty if the error advises none.
func ImportBlock(output, name string) string {
	withoutFrame := strings.ReplaceAll(output, "│", "")
	return strings.Replace(importBlock.FindString(withoutFrame), ".NAME", "."+name, 1)
}
