package crud_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/rest"
)

// link is a made-up object: one that the API names, or that a pair names.
type link struct {
	ID       types.String   `tfsdk:"id"`
	Name     types.String   `tfsdk:"name"`
	Size     types.Int64    `tfsdk:"size"`
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

type api struct{}

// definition fails with err after the function, if there is one, has worked on
// the model.
func definition(work func(ctx context.Context, m *link) error) crud.Resource[api, link] {
	return crud.Resource[api, link]{
		Type: "made_up_link",
		Schema: schema.Schema{Attributes: map[string]schema.Attribute{
			"id":   schema.StringAttribute{Computed: true},
			"name": schema.StringAttribute{Required: true},
			"size": schema.Int64Attribute{Computed: true},
		}},
		Create:  func(ctx context.Context, _ api, plan *link) error { return work(ctx, plan) },
		Read:    func(ctx context.Context, _ api, state *link) error { return work(ctx, state) },
		Update:  func(ctx context.Context, _ api, plan, _ *link) error { return work(ctx, plan) },
		Destroy: func(ctx context.Context, _ api, state link) error { return work(ctx, &state) },
	}
}

// bench is a resource with everything its methods are given and give back.
type bench struct {
	t        *testing.T
	resource resource.Resource
	schema   schema.Schema
	identity *tfsdk.ResourceIdentity
}

func newBench(t *testing.T, r crud.Resource[api, link]) *bench {
	t.Helper()
	b := &bench{t: t, resource: r.New()}
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	var configured resource.ConfigureResponse
	b.resource.(resource.ResourceWithConfigure).Configure(t.Context(), resource.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &configured)
	var answer resource.SchemaResponse
	b.resource.Schema(t.Context(), resource.SchemaRequest{}, &answer)
	b.schema = answer.Schema
	var identities resource.IdentitySchemaResponse
	b.resource.(resource.ResourceWithIdentity).IdentitySchema(t.Context(), resource.IdentitySchemaRequest{}, &identities)
	b.identity = &tfsdk.ResourceIdentity{
		Schema: identities.IdentitySchema,
		Raw:    tftypes.NewValue(identities.IdentitySchema.Type().TerraformType(t.Context()), nil),
	}
	return b
}

// raw is an object of the schema: the given values, unknown for computed ones
// that are not given, and nulls.
func (b *bench) raw(given map[string]any, unknown ...string) tftypes.Value {
	b.t.Helper()
	object, _ := b.schema.Type().TerraformType(b.t.Context()).(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, given[name])
	}
	for _, name := range unknown {
		values[name] = tftypes.NewValue(object.AttributeTypes[name], tftypes.UnknownValue)
	}
	return tftypes.NewValue(object, values)
}

// withTimeout is a timeouts block that sets one of them.
func (b *bench) withTimeout(verb, duration string) map[string]tftypes.Value {
	values := map[string]tftypes.Value{}
	for _, v := range []string{"create", "update", "delete"} {
		values[v] = tftypes.NewValue(tftypes.String, nil)
	}
	values[verb] = tftypes.NewValue(tftypes.String, duration)
	return values
}

func (b *bench) create(given map[string]any) *resource.CreateResponse {
	b.t.Helper()
	resp := &resource.CreateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: tftypes.NewValue(b.schema.Type().TerraformType(b.t.Context()), nil)}}
	allocate(&resp.Private)
	b.resource.Create(b.t.Context(), resource.CreateRequest{Plan: tfsdk.Plan{Schema: b.schema, Raw: b.raw(given, "id", "size")}}, resp)
	return resp
}

func (b *bench) state() tfsdk.State {
	return tfsdk.State{Schema: b.schema, Raw: b.raw(map[string]any{"id": "l_1", "name": "web", "size": 3})}
}

func TestCreateThatFailsAfterTheObjectHasItsIDIsRemembered(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(func(_ context.Context, m *link) error {
		m.ID = types.StringValue("l_1")
		return errors.New("the cable broke")
	}))
	resp := b.create(map[string]any{"name": "web"})
	var state link
	if diags := resp.State.Get(t.Context(), &state); diags.HasError() || state.ID.ValueString() != "l_1" || !state.Size.IsNull() {
		t.Errorf("remembered as %+v, %v", state, diags)
	}
	if !resp.State.Raw.IsFullyKnown() {
		t.Error("Terraform takes unknown values in a state for a bug")
	}
	expect(t, resp.Diagnostics, "Cannot create made_up_link", `Creating "web" (l_1) failed: the cable broke`)
	var id types.String
	if resp.Identity.GetAttribute(t.Context(), path.Root("id"), &id); id.ValueString() != "l_1" {
		t.Errorf("identity %s", id)
	}
}

func TestCreateThatFailsBeforeTheObjectHasAnIDIsForgotten(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(func(context.Context, *link) error { return errors.New("already exists") }))
	resp := b.create(map[string]any{"name": "web"})
	if !resp.State.Raw.IsNull() || !resp.Diagnostics.HasError() {
		t.Errorf("remembered as %s", resp.State.Raw)
	}
}

// The key is known from the configuration, so that it says nothing about
// whether anything was made.
func TestRefusedCreateOfAPairIsForgotten(t *testing.T) {
	t.Parallel()
	r := definition(func(context.Context, *link) error { return errors.New("already exists") })
	r.Key = []string{"name"}
	if resp := newBench(t, r).create(map[string]any{"name": "web"}); !resp.State.Raw.IsNull() {
		t.Errorf("remembered as %s: the next destroy would take away what somebody else owns", resp.State.Raw)
	}
}

func TestVanishedObjectLeavesTheStateButKeepsItsIdentity(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(func(context.Context, *link) error { return fmt.Errorf("l_1: %w", rest.ErrNotFound) }))
	resp := &resource.ReadResponse{State: b.state(), Identity: b.identity}
	b.resource.Read(t.Context(), resource.ReadRequest{State: b.state()}, resp)
	if !resp.State.Raw.IsNull() || resp.Diagnostics.HasError() {
		t.Errorf("%s, %v", resp.State.Raw, resp.Diagnostics)
	}
	if resp.Identity.Raw.IsFullyNull() {
		t.Error("the framework refuses an answer without identity")
	}
}

// A creation can be kept before its object has an ID.
func TestVanishedObjectWithoutAKeyLeavesTheState(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(func(context.Context, *link) error { return rest.ErrNotFound }))
	state := tfsdk.State{Schema: b.schema, Raw: b.raw(map[string]any{"name": "web"})}
	resp := &resource.ReadResponse{State: state, Identity: b.identity}
	b.resource.Read(t.Context(), resource.ReadRequest{State: state}, resp)
	if !resp.State.Raw.IsNull() || resp.Diagnostics.HasError() || resp.Identity.Raw.IsFullyNull() {
		t.Errorf("%s, %v, identity %s", resp.State.Raw, resp.Diagnostics, resp.Identity.Raw)
	}
}

func TestDestroyOfAVanishedObjectSucceeds(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(func(context.Context, *link) error { return rest.ErrNotFound }))
	resp := &resource.DeleteResponse{State: b.state()}
	b.resource.Delete(t.Context(), resource.DeleteRequest{State: b.state()}, resp)
	if resp.Diagnostics.HasError() {
		t.Error(resp.Diagnostics)
	}
}

func TestErrorIsShownAtTheAttributeToBlameWithItsHint(t *testing.T) {
	t.Parallel()
	b := newBench(t, definition(func(context.Context, *link) error { return crud.At(path.Root("name"), hinting{}) }))
	resp := &resource.DeleteResponse{State: b.state()}
	b.resource.Delete(t.Context(), resource.DeleteRequest{State: b.state()}, resp)
	expect(t, resp.Diagnostics, "Cannot delete made_up_link", "Deleting \"web\" (l_1) failed: refused\n\nAsk nicely.")
	if d, ok := resp.Diagnostics[0].(diag.DiagnosticWithPath); !ok || !d.Path().Equal(path.Root("name")) {
		t.Errorf("not at the attribute: %v", resp.Diagnostics)
	}
}

type hinting struct{}

func (hinting) Error() string { return "refused" }
func (hinting) Hint() string  { return "Ask nicely." }

func TestTimeoutComesFromTheConfigurationAndNamesItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := definition(func(ctx context.Context, _ *link) error { <-ctx.Done(); return context.Cause(ctx) })
		r.Timeout = time.Hour
		b := newBench(t, r)
		for _, test := range []struct {
			given map[string]any
			want  time.Duration
		}{
			{map[string]any{"name": "web"}, time.Hour},
			{map[string]any{"name": "web", "timeouts": b.withTimeout("create", "90s")}, 90 * time.Second},
		} {
			start := time.Now()
			resp := b.create(test.given)
			if took := time.Since(start); took != test.want {
				t.Errorf("ended after %s, want %s", took, test.want)
			}
			expect(t, resp.Diagnostics, "Cannot create made_up_link", fmt.Sprintf("the create timeout of %s\n\nRun Terraform again", test.want))
		}
	})
}

func TestNewTimeoutsAreNoUpdate(t *testing.T) {
	t.Parallel()
	calls := 0
	b := newBench(t, definition(func(context.Context, *link) error { calls++; return nil }))
	update := func(name string) {
		plan := b.raw(map[string]any{"id": "l_1", "name": name, "size": 3, "timeouts": b.withTimeout("update", "1m")})
		resp := &resource.UpdateResponse{State: b.state(), Identity: b.identity}
		b.resource.Update(t.Context(), resource.UpdateRequest{State: b.state(), Plan: tfsdk.Plan{Schema: b.schema, Raw: plan}}, resp)
		if resp.Diagnostics.HasError() || !resp.State.Raw.Equal(plan) {
			t.Errorf("%s, %v", resp.State.Raw, resp.Diagnostics)
		}
	}
	if update("web"); calls != 0 {
		t.Error("timeouts alone were sent to the API")
	}
	if update("renamed"); calls != 1 {
		t.Errorf("a new name was sent %d times", calls)
	}
}

func TestImportIDIsTheKeyJoinedBySlashes(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	r.Key = []string{"name", "id"}
	for id, want := range map[string]string{
		"web/l_1": "web l_1", " web / l_1\r\n": "web l_1", "web": "", "web/": "", "web/ ": "", "/l_1": "", "web/l_1/x": "", "": "", " ": "", "/": "",
	} {
		b := newBench(t, r)
		resp := &resource.ImportStateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
		b.resource.(resource.ResourceWithImportState).ImportState(t.Context(), resource.ImportStateRequest{ID: id}, resp)
		if want == "" {
			expect(t, resp.Diagnostics, "Cannot import made_up_link", "NAME/ID")
			continue
		}
		var state link
		resp.Diagnostics.Append(resp.State.Get(t.Context(), &state)...)
		if got := state.Name.ValueString() + " " + state.ID.ValueString(); got != want || resp.Diagnostics.HasError() {
			t.Errorf("%s became %q: %v", id, got, resp.Diagnostics)
		}
	}
}

func TestImportSaysWhichFormIsRight(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	r.Key, r.Prefixes = []string{"name", "id"}, []string{"n_", "l_"}
	for id, want := range map[string]string{
		"n_1/l_1": "",
		"l_1/n_1": `the import ID "l_1/n_1" is not of the form NAME/ID, such as n_…/l_…. Its parts are in another order: use "n_1/l_1"`,
		"n_1/x_1": `the import ID "n_1/x_1" is not of the form NAME/ID, such as n_…/l_…. "x_1" is something else`,
		"l_1":     `the import ID "l_1" is not of the form NAME/ID, such as n_…/l_…`,
		"l_1/l_1": `"l_1" is something else`,
	} {
		b := newBench(t, r)
		resp := &resource.ImportStateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
		b.resource.(resource.ResourceWithImportState).ImportState(t.Context(), resource.ImportStateRequest{ID: id}, resp)
		if want != "" {
			expect(t, resp.Diagnostics, "Cannot import made_up_link", want)
		} else if resp.Diagnostics.HasError() {
			t.Error(resp.Diagnostics)
		}
	}
}

func TestIdentityIsReadAsAnImportIDIs(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"l_1": "l_1", " l_1\n": "l_1", "": "the identity has no id", " ": "the identity has no id", "x_1": `"x_1" is something else`} {
		r := definition(nil)
		r.Prefixes = []string{"l_"}
		b := newBench(t, r)
		identity := *b.identity
		identity.Raw = tftypes.NewValue(identity.Schema.Type().TerraformType(t.Context()), map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, given)})
		resp := &resource.ImportStateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
		b.resource.(resource.ResourceWithImportState).ImportState(t.Context(), resource.ImportStateRequest{Identity: &identity}, resp)
		if want != "l_1" {
			expect(t, resp.Diagnostics, "Cannot import made_up_link", want)
			continue
		}
		var state link
		resp.Diagnostics.Append(resp.State.Get(t.Context(), &state)...)
		if state.ID.ValueString() != want || resp.Diagnostics.HasError() {
			t.Errorf("%q became %s: %v", given, state.ID, resp.Diagnostics)
		}
	}
}

func TestDefinitionIsNotChangedByItsUse(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	r.Schema.Blocks = map[string]schema.Block{}
	newBench(t, r)
	if len(r.Schema.Blocks) > 0 {
		t.Error("the timeouts went into the shared schema")
	}
}

func TestModelThatDoesNotFitIsFound(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	r.Schema.Attributes["colour"] = schema.StringAttribute{Optional: true}
	check, _ := r.New().(interface {
		CheckModel(ctx context.Context) diag.Diagnostics
	})
	if diags := check.CheckModel(t.Context()); !diags.HasError() {
		t.Error("the model has no field for colour")
	}
}

func expect(t *testing.T, diags diag.Diagnostics, summary, detail string) {
	t.Helper()
	for _, d := range diags {
		if d.Summary() == summary && strings.Contains(d.Detail(), detail) {
			return
		}
	}
	t.Errorf("no %q with %q in %v", summary, detail, diags)
}
