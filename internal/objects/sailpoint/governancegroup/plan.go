package governancegroup

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"

	"terraform-provider-katapult/internal/attrs"
)

// decided is a text that changes only if one of some arguments does.
func decided(by []string, description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, MarkdownDescription: description, PlanModifiers: []planmodifier.String{attrs.KeepUnless(by...)},
	}
}
