package addresslistentries

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// keepAsWritten plans what the state has if that means the same.
type keepAsWritten struct{}

func (keepAsWritten) Description(context.Context) string {
	return "keeps the order of entries and the spelling of addresses"
}

func (k keepAsWritten) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keepAsWritten) PlanModifyList(_ context.Context, req planmodifier.ListRequest, resp *planmodifier.ListResponse) {
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

func (eachAddressOnce) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	written := map[string]string{}
	for i, element := range req.ConfigValue.Elements() {
		object, _ := element.(types.Object)
		address, _ := object.Attributes()["address"].(types.String)
		if address.IsNull() || address.IsUnknown() {
			continue
		}
		canonical := value{address: address}.canonical()
		if before, twice := written[canonical]; twice {
			resp.Diagnostics.AddAttributeError(req.Path.AtListIndex(i).AtName("address"), "Address twice", fmt.Sprintf(
				"%q and %q are the same address: leave one of the two entries out.", before, address.ValueString()))
			continue
		}
		written[canonical] = address.ValueString()
	}
}
