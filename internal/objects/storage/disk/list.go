package disk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// listing lists the disks that no machine boots from, since those can be imported.
var listing = func() crud.List[*katapult.Client, types.Object, katapult.Disk, model] {
	importable := many
	importable.Lists = "Lists the disks of the organization that no virtual machine boots from."
	importable.Filters = []crud.Filter[*katapult.Client, katapult.Disk]{{
		Name: "annotation", Description: "Only disks with this annotation, as `KEY=VALUE`. Defaults to all disks.", Match: annotated,
	}}
	l := crud.ListOf(importable, disk, (*model).fill)
	all := l.Items
	l.Items = func(ctx context.Context, api *katapult.Client, filter types.Object) iter.Seq2[katapult.Disk, error] {
		return withoutBootDisks(ctx, api, all(ctx, api, filter))
	}
	l.Complete = complete
	return l
}()

// annotated lets disks through that have an annotation.
func annotated(ctx context.Context, api *katapult.Client, annotation string) (func(katapult.Disk) bool, error) {
	key, value, ok := strings.Cut(annotation, "=")
	if !ok || key == "" {
		return nil, fmt.Errorf("%q is not of the form KEY=VALUE", annotation)
	}
	found, err := api.Disks.ListAnnotated(ctx, key, value)
	ids := map[string]bool{}
	for _, d := range found {
		ids[d.ID] = true
	}
	return func(d katapult.Disk) bool { return ids[d.ID] }, err
}

// withoutBootDisks asks each machine which disk it boots from: the list of disks does not
// tell.
func withoutBootDisks(ctx context.Context, api *katapult.Client, all iter.Seq2[katapult.Disk, error]) iter.Seq2[katapult.Disk, error] {
	return func(yield func(katapult.Disk, error) bool) {
		for d, err := range all {
			boot := false
			if err == nil && d.Assignment != nil {
				var assigned katapult.Disk
				assigned, err = api.Disks.GetOnMachine(ctx, d.Assignment.VirtualMachine.ID, d.ID)
				boot = err == nil && assigned.Assignment != nil && assigned.Assignment.Boot || errors.Is(err, katapult.ErrNotFound)
			}
			if !boot && !yield(d, err) {
				return
			}
		}
	}
}

// complete reads what lists lack.
func complete(ctx context.Context, api *katapult.Client, m *model) error {
	now, err := api.Disks.Get(ctx, m.ID.ValueString())
	if err != nil {
		return err
	}
	if len(now.Annotations) > 0 {
		m.Annotations = attrs.TextMap(now.Annotations)
	}
	m.fill(now)
	return nil
}
