package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"terraform-provider-katapult/internal/crud"
)

func TestCollectReturnsEveryConstructorOfAKindInOrder(t *testing.T) {
	t.Parallel()
	start, stop := crud.Action[any, any]{Type: "start"}, crud.Action[any, any]{Type: "stop"}
	group := crud.Resource[any, any]{Type: "group"}
	objects := []crud.Object{
		{Actions: []func() action.Action{start.New, stop.New}},
		{Resource: group.New},
	}
	var names []string
	for _, construct := range collect(objects, func(o crud.Object) []func() action.Action { return o.Actions }) {
		var resp action.MetadataResponse
		construct().Metadata(t.Context(), action.MetadataRequest{}, &resp)
		names = append(names, resp.TypeName)
	}
	if len(names) != 2 || names[0] != "start" || names[1] != "stop" {
		t.Errorf("collected %q", names)
	}
	resources := collect(objects, func(o crud.Object) []func() resource.Resource { return []func() resource.Resource{o.Resource} })
	if len(resources) != 1 || resources[0]() == nil {
		t.Errorf("an object without a resource counts: %d", len(resources))
	}
}
