package governancegroup

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"

	"terraform-provider-katapult/internal/attrs"
)

// keptUnless returns a computed string that keeps its value until one of the arguments
// changes.
func keptUnless(by []string, description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, MarkdownDescription: description, PlanModifiers: []planmodifier.String{attrs.KeepUnless(by...)},
	}
}
