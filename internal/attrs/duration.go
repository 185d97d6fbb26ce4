package attrs

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Duration refuses what is no duration longer than zero. An action has no timeouts block,
// and takes its timeout as an argument.
func Duration() validator.String { return duration{} }

type duration struct{}

func (duration) Description(context.Context) string { return "has to be a duration, such as 15m" }

func (d duration) MarkdownDescription(ctx context.Context) string { return d.Description(ctx) }

func (d duration) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if parsed, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || parsed <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid timeout", "A timeout "+d.Description(ctx)+", and longer than zero.")
	}
}
