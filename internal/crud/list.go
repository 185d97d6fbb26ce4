package crud

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"terraform-provider-katapult/internal/rest"
)

// List defines a list resource, which terraform query uses. F is the model of its
// filter, T an item of the API, and M the model of the managed resource.
type List[C, F, T, M any] struct {
	// Resource is the managed resource that is listed.
	Resource Resource[C, M]
	Schema   schema.Schema
	// Timeout bounds a listing. It defaults to DefaultTimeout.
	Timeout time.Duration

	// Items yields what the filter lets through, and ends at the first error.
	Items func(ctx context.Context, api C, filter F) iter.Seq2[T, error]
	// Fill turns an item into the model.
	Fill func(ctx context.Context, m *M, item T) error
	// Complete, if set, reads what items lack. It is called where whole resources are
	// asked for, and not where their identities are. rest.ErrNotFound leaves an item out.
	Complete func(ctx context.Context, api C, m *M) error
}

// New returns a list resource for the framework.
func (l List[C, F, T, M]) New() list.ListResource {
	managed, _ := l.Resource.New().(*resourceAdapter[C, M])
	return &listAdapter[C, F, T, M]{definition: l, managed: managed}
}

// listAdapter implements the framework's interfaces for a List.
type listAdapter[C, F, T, M any] struct {
	definition List[C, F, T, M]
	managed    *resourceAdapter[C, M]
}

var _ list.ListResourceWithConfigure = &listAdapter[any, any, any, any]{}

func (l *listAdapter[C, F, T, M]) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	l.managed.Metadata(ctx, req, resp)
}

func (l *listAdapter[C, F, T, M]) Configure(ctx context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	l.managed.Configure(ctx, req, resp)
}

func (l *listAdapter[C, F, T, M]) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = l.definition.Schema
}

func (l *listAdapter[C, F, T, M]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	stream.Results = func(push func(list.ListResult) bool) {
		ctx, warnings := collect(ctx)
		more := func(r list.ListResult) bool {
			r.Diagnostics.Append(warnings.add()...)
			return push(r)
		}
		ctx, cancel := bounded(ctx, listing, l.definition.Timeout)
		defer cancel()
		going := l.items(ctx, req, more)
		if late := warnings.end(); going && len(late) > 0 {
			push(list.ListResult{Diagnostics: late})
		}
	}
}

// items pushes what the filter lets through, up to the limit, or an error. It
// reports whether more can be pushed.
func (l *listAdapter[C, F, T, M]) items(ctx context.Context, req list.ListRequest, push func(list.ListResult) bool) bool {
	var filter F
	failed := list.ListResult{}
	if appendError(&failed.Diagnostics, req.Config.Get(ctx, &filter)) || appendError(&failed.Diagnostics, revalidate(ctx, req.Config)) {
		return push(failed)
	}
	ctx = rest.WithMaxAge(ctx, refreshMaxAge)
	api, err := l.managed.client(ctx)
	if err != nil {
		l.managed.report(&failed.Diagnostics, listing, l.managed.Type, "all", err)
		return push(failed)
	}
	count := int64(0)
	for item, err := range l.definition.Items(ctx, api, filter) {
		if err != nil {
			l.managed.report(&failed.Diagnostics, listing, l.managed.Type, "all", err)
			return push(failed)
		}
		result, listed := l.result(ctx, api, req, item)
		if !listed {
			continue
		}
		if !push(result) {
			return false
		}
		if count++; count == req.Limit {
			break
		}
	}
	return true
}

// result is one listed object: its identity, and the whole resource on request. An object
// that was deleted since is not listed.
func (l *listAdapter[C, F, T, M]) result(ctx context.Context, api C, req list.ListRequest, item T) (result list.ListResult, listed bool) {
	result = req.NewListResult(ctx)
	state := blank(ctx, l.managed.schema(ctx))
	var model M
	if appendError(&result.Diagnostics, state.Get(ctx, &model)) {
		return result, true
	}
	err := l.definition.Fill(ctx, &model, item)
	if err == nil && req.IncludeResource && l.definition.Complete != nil {
		err = l.definition.Complete(ctx, api, &model)
	}
	if errors.Is(err, rest.ErrNotFound) {
		return result, false
	}
	if err != nil {
		l.managed.report(&result.Diagnostics, listing, l.managed.Type, cmp.Or(subject(ctx, state, l.managed.Key), "all"), err)
		return result, true
	}
	result.Diagnostics.Append(state.Set(ctx, model)...)
	l.managed.identify(ctx, state, result.Identity, &result.Diagnostics)
	result.DisplayName = cmp.Or(rest.Quote(called(ctx, state)), subject(ctx, state, l.managed.Key))
	if req.IncludeResource {
		result.Resource.Raw = state.Raw
	}
	return result, true
}
