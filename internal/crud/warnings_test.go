package crud_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	actionschema "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
)

func summaries(diagnostics diag.Diagnostics) (all []string) {
	for _, d := range diagnostics {
		all = append(all, d.Severity().String()+" "+d.Summary())
	}
	return all
}

func TestWarningIsDeliveredWhileItsOperationLasts(t *testing.T) {
	t.Parallel()
	if crud.Warn(t.Context(), "early", "") {
		t.Error("delivered to nobody")
	}
	var diagnostics diag.Diagnostics
	ctx, end := crud.Collecting(t.Context(), &diagnostics)
	if !crud.Warn(ctx, "in time", "") {
		t.Error("not delivered")
	}
	end()
	if crud.Warn(ctx, "late", "") {
		t.Error("delivered to an operation that has ended")
	}
	if got := summaries(diagnostics); !slices.Equal(got, []string{"Warning in time"}) {
		t.Errorf("told %q", got)
	}
}

func TestWhatIsSaidOnceIsSaidToTheFirstWhoHears(t *testing.T) {
	t.Parallel()
	var diagnostics diag.Diagnostics
	ctx, end := crud.Collecting(t.Context(), &diagnostics)
	warn := crud.Once()
	warn(t.Context(), "limit", "while nobody hears")
	warn(ctx, "limit", "1")
	warn(ctx, "limit", "2")
	warn(ctx, "another", "3")
	end()
	if got := summaries(diagnostics); !slices.Equal(got, []string{"Warning limit", "Warning another"}) || diagnostics[0].Detail() != "1" {
		t.Errorf("told %q", diagnostics)
	}
}

// listAdapter lists what a function yields, up to the limit, and returns what is
// pushed of it, in words.
func listAdapter(t *testing.T, limit int64, items iter.Seq2[string, error], warn func(context.Context, string)) (pushed [][]string) {
	t.Helper()
	l := crud.List[api, struct{}, string, link]{
		Resource: definition(nil),
		Items: func(ctx context.Context, _ api, _ struct{}) iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				for item, err := range items {
					warn(ctx, item)
					if !yield(item, err) {
						return
					}
				}
				warn(ctx, "end")
			}
		},
		Fill: func(ctx context.Context, m *link, item string) error {
			if item == "broken" {
				crud.Warn(ctx, "half read", "")
				return errors.New("the cable broke")
			}
			m.ID, m.Name = types.StringValue("l_"+item), types.StringValue(item)
			return nil
		},
	}.New()
	b := newBench(t, definition(nil))
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	l.(list.ListResourceWithConfigure).Configure(t.Context(), resource.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &resource.ConfigureResponse{})
	stream := &list.ListResultsStream{}
	l.List(t.Context(), list.ListRequest{
		Config: tfsdk.Config{Schema: listschema.Schema{}, Raw: tftypes.NewValue(tftypes.Object{}, map[string]tftypes.Value{})},
		Limit:  limit, ResourceSchema: b.schema, ResourceIdentitySchema: b.identity.Schema,
	}, stream)
	for r := range stream.Results {
		pushed = append(pushed, append([]string{r.DisplayName}, summaries(r.Diagnostics)...))
	}
	return pushed
}

func TestWarningOfAListIsShownWithItsNextResult(t *testing.T) {
	t.Parallel()
	none := func(func(string, error) bool) {}
	some := func(yield func(string, error) bool) { _ = yield("a", nil) && yield("b", nil) }
	broken := func(yield func(string, error) bool) { _ = yield("a", nil) && yield("b", errors.New("the cable broke")) }
	halfway := func(yield func(string, error) bool) { _ = yield("a", nil) && yield("broken", nil) && yield("c", nil) }
	const failed = "Error Cannot list made_up_link"
	for name, test := range map[string]struct {
		items iter.Seq2[string, error]
		limit int64
		at    string
		want  [][]string
	}{
		"before an item": {some, 0, "b", [][]string{{"a"}, {"b", "Warning slow"}}},
		"after the last": {some, 0, "end", [][]string{{"a"}, {"b"}, {"", "Warning slow"}}},
		"of nothing":     {none, 0, "end", [][]string{{"", "Warning slow"}}},
		"up to a limit":  {some, 1, "a", [][]string{{"a", "Warning slow"}}},
		"before failing": {broken, 0, "b", [][]string{{"a"}, {"", failed, "Warning slow"}}},
		"while filling":  {halfway, 0, "", [][]string{{"a"}, {"", failed, "Warning half read"}, {"c"}}},
		"none":           {some, 0, "", [][]string{{"a"}, {"b"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := listAdapter(t, test.limit, test.items, func(ctx context.Context, at string) {
				if at == test.at && !crud.Warn(ctx, "slow", "") {
					t.Error("not delivered")
				}
			})
			if !slices.EqualFunc(got, test.want, slices.Equal[[]string]) {
				t.Errorf("pushed %q, want %q", got, test.want)
			}
		})
	}
}

func TestWarningOfAnActionIsShown(t *testing.T) {
	t.Parallel()
	type nothing struct{}
	a := crud.Action[api, nothing]{
		Type: "made_up_action",
		Invoke: func(ctx context.Context, _ api, _ nothing, _ func(string)) error {
			crud.Warn(ctx, "slow", "")
			return nil
		},
	}.New()
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	a.(action.ActionWithConfigure).Configure(t.Context(), action.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &action.ConfigureResponse{})
	resp := &action.InvokeResponse{}
	a.Invoke(t.Context(), action.InvokeRequest{
		Config: tfsdk.Config{Schema: actionschema.Schema{}, Raw: tftypes.NewValue(tftypes.Object{}, map[string]tftypes.Value{})},
	}, resp)
	if got := summaries(resp.Diagnostics); !slices.Equal(got, []string{"Warning slow"}) {
		t.Errorf("told %q", got)
	}
}

func TestWarningOfAnImportIsShown(t *testing.T) {
	t.Parallel()
	r := definition(nil)
	r.Import = func(ctx context.Context, _ api, written string) ([]string, error) {
		crud.Warn(ctx, "slow", "")
		return []string{"l_" + written}, nil
	}
	b := newBench(t, r)
	resp := &resource.ImportStateResponse{Identity: b.identity, State: tfsdk.State{Schema: b.schema, Raw: b.raw(nil)}}
	b.resource.(resource.ResourceWithImportState).ImportState(t.Context(), resource.ImportStateRequest{ID: "web"}, resp)
	if got := summaries(resp.Diagnostics); !slices.Equal(got, []string{"Warning slow"}) {
		t.Errorf("told %q", got)
	}
}

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
