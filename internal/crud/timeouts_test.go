package crud_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
)

// A type may have to have its timeouts in an attribute, without one for updates.
func TestTimeoutsOfAnAttributeCountLikeThoseOfABlock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		updates := 0
		r := definition(func(ctx context.Context, _ *link) error { updates++; <-ctx.Done(); return context.Cause(ctx) })
		r.Timeout = time.Hour
		r.Timeouts = &crud.Timeouts{Create: r.Timeout, Delete: r.Timeout}
		b := newBench(t, r)
		if len(b.schema.Blocks) > 0 {
			t.Error("there is a block as well")
		}
		if problems := b.resource.(interface {
			CheckModel(ctx context.Context) diag.Diagnostics
		}).CheckModel(t.Context()); problems.HasError() {
			t.Error(problems)
		}
		configured := map[string]tftypes.Value{"create": tftypes.NewValue(tftypes.String, "90s"), "delete": tftypes.NewValue(tftypes.String, nil)}
		start := time.Now()
		created := b.create(map[string]any{"name": "web", "timeouts": configured})
		if took := time.Since(start); took != 90*time.Second {
			t.Errorf("the creation ended after %s", took)
		}
		expect(t, created.Diagnostics, "Cannot create made_up_link", "the create timeout of 1m30s\n\nRun Terraform again to continue, or allow more time with timeouts = { create")

		update := func(name string) *resource.UpdateResponse {
			plan := b.raw(map[string]any{"id": "l_1", "name": name, "size": 3, "timeouts": configured})
			resp := &resource.UpdateResponse{State: b.state(), Identity: b.identity}
			b.resource.Update(t.Context(), resource.UpdateRequest{State: b.state(), Plan: tfsdk.Plan{Schema: b.schema, Raw: plan}}, resp)
			return resp
		}
		updates = 0
		if resp := update("web"); resp.Diagnostics.HasError() || updates > 0 {
			t.Errorf("timeouts alone were sent to the API: %v", resp.Diagnostics)
		}
		start = time.Now()
		expect(t, update("db").Diagnostics, "Cannot update made_up_link", "it took longer than 1h, which is the limit of this update")
		if took := time.Since(start); took != time.Hour {
			t.Errorf("the update ended after %s", took)
		}
	})
}
