package attrs

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
)

// NoneByDefault plans no elements where none are configured: as in the state if that has
// none either. Older states have null.
func NoneByDefault() planmodifier.Set { return noneByDefault{} }

type noneByDefault struct{}

func (noneByDefault) Description(context.Context) string { return "defaults to none" }

func (n noneByDefault) MarkdownDescription(ctx context.Context) string { return n.Description(ctx) }

func (noneByDefault) PlanModifySet(_ context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	switch {
	case !req.ConfigValue.IsNull():
	case !req.State.Raw.IsNull() && len(req.StateValue.Elements()) == 0:
		resp.PlanValue = req.StateValue
	default:
		resp.PlanValue = StringSet(nil)
	}
}
