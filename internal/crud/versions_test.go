package crud_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	actionschema "github.com/hashicorp/terraform-plugin-framework/action/schema"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
)

func TestStatesOfOlderVersionsAndOtherTypesAreTakenOver(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	prior := schema.Schema{Attributes: map[string]schema.Attribute{"id": schema.StringAttribute{Computed: true}}}
	r.Upgraders = map[int64]resource.StateUpgrader{0: {PriorSchema: &prior}, 1: {}}
	r.Movers = []resource.StateMover{{}}
	implementation := r.New()
	upgraders := implementation.(resource.ResourceWithUpgradeState).UpgradeState(t.Context())
	if _, ok := upgraders[0].PriorSchema.Blocks["timeouts"]; !ok || len(prior.Blocks) > 0 {
		t.Error("states have timeouts, and the prior schema has none")
	}
	if len(upgraders) != 2 || upgraders[1].PriorSchema != nil {
		t.Errorf("%v", upgraders)
	}
	if movers := implementation.(resource.ResourceWithMoveState).MoveState(t.Context()); len(movers) != 1 {
		t.Errorf("%v", movers)
	}
}

func TestWithoutUpdateOnlyTimeoutsChange(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	r.Update = nil
	b := newBench(t, r)
	block, _ := b.schema.Blocks["timeouts"].(schema.SingleNestedBlock)
	if _, ok := block.Attributes["update"]; ok || len(block.Attributes) != 2 {
		t.Errorf("the timeouts are %v", block.Attributes)
	}
	if problems := b.resource.(interface {
		CheckModel(ctx context.Context) diag.Diagnostics
	}).CheckModel(t.Context()); problems.HasError() {
		t.Error(problems)
	}
	minute := map[string]tftypes.Value{"create": tftypes.NewValue(tftypes.String, "1m"), "delete": tftypes.NewValue(tftypes.String, nil)}
	for name, changed := range map[string]bool{"web": false, "db": true} {
		plan := b.raw(map[string]any{"id": "l_1", "name": name, "size": 3, "timeouts": minute})
		resp := &resource.UpdateResponse{State: b.state(), Identity: b.identity}
		b.resource.Update(t.Context(), resource.UpdateRequest{State: b.state(), Plan: tfsdk.Plan{Schema: b.schema, Raw: plan}}, resp)
		if resp.Diagnostics.HasError() != changed || resp.State.Raw.Equal(plan) == changed {
			t.Errorf("%s: %s, %v", name, resp.State.Raw, resp.Diagnostics)
		}
	}
}

func TestEveryOperationHasADeadlineThatSaysSo(t *testing.T) {
	t.Parallel()
	wait := func(ctx context.Context) error { <-ctx.Done(); return context.Cause(ctx) }
	connect := crud.NewClients(nil, crud.Connect[api](func(context.Context) (api, error) { return api{}, nil }))
	for name, try := range map[string]func(t *testing.T) (diag.Diagnostics, string, time.Duration){
		"read": func(t *testing.T) (diag.Diagnostics, string, time.Duration) {
			t.Helper()
			b := newBench(t, definition(func(ctx context.Context, _ *link) error { return wait(ctx) }))
			resp := &resource.ReadResponse{State: b.state(), Identity: b.identity}
			b.resource.Read(t.Context(), resource.ReadRequest{State: b.state()}, resp)
			return resp.Diagnostics, "Cannot read made_up_link", crud.DefaultTimeout
		},
		"data source": func(t *testing.T) (diag.Diagnostics, string, time.Duration) {
			t.Helper()
			source := crud.DataSource[api, named]{
				Type: "made_up_link", Timeout: time.Hour,
				Schema: data.Schema{Attributes: map[string]data.Attribute{"id": data.StringAttribute{Optional: true}}},
				Read:   func(ctx context.Context, _ api, _ *named) error { return wait(ctx) },
			}
			return readFrom(t, source), "Cannot read data source made_up_link", time.Hour
		},
		"action": func(t *testing.T) (diag.Diagnostics, string, time.Duration) {
			t.Helper()
			a := crud.Action[api, struct{}]{
				Type: "made_up_action", Timeout: time.Minute,
				Invoke: func(ctx context.Context, _ api, _ struct{}, _ func(string)) error { return wait(ctx) },
			}.New()
			a.(action.ActionWithConfigure).Configure(t.Context(), action.ConfigureRequest{ProviderData: connect}, &action.ConfigureResponse{})
			resp := &action.InvokeResponse{}
			a.Invoke(t.Context(), action.InvokeRequest{
				Config: tfsdk.Config{Schema: actionschema.Schema{}, Raw: tftypes.NewValue(tftypes.Object{}, map[string]tftypes.Value{})},
			}, resp)
			return resp.Diagnostics, "Cannot invoke made_up_action", time.Minute
		},
		"list": func(t *testing.T) (all diag.Diagnostics, summary string, limit time.Duration) {
			t.Helper()
			l := crud.List[api, struct{}, string, link]{
				Resource: definition(nil),
				Items: func(ctx context.Context, _ api, _ struct{}) iter.Seq2[string, error] {
					return func(yield func(string, error) bool) { yield("", wait(ctx)) }
				},
			}.New()
			l.(list.ListResourceWithConfigure).Configure(t.Context(), resource.ConfigureRequest{ProviderData: connect}, &resource.ConfigureResponse{})
			stream := &list.ListResultsStream{}
			l.List(t.Context(), list.ListRequest{
				Config: tfsdk.Config{Schema: listschema.Schema{}, Raw: tftypes.NewValue(tftypes.Object{}, map[string]tftypes.Value{})},
			}, stream)
			for r := range stream.Results {
				all.Append(r.Diagnostics...)
			}
			return all, "Cannot list made_up_link", crud.DefaultTimeout
		},
		"plan": func(t *testing.T) (diag.Diagnostics, string, time.Duration) {
			t.Helper()
			r := definition(nil)
			r.Plan = func(ctx context.Context, _ api, _, _ *link) error { return wait(ctx) }
			return newBench(t, r).planned(nil, map[string]any{"name": "web"}).Diagnostics, "Cannot plan made_up_link", crud.DefaultTimeout
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				diagnostics, summary, limit := try(t)
				if took := time.Since(start); took != limit {
					t.Errorf("ended after %s, want %s", took, limit)
				}
				expect(t, diagnostics, summary, "it took longer than ")
				expect(t, diagnostics, summary, "Run Terraform again later")
			})
		})
	}
}

func TestImportCanMakeAKeyOfSeveralParts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		key  []string
		err  error
		want string
	}{
		{key: []string{"web", "l_1"}},
		{key: []string{"web"}, want: "the key has 1 parts instead of 2"},
		{err: errors.New("the cable broke"), want: "the cable broke"},
	} {
		r := definition(nil)
		r.Key = []string{"name", "id"}
		r.Import = func(_ context.Context, _ api, written string) ([]string, error) {
			if written != "web.acme.test/eth0/x" {
				t.Errorf("written %q", written)
			}
			return test.key, test.err
		}
		b := newBench(t, r)
		resp := &resource.ImportStateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
		b.resource.(resource.ResourceWithImportState).ImportState(t.Context(), resource.ImportStateRequest{ID: " web.acme.test/eth0/x\n"}, resp)
		if test.want != "" {
			expect(t, resp.Diagnostics, "Cannot import made_up_link", test.want)
			continue
		}
		var state link
		resp.Diagnostics.Append(resp.State.Get(t.Context(), &state)...)
		if got := fmt.Sprint(state.Name.ValueString(), " ", state.ID.ValueString()); got != "web l_1" || resp.Diagnostics.HasError() {
			t.Errorf("%q, %v", got, resp.Diagnostics)
		}
	}
}

func TestNumberIsImportedAsAKey(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	r.Key = []string{"size"}
	for id, want := range map[string]string{"7": "", "seven": `"seven" is no number`} {
		b := newBench(t, r)
		resp := &resource.ImportStateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
		b.resource.(resource.ResourceWithImportState).ImportState(t.Context(), resource.ImportStateRequest{ID: id}, resp)
		if want != "" {
			expect(t, resp.Diagnostics, "Cannot import made_up_link", want)
			continue
		}
		var state link
		resp.Diagnostics.Append(resp.State.Get(t.Context(), &state)...)
		if state.Size.ValueInt64() != 7 || resp.Diagnostics.HasError() || resp.Identity.Raw.IsFullyNull() {
			t.Errorf("%s, %v", state.Size, resp.Diagnostics)
		}
	}
}
