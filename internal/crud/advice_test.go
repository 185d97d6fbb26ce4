package crud_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/rest"
)

// An object that was deleted needs a new plan, whatever the API's code says in general.
// What an argument names has to be corrected there.
func TestUpdateOfWhatWasDeletedAsksForANewPlan(t *testing.T) {
	t.Parallel()
	gone := fmt.Errorf("l_1: %w", rest.ErrNotFound)
	const again, check = "Plan again", "Check the ID"
	for name, test := range map[string]struct {
		err    error
		advise func(error) string
		want   string
	}{
		"the object":                            {gone, func(error) string { return check }, again},
		"the object, without advice on it":      {gone, nil, again},
		"what an argument names":                {crud.At(path.Root("name"), gone), func(error) string { return check }, check},
		"what an argument names, and no advice": {crud.At(path.Root("name"), gone), nil, again},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, definition(func(context.Context, *link) error { return test.err }))
			connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
			b.resource.(resource.ResourceWithConfigure).Configure(t.Context(),
				resource.ConfigureRequest{ProviderData: crud.NewClients(test.advise, connect)}, &resource.ConfigureResponse{})
			resp := &resource.UpdateResponse{Identity: b.identity, State: b.state()}
			b.resource.Update(t.Context(), resource.UpdateRequest{
				State: b.state(), Plan: tfsdk.Plan{Schema: b.schema, Raw: b.raw(map[string]any{"id": "l_1", "name": "db", "size": 3})},
			}, resp)
			if errs := resp.Diagnostics.Errors(); len(errs) != 1 || !strings.Contains(errs[0].Detail(), test.want) {
				t.Errorf("%v", errs)
			}
		})
	}
}
