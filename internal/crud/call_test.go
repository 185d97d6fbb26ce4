package crud_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
)

// allocate sets a pointer to a type of the framework that has no name here.
func allocate[T any](p **T) { *p = new(T) }

func TestCreateAndUpdateSeeTheConfiguration(t *testing.T) {
	t.Parallel()
	var seen []string
	note := func(ctx context.Context) error {
		config, err := crud.Config[link](ctx)
		seen = append(seen, config.Name.ValueString())
		return err
	}
	r := definition(nil)
	r.Create = func(ctx context.Context, _ api, _ *link) error { return note(ctx) }
	r.Update = func(ctx context.Context, _ api, _, _ *link) error { return note(ctx) }
	b := newBench(t, r)
	written := func(name string) tfsdk.Config {
		return tfsdk.Config{Schema: b.schema, Raw: b.raw(map[string]any{"name": name})}
	}
	created := &resource.CreateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
	b.resource.Create(t.Context(), resource.CreateRequest{
		Plan: tfsdk.Plan{Schema: b.schema, Raw: b.raw(nil, "id", "size")}, Config: written("first"),
	}, created)
	updated := &resource.UpdateResponse{State: b.state(), Identity: b.identity}
	b.resource.Update(t.Context(), resource.UpdateRequest{
		State: b.state(), Plan: tfsdk.Plan{Schema: b.schema, Raw: b.raw(map[string]any{"id": "l_1", "size": 4})}, Config: written("second"),
	}, updated)
	if !slices.Equal(seen, []string{"first", "second"}) || created.Diagnostics.HasError() || updated.Diagnostics.HasError() {
		t.Errorf("seen %q: %v, %v", seen, created.Diagnostics, updated.Diagnostics)
	}
	if _, err := crud.Config[link](t.Context()); err == nil {
		t.Error("there is a configuration without an operation")
	}
}

func TestPrivateStateIsSetByCreateAndReadByReadAndDestroy(t *testing.T) {
	t.Parallel()
	type marks struct{ Method string }
	var got []string
	get := func(ctx context.Context) error {
		var m marks
		found, err := crud.PrivateState(ctx).Get("resize", &m)
		if !found {
			m.Method = "none"
		}
		got = append(got, m.Method)
		return err
	}
	r := definition(nil)
	r.Create = func(ctx context.Context, _ api, m *link) error {
		m.ID, m.Size = types.StringValue("l_1"), types.Int64Value(3)
		return errors.Join(get(ctx), crud.PrivateState(ctx).Set("resize", marks{"online"}), get(ctx))
	}
	r.Read = func(ctx context.Context, _ api, _ *link) error { return get(ctx) }
	r.Update = func(ctx context.Context, _ api, _, _ *link) error {
		return errors.Join(crud.PrivateState(ctx).Set("resize", nil), get(ctx))
	}
	r.Destroy = func(ctx context.Context, _ api, _ link) error {
		return errors.Join(get(ctx), crud.PrivateState(ctx).Set("resize", marks{"halfway"}), get(ctx))
	}
	b := newBench(t, r)
	created := &resource.CreateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
	allocate(&created.Private)
	b.resource.Create(t.Context(), resource.CreateRequest{Plan: tfsdk.Plan{Schema: b.schema, Raw: b.raw(map[string]any{"name": "web"}, "id", "size")}}, created)
	read := &resource.ReadResponse{State: b.state(), Identity: b.identity, Private: created.Private}
	b.resource.Read(t.Context(), resource.ReadRequest{State: b.state(), Private: created.Private}, read)
	deleted := &resource.DeleteResponse{State: b.state(), Private: created.Private}
	b.resource.Delete(t.Context(), resource.DeleteRequest{State: b.state(), Private: created.Private}, deleted)
	updated := &resource.UpdateResponse{State: b.state(), Identity: b.identity, Private: created.Private}
	b.resource.Update(t.Context(), resource.UpdateRequest{
		State: b.state(), Plan: tfsdk.Plan{Schema: b.schema, Raw: b.raw(map[string]any{"id": "l_1", "name": "web", "size": 4})},
	}, updated)
	if want := []string{"none", "online", "online", "online", "halfway", "none"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, problems := range []interface{ HasError() bool }{created.Diagnostics, read.Diagnostics, deleted.Diagnostics, updated.Diagnostics} {
		if problems.HasError() {
			t.Error(problems)
		}
	}
	if _, err := crud.PrivateState(t.Context()).Get("resize", nil); err == nil {
		t.Error("there is private state without an operation")
	}
}

func TestCloseReadsWhatOpenHasKept(t *testing.T) {
	t.Parallel()
	definition := passwords()
	definition.Open = func(ctx context.Context, _ api, _ *password) error { return crud.PrivateState(ctx).Set("lease", 7) }
	lease := 0
	definition.Close = func(ctx context.Context, _ api) error {
		_, err := crud.PrivateState(ctx).Get("lease", &lease)
		return err
	}
	of := definition.Schema.Type().TerraformType(t.Context())
	raw := tftypes.NewValue(of, map[string]tftypes.Value{
		"id": tftypes.NewValue(tftypes.String, "l_1"), "value": tftypes.NewValue(tftypes.String, nil),
	})
	opened := &ephemeral.OpenResponse{Result: tfsdk.EphemeralResultData{Schema: definition.Schema, Raw: raw}}
	allocate(&opened.Private)
	e := configuredEphemeral(t, definition)
	e.Open(t.Context(), ephemeral.OpenRequest{Config: tfsdk.Config{Schema: definition.Schema, Raw: raw}}, opened)
	var closed ephemeral.CloseResponse
	e.Close(t.Context(), ephemeral.CloseRequest{Private: opened.Private}, &closed)
	if lease != 7 || opened.Diagnostics.HasError() || closed.Diagnostics.HasError() {
		t.Errorf("lease %d: %v, %v", lease, opened.Diagnostics, closed.Diagnostics)
	}
}

// planned plans a change from a state to a plan, each null if nil.
func (b *bench) planned(prior, plan map[string]any) *resource.ModifyPlanResponse {
	b.t.Helper()
	of := b.schema.Type().TerraformType(b.t.Context())
	raw := func(given map[string]any, unknown ...string) tftypes.Value {
		if given == nil {
			return tftypes.NewValue(of, nil)
		}
		return b.raw(given, unknown...)
	}
	req := resource.ModifyPlanRequest{
		Config: tfsdk.Config{Schema: b.schema, Raw: raw(plan)},
		State:  tfsdk.State{Schema: b.schema, Raw: raw(prior)},
		Plan:   tfsdk.Plan{Schema: b.schema, Raw: raw(plan, "size")},
	}
	resp := &resource.ModifyPlanResponse{Plan: req.Plan}
	b.resource.(resource.ResourceWithModifyPlan).ModifyPlan(b.t.Context(), req, resp)
	return resp
}

func TestPlanChecksAndChangesThePlan(t *testing.T) {
	t.Parallel()
	priors := []string{}
	r := definition(nil)
	r.Plan = func(ctx context.Context, _ api, prior, plan *link) error {
		if prior == nil {
			priors = append(priors, "none")
			crud.Warn(ctx, "Slow", "it takes long")
		} else {
			priors = append(priors, prior.Name.ValueString())
			crud.RequireReplace(ctx, path.Root("name"))
		}
		config, err := crud.Config[link](ctx)
		if plan.Name.ValueString() == "refused" {
			err = errors.New("the cable broke")
		}
		plan.Size = types.Int64Value(int64(len(config.Name.ValueString())))
		return err
	}
	b := newBench(t, r)
	created := b.planned(nil, map[string]any{"id": "l_1", "name": "web"})
	if !created.Plan.Raw.Equal(b.raw(map[string]any{"id": "l_1", "name": "web", "size": 3})) || len(created.RequiresReplace) > 0 {
		t.Errorf("planned %s, replaces %v", created.Plan.Raw, created.RequiresReplace)
	}
	expect(t, created.Diagnostics, "Slow", "it takes long")
	updated := b.planned(map[string]any{"id": "l_1", "name": "db", "size": 2}, map[string]any{"id": "l_1", "name": "web"})
	if !updated.RequiresReplace.Contains(path.Root("name")) {
		t.Errorf("replaces %v", updated.RequiresReplace)
	}
	b.planned(map[string]any{"id": "l_1", "name": "db", "size": 2}, nil)
	if !slices.Equal(priors, []string{"none", "db"}) {
		t.Errorf("called with %q", priors)
	}
	expect(t, b.planned(nil, map[string]any{"name": "refused"}).Diagnostics, "Cannot plan made_up_link", `Planning "refused" failed: the cable broke`)
}

func TestPlanIsNotCalledWithoutAClient(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	r.Plan = func(context.Context, api, *link, *link) error { t.Error("called"); return nil }
	b := newBench(t, r)
	unknown := crud.Connect[api](func(context.Context) (api, error) { return api{}, errors.New("api_key is not known yet") })
	b.resource.(resource.ResourceWithConfigure).Configure(t.Context(), resource.ConfigureRequest{ProviderData: crud.NewClients(nil, unknown)}, &resource.ConfigureResponse{})
	if resp := b.planned(nil, map[string]any{"name": "web"}); len(resp.Diagnostics) > 0 {
		t.Error(resp.Diagnostics)
	}
	b.resource = r.New()
	if resp := b.planned(nil, map[string]any{"name": "web"}); len(resp.Diagnostics) > 0 {
		t.Error(resp.Diagnostics)
	}
}
