package crud_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/rest"
)

// links lists links of which a list tells only the ID. Others have deleted l_2 since.
func links(completed *[]string, broken string) crud.List[api, struct{}, string, link] {
	return crud.List[api, struct{}, string, link]{
		Resource: definition(nil),
		Items: func(context.Context, api, struct{}) iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				for _, id := range []string{"l_1", "l_2", "l_3", "l_4"} {
					if !yield(id, nil) {
						return
					}
				}
			}
		},
		Fill: func(_ context.Context, m *link, id string) error { m.ID = types.StringValue(id); return nil },
		Complete: func(_ context.Context, _ api, m *link) error {
			*completed = append(*completed, m.ID.ValueString())
			switch m.ID.ValueString() {
			case "l_2":
				return fmt.Errorf("l_2: %w", rest.ErrNotFound)
			case broken:
				return errors.New("the cable broke")
			}
			m.Name = types.StringValue("web")
			return nil
		},
	}
}

// query returns the IDs of what a list resource lists.
func query(t *testing.T, l crud.List[api, struct{}, string, link], whole bool, limit int64) (ids []string, problems diag.Diagnostics) {
	t.Helper()
	resources := l.New()
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	resources.(list.ListResourceWithConfigure).Configure(t.Context(), resource.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &resource.ConfigureResponse{})
	b, stream := newBench(t, definition(nil)), &list.ListResultsStream{}
	resources.List(t.Context(), list.ListRequest{
		Config:         tfsdk.Config{Schema: listschema.Schema{}, Raw: tftypes.NewValue(tftypes.Object{}, map[string]tftypes.Value{})},
		ResourceSchema: b.schema, ResourceIdentitySchema: b.identity.Schema, IncludeResource: whole, Limit: limit,
	}, stream)
	for r := range stream.Results {
		if problems.Append(r.Diagnostics...); r.Diagnostics.HasError() {
			continue
		}
		var id types.String
		problems.Append(r.Identity.GetAttribute(t.Context(), path.Root("id"), &id)...)
		ids = append(ids, id.ValueString())
	}
	return ids, problems
}

func TestListCompletesWholeResourcesAndLeavesOutWhatIsDeleted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		whole           bool
		limit           int64
		want, completed []string
	}{
		"whole":      {true, 0, []string{"l_1", "l_3", "l_4"}, []string{"l_1", "l_2", "l_3", "l_4"}},
		"limited":    {true, 2, []string{"l_1", "l_3"}, []string{"l_1", "l_2", "l_3"}},
		"identities": {false, 0, []string{"l_1", "l_2", "l_3", "l_4"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var completed []string
			got, problems := query(t, links(&completed, ""), test.whole, test.limit)
			if !slices.Equal(got, test.want) || !slices.Equal(completed, test.completed) || problems.HasError() {
				t.Errorf("listed %v after completing %v: %v", got, completed, problems)
			}
		})
	}
}

func TestListSaysWhatCannotBeCompleted(t *testing.T) {
	t.Parallel()
	var completed []string
	got, problems := query(t, links(&completed, "l_3"), true, 0)
	expect(t, problems, "Cannot list made_up_link", "the cable broke")
	if !slices.Equal(got, []string{"l_1", "l_4"}) {
		t.Errorf("listed %v", got)
	}
}
