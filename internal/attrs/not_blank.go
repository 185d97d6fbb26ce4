package attrs

import (
	"context"
	"strings"

	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// NotBlankIfSet refuses a blank string to search by; null is no filter. APIs treat
// a blank one as no filter, too, and list everything.
func NotBlankIfSet() validator.String { return notBlankIfSet{} }

type notBlankIfSet struct{}

func (notBlankIfSet) Description(context.Context) string {
	return "must not be blank; null leaves it out"
}

func (n notBlankIfSet) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

func (notBlankIfSet) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue
	if value.IsNull() || value.IsUnknown() || strings.TrimSpace(value.ValueString()) != "" {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Blank "+req.Path.String(),
		"It must not be blank: that would match everything, or nothing. Leave it out or set it to null if it is not to be searched by.")
}

// ListFilter narrows down a list resource.
func ListFilter(description string) listschema.StringAttribute {
	return listschema.StringAttribute{
		Optional: true, MarkdownDescription: description, Validators: []validator.String{NotBlankIfSet()},
	}
}
