package core

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	fw "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	fwschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// toy is a provider whose things exist in memory, and which can be bent to
// break the promises of the protocol.
type toy struct {
	provider.Provider

	mutex  sync.Mutex
	things map[string]thing
	events []string
	starts int

	// refuses names things whose creation fails after half of it.
	refuses map[string]bool
	plan    func(request *tfprotov6.PlanResourceChangeRequest, answer *tfprotov6.PlanResourceChangeResponse)
	apply   func(request *tfprotov6.ApplyResourceChangeRequest, answer *tfprotov6.ApplyResourceChangeResponse)
	read    func(answer *tfprotov6.ReadResourceResponse)
	data    func(answer *tfprotov6.ReadDataSourceResponse)
}

type thing struct {
	ID     types.String `tfsdk:"id"`
	Name   types.String `tfsdk:"name"`
	Kind   types.String `tfsdk:"kind"`
	Note   types.String `tfsdk:"note"`
	Plain  types.String `tfsdk:"plain"`
	Secret types.String `tfsdk:"secret"`
}

func newToy() *toy { return &toy{things: map[string]thing{}, refuses: map[string]bool{}} }

// factory serves the toy.
func (p *toy) factory() (tfprotov6.ProviderServer, error) {
	p.mutex.Lock()
	p.starts++
	p.mutex.Unlock()
	return &bent{providerserver.NewProtocol6(p)().(server), p}, nil
}

// server is what the framework serves.
type server interface {
	tfprotov6.ProviderServer
	tfprotov6.ProviderServerWithListResource
	tfprotov6.ProviderServerWithActions
}

func (p *toy) log(event string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.events = append(p.events, event)
}

// order is what happened, from a kind of event on.
func (p *toy) order(from string) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	i := slices.IndexFunc(p.events, func(e string) bool { return strings.HasPrefix(e, from) })
	return strings.Join(p.events[max(i, 0):], ", ")
}

func (p *toy) Metadata(_ context.Context, _ provider.MetadataRequest, r *provider.MetadataResponse) {
	r.TypeName = "toy"
}
func (p *toy) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (p *toy) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (p *toy) Resources(context.Context) []func() fw.Resource {
	return []func() fw.Resource{func() fw.Resource { return &thingResource{p: p} }}
}

func (p *toy) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return &thingCount{p: p} }}
}

type thingResource struct {
	fw.Resource

	p *toy
}

func (r *thingResource) Metadata(_ context.Context, _ fw.MetadataRequest, answer *fw.MetadataResponse) {
	answer.TypeName = "toy_thing"
}

func (r *thingResource) Schema(_ context.Context, _ fw.SchemaRequest, answer *fw.SchemaResponse) {
	answer.Schema = fwschema.Schema{Attributes: map[string]fwschema.Attribute{
		"id":     fwschema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
		"name":   fwschema.StringAttribute{Required: true},
		"kind":   fwschema.StringAttribute{Optional: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
		"note":   fwschema.StringAttribute{Optional: true, Computed: true},
		"plain":  fwschema.StringAttribute{Optional: true},
		"secret": fwschema.StringAttribute{Optional: true, Sensitive: true},
	}}
}

func (r *thingResource) IdentitySchema(_ context.Context, _ fw.IdentitySchemaRequest, answer *fw.IdentitySchemaResponse) {
	answer.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{"id": identityschema.StringAttribute{RequiredForImport: true}}}
}

func (r *thingResource) Create(ctx context.Context, request fw.CreateRequest, answer *fw.CreateResponse) {
	var t thing
	answer.Diagnostics.Append(request.Plan.Get(ctx, &t)...)
	r.p.mutex.Lock()
	t.ID = types.StringValue(fmt.Sprintf("id-%s-%d", t.Name.ValueString(), len(r.p.events)))
	if t.Note.IsUnknown() {
		t.Note = types.StringValue("none")
	}
	r.p.things[t.ID.ValueString()] = t
	refused := r.p.refuses[t.Name.ValueString()]
	r.p.mutex.Unlock()
	r.p.log("create " + t.Name.ValueString())
	answer.Diagnostics.Append(answer.State.Set(ctx, t)...)
	answer.Diagnostics.Append(answer.Identity.SetAttribute(ctx, path.Root("id"), t.ID)...)
	answer.Diagnostics.Append(answer.Private.SetKey(ctx, "made", []byte(`true`))...)
	if refused {
		answer.Diagnostics.AddAttributeError(path.Root("name"), "Cannot create toy_thing", "It broke halfway.")
	}
}

func (r *thingResource) Read(ctx context.Context, request fw.ReadRequest, answer *fw.ReadResponse) {
	var t thing
	answer.Diagnostics.Append(request.State.Get(ctx, &t)...)
	if made, _ := request.Private.GetKey(ctx, "made"); !t.Name.IsNull() && string(made) != "true" {
		answer.Diagnostics.AddError("Private data is lost", t.ID.ValueString())
	}
	r.p.mutex.Lock()
	now, exists := r.p.things[t.ID.ValueString()]
	r.p.mutex.Unlock()
	answer.Diagnostics.Append(answer.Identity.SetAttribute(ctx, path.Root("id"), t.ID)...)
	answer.Diagnostics.Append(answer.Private.SetKey(ctx, "made", []byte(`true`))...)
	if !exists {
		answer.State.RemoveResource(ctx)
		return
	}
	answer.Diagnostics.Append(answer.State.Set(ctx, now)...)
}

func (r *thingResource) Update(ctx context.Context, request fw.UpdateRequest, answer *fw.UpdateResponse) {
	var t thing
	answer.Diagnostics.Append(request.Plan.Get(ctx, &t)...)
	if t.Note.IsUnknown() {
		t.Note = types.StringValue("none")
	}
	r.p.mutex.Lock()
	r.p.things[t.ID.ValueString()] = t
	r.p.mutex.Unlock()
	r.p.log("update " + t.Name.ValueString())
	answer.Diagnostics.Append(answer.State.Set(ctx, t)...)
	answer.Diagnostics.Append(answer.Identity.SetAttribute(ctx, path.Root("id"), t.ID)...)
}

func (r *thingResource) Delete(ctx context.Context, request fw.DeleteRequest, answer *fw.DeleteResponse) {
	var t thing
	answer.Diagnostics.Append(request.State.Get(ctx, &t)...)
	r.p.mutex.Lock()
	delete(r.p.things, t.ID.ValueString())
	r.p.mutex.Unlock()
	r.p.log("delete " + t.Name.ValueString())
}

func (r *thingResource) ImportState(ctx context.Context, request fw.ImportStateRequest, answer *fw.ImportStateResponse) {
	fw.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root("id"), request, answer)
}

// thingCount is a data source that counts the things.
type thingCount struct {
	datasource.DataSource

	p *toy
}

func (d *thingCount) Metadata(_ context.Context, _ datasource.MetadataRequest, answer *datasource.MetadataResponse) {
	answer.TypeName = "toy_count"
}

func (d *thingCount) Schema(_ context.Context, _ datasource.SchemaRequest, answer *datasource.SchemaResponse) {
	answer.Schema = dataschema.Schema{Attributes: map[string]dataschema.Attribute{
		"of": dataschema.StringAttribute{Optional: true}, "number": dataschema.Int64Attribute{Computed: true},
	}}
}

func (d *thingCount) Read(ctx context.Context, request datasource.ReadRequest, answer *datasource.ReadResponse) {
	var of types.String
	answer.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("of"), &of)...)
	d.p.log("count")
	d.p.mutex.Lock()
	n := int64(len(d.p.things))
	d.p.mutex.Unlock()
	answer.Diagnostics.Append(answer.State.SetAttribute(ctx, path.Root("of"), of)...)
	answer.Diagnostics.Append(answer.State.SetAttribute(ctx, path.Root("number"), n)...)
}

// bent changes what the toy responds with.
type bent struct {
	server

	p *toy
}

func (b *bent) PlanResourceChange(ctx context.Context, request *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	answer, err := b.server.PlanResourceChange(ctx, request)
	if b.p.plan != nil && err == nil {
		b.p.plan(request, answer)
	}
	return answer, err
}

func (b *bent) ApplyResourceChange(ctx context.Context, request *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	answer, err := b.server.ApplyResourceChange(ctx, request)
	if b.p.apply != nil && err == nil {
		b.p.apply(request, answer)
	}
	return answer, err
}

func (b *bent) ReadResource(ctx context.Context, request *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	answer, err := b.server.ReadResource(ctx, request)
	if b.p.read != nil && err == nil {
		b.p.read(answer)
	}
	return answer, err
}

func (b *bent) ReadDataSource(ctx context.Context, request *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	answer, err := b.server.ReadDataSource(ctx, request)
	if b.p.data != nil && err == nil {
		b.p.data(answer)
	}
	return answer, err
}

var thingType = cty.Object(map[string]cty.Type{
	"id": cty.String, "name": cty.String, "kind": cty.String, "note": cty.String, "plain": cty.String, "secret": cty.String,
})

// with changes an attribute of a value on its way to Terraform, unless it is
// null.
func with(v *tfprotov6.DynamicValue, attribute string, to cty.Value) *tfprotov6.DynamicValue {
	value, err := decode(v, thingType)
	if err != nil {
		panic(err)
	}
	if value.IsNull() {
		return v
	}
	attributes := value.AsValueMap()
	attributes[attribute] = to
	changed, err := encode(cty.ObjectVal(attributes), thingType)
	if err != nil {
		panic(err)
	}
	return changed
}

func null() *tfprotov6.DynamicValue {
	v, _ := encode(cty.NullVal(thingType), thingType)
	return v
}

// play runs commands on a toy, and returns the error of the last.
func play(t *testing.T, tf *Terraform, configs ...string) error {
	t.Helper()
	var err error
	for _, config := range configs {
		if err := tf.Configure(config, nil); err != nil {
			t.Fatal(err)
		}
		var plan *Plan
		plan, err = tf.Plan(t.Context(), Planning{})
		if err == nil {
			err = tf.Apply(t.Context(), plan)
		}
	}
	return err
}

func (p *toy) terraform() *Terraform { return New("toy", p.factory) }

// fails is the text of an error that has to be one.
func fails(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		t.Fatal("nothing failed")
	}
	var f failed
	if !errors.As(err, &f) {
		t.Errorf("not an error of a command: %v", err)
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}
