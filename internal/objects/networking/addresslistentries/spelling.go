package addresslistentries

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// keepSpelling plans what the state has if it means the same.
type keepSpelling struct{}

func (keepSpelling) Description(context.Context) string { return "keeps the spelling of addresses" }

func (k keepSpelling) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepSpelling) PlanModifySet(_ context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if req.StateValue.IsNull() || req.PlanValue.IsNull() {
		return
	}
	planned, known := written(req.PlanValue)
	if prior, _ := written(req.StateValue); known && planned.same(prior) {
		resp.PlanValue = req.StateValue
	}
}

// eachAddressOnce refuses two entries for one address.
type eachAddressOnce struct{}

func (eachAddressOnce) Description(context.Context) string {
	return "each address can be there once, in whatever spelling"
}

func (e eachAddressOnce) MarkdownDescription(ctx context.Context) string { return e.Description(ctx) }

func (eachAddressOnce) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	written := map[string]string{}
	for _, element := range req.ConfigValue.Elements() {
		object, _ := element.(types.Object)
		address, _ := object.Attributes()["address"].(types.String)
		if address.IsNull() || address.IsUnknown() {
			continue
		}
		canonical := value{address: address}.canonical()
		if before, twice := written[canonical]; twice {
			resp.Diagnostics.AddAttributeError(req.Path.AtSetValue(element), "Address twice", fmt.Sprintf(
				"%q and %q are the same address: leave one of the two entries out.", before, address.ValueString()))
			continue
		}
		written[canonical] = address.ValueString()
	}
}
