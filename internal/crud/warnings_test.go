package crud_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
)

// A read that several wait for warns in the name of the first, who may have
// given up by then and be reporting that.
func TestWarningsOfSharedWorkMayComeWhileTheCallerReports(t *testing.T) {
	t.Parallel()
	worked := make(chan struct{})
	b := newBench(t, definition(func(ctx context.Context, _ *link) error {
		warned := make(chan struct{})
		go func() {
			defer close(worked)
			crud.Warn(ctx, "Slow", "the first")
			close(warned)
			for i := range 1_000 {
				crud.Warn(ctx, "Slow", fmt.Sprint(i))
			}
		}()
		<-warned
		return errors.New("the cable broke")
	}))
	resp := &resource.ReadResponse{Identity: b.identity, State: b.state()}
	b.resource.Read(t.Context(), resource.ReadRequest{State: b.state()}, resp)
	said := len(resp.Diagnostics)
	<-worked
	if n := resp.Diagnostics.WarningsCount(); n < 1 || resp.Diagnostics.ErrorsCount() != 1 || len(resp.Diagnostics) != said {
		t.Errorf("%d warnings, %d messages and then %d", n, said, len(resp.Diagnostics))
	}
}

func TestWarningsAreShownWithWhatComesOfTheCall(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"success": nil, "failure": errors.New("the cable broke")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, definition(func(ctx context.Context, m *link) error {
				m.ID, m.Size = types.StringValue("l_1"), types.Int64Value(3)
				crud.Warn(ctx, "Slow", "it takes long")
				crud.Warn(ctx, "Slow", "it takes long")
				return err
			}))
			resp := b.create(map[string]any{"name": "web"})
			if warnings := resp.Diagnostics.Warnings(); len(warnings) != 1 || warnings[0].Detail() != "it takes long" || resp.Diagnostics.HasError() != (err != nil) {
				t.Error(resp.Diagnostics)
			}
		})
	}
}
