package crud

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

type warningsKey struct{}

// warnTo returns a context whose warnings go to the diagnostics.
func warnTo(ctx context.Context, diagnostics *diag.Diagnostics) context.Context {
	return context.WithValue(ctx, warningsKey{}, diagnostics)
}

// Warn tells the user something that is no error, from within one of a
// resource's functions.
func Warn(ctx context.Context, summary, detail string) {
	if diagnostics, ok := ctx.Value(warningsKey{}).(*diag.Diagnostics); ok {
		diagnostics.AddWarning(summary, detail)
	}
}
