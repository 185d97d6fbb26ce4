package crud_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
)

// patient waits in each operation until its time is over.
func patient(defaults crud.Timeouts) crud.Resource[api, link] {
	wait := func(ctx context.Context) error { <-ctx.Done(); return context.Cause(ctx) }
	r := definition(func(ctx context.Context, _ *link) error { return wait(ctx) })
	r.Timeout, r.Timeouts = time.Hour, &defaults
	r.Update = func(ctx context.Context, _ api, _, _ *link) error { return wait(ctx) }
	r.Destroy = func(ctx context.Context, _ api, _ link) error { return wait(ctx) }
	return r
}

// within is a timeouts attribute.
func within(durations map[string]string) map[string]tftypes.Value {
	values := map[string]tftypes.Value{}
	for verb, duration := range durations {
		values[verb] = tftypes.NewValue(tftypes.String, nil)
		if duration != "" {
			values[verb] = tftypes.NewValue(tftypes.String, duration)
		}
	}
	return values
}

func TestTimeoutsThatAreAnAttributeHaveDefaultsOfTheirOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, patient(crud.Timeouts{Create: 5 * time.Minute, Delete: 2 * time.Minute}))
		nested, isAttribute := b.schema.Attributes["timeouts"].(schema.SingleNestedAttribute)
		if _, updates := nested.Attributes["update"]; !isAttribute || updates || len(nested.Attributes) != 2 || len(b.schema.Blocks) > 0 {
			t.Fatalf("the schema is %v", b.schema)
		}
		attempt := func(verb string, want time.Duration, hint string, try func() resource.CreateResponse) {
			t.Helper()
			start := time.Now()
			resp := try()
			if took := time.Since(start); took != want {
				t.Errorf("ended after %s, want %s", took, want)
			}
			expect(t, resp.Diagnostics, "Cannot "+verb+" made_up_link", hint)
		}
		const create = `timeouts = { create = "…" }`
		attempt("create", 5*time.Minute, create, func() resource.CreateResponse { return *b.create(map[string]any{"name": "web"}) })
		attempt("create", 90*time.Second, create, func() resource.CreateResponse {
			return *b.create(map[string]any{"name": "web", "timeouts": within(map[string]string{"create": "90s", "delete": ""})})
		})
		attempt("delete", 2*time.Minute, `timeouts = { delete = "…" }`, func() resource.CreateResponse {
			resp := &resource.DeleteResponse{State: b.state()}
			b.resource.Delete(t.Context(), resource.DeleteRequest{State: b.state()}, resp)
			return resource.CreateResponse{Diagnostics: resp.Diagnostics}
		})
		attempt("update", time.Hour, "longer than 1h, which is the limit of this update", func() resource.CreateResponse { // is no argument
			plan := tfsdk.Plan{Schema: b.schema, Raw: b.raw(map[string]any{"id": "l_1", "name": "db", "size": 3})}
			resp := &resource.UpdateResponse{State: b.state(), Identity: b.identity}
			b.resource.Update(t.Context(), resource.UpdateRequest{State: b.state(), Plan: plan}, resp)
			return resource.CreateResponse{Diagnostics: resp.Diagnostics}
		})
	})
}

func TestTimeoutThatIsNoArgumentHasTheCommonDefault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, patient(crud.Timeouts{Delete: time.Minute}))
		if nested, _ := b.schema.Attributes["timeouts"].(schema.SingleNestedAttribute); len(nested.Attributes) != 1 {
			t.Fatalf("the timeouts are %v", nested.Attributes)
		}
		start := time.Now()
		b.create(map[string]any{"name": "web"})
		if took := time.Since(start); took != time.Hour {
			t.Errorf("ended after %s", took)
		}
	})
}

func TestTimeoutsAttributeIsNotInTheSharedSchema(t *testing.T) {
	t.Parallel()
	r := patient(crud.Timeouts{Create: time.Minute})
	newBench(t, r)
	if _, shared := r.Schema.Attributes["timeouts"]; shared {
		t.Error("the timeouts went into the shared schema")
	}
}

func TestTimeoutsAloneAreNotSent(t *testing.T) {
	t.Parallel()
	r := patient(crud.Timeouts{Create: time.Minute})
	r.Update = func(_ context.Context, _ api, _, _ *link) error { t.Error("the API was asked"); return nil }
	b := newBench(t, r)
	plan := tfsdk.Plan{Schema: b.schema, Raw: b.raw(map[string]any{"id": "l_1", "name": "web", "size": 3, "timeouts": within(map[string]string{"create": "90s"})})}
	resp := &resource.UpdateResponse{State: b.state(), Identity: b.identity}
	b.resource.Update(t.Context(), resource.UpdateRequest{State: b.state(), Plan: plan}, resp)
	if resp.Diagnostics.HasError() {
		t.Error(resp.Diagnostics)
	}
}
