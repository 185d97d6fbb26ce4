package provider

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// protocol is all of Terraform's protocol that the provider speaks.
type protocol interface {
	tfprotov6.ProviderServerWithListResource
	tfprotov6.ProviderServerWithActions
}

// contextReleaser is a server whose calls about single objects have their contexts only
// lent to them.
//
// The framework keeps the context of every call until the process ends, so
// that it can cancel all of them when Terraform is interrupted; and with each
// context goes the whole request, which in a large plan is most of the memory.
type contextReleaser struct{ protocol }

// releaseContexts makes a call with a context that is emptied when the call is over.
func releaseContexts[Q, A any](ctx context.Context, request Q, call func(context.Context, Q) (A, error)) (A, error) {
	b := &releasableContext{}
	b.lender.Store(&ctx)
	defer b.lender.Store(&errReleased)
	return call(b, request)
}

// releasableContext is the context of a call for as long as that lasts, and one that has
// ended after that.
type releasableContext struct {
	lender atomic.Pointer[context.Context]
}

// errReleased is what is left of a borrowed context.
var errReleased = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func (b *releasableContext) Deadline() (time.Time, bool) { return (*b.lender.Load()).Deadline() }
func (b *releasableContext) Done() <-chan struct{}       { return (*b.lender.Load()).Done() }
func (b *releasableContext) Err() error                  { return (*b.lender.Load()).Err() }
func (b *releasableContext) Value(key any) any           { return (*b.lender.Load()).Value(key) }

func (l contextReleaser) ValidateResourceConfig(ctx context.Context, r *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return releaseContexts(ctx, r, l.protocol.ValidateResourceConfig)
}

func (l contextReleaser) UpgradeResourceState(ctx context.Context, r *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return releaseContexts(ctx, r, l.protocol.UpgradeResourceState)
}

func (l contextReleaser) UpgradeResourceIdentity(ctx context.Context, r *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return releaseContexts(ctx, r, l.protocol.UpgradeResourceIdentity)
}

func (l contextReleaser) ImportResourceState(ctx context.Context, r *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return releaseContexts(ctx, r, l.protocol.ImportResourceState)
}

func (l contextReleaser) ReadResource(ctx context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return releaseContexts(ctx, r, l.protocol.ReadResource)
}

func (l contextReleaser) PlanResourceChange(ctx context.Context, r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return releaseContexts(ctx, r, l.protocol.PlanResourceChange)
}

func (l contextReleaser) ApplyResourceChange(ctx context.Context, r *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return releaseContexts(ctx, r, l.protocol.ApplyResourceChange)
}

func (l contextReleaser) ValidateDataResourceConfig(ctx context.Context, r *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return releaseContexts(ctx, r, l.protocol.ValidateDataResourceConfig)
}

func (l contextReleaser) ReadDataSource(ctx context.Context, r *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return releaseContexts(ctx, r, l.protocol.ReadDataSource)
}
