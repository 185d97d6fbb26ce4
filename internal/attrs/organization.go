package attrs

import (
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Organization is what a data source tells about, by default the provider's organization.
func Organization() data.StringAttribute {
	return data.StringAttribute{
		MarkdownDescription: "The organization, by its sub-domain or its ID. Defaults to the provider's.",
		Optional:            true, Computed: true,
		Validators: []validator.String{NotBlank()},
	}
}
