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

// lender is a server whose calls about single objects have their contexts only
// lent to them.
//
// The framework keeps the context of every call until the process ends, so
// that it can cancel all of them when Terraform is interrupted; and with each
// context goes the whole request, which in a large plan is most of the memory.
type lender struct{ protocol }

// lend makes a call with a context that is emptied when the call is over.
func lend[Q, A any](ctx context.Context, request Q, call func(context.Context, Q) (A, error)) (A, error) {
	b := &borrowed{}
	b.lender.Store(&ctx)
	defer b.lender.Store(&returned)
	return call(b, request)
}

// borrowed is the context of a call for as long as that lasts, and one that has
// ended after that.
type borrowed struct {
	lender atomic.Pointer[context.Context]
}

// returned is what is left of a borrowed context.
var returned = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func (b *borrowed) Deadline() (time.Time, bool) { return (*b.lender.Load()).Deadline() }
func (b *borrowed) Done() <-chan struct{}       { return (*b.lender.Load()).Done() }
func (b *borrowed) Err() error                  { return (*b.lender.Load()).Err() }
func (b *borrowed) Value(key any) any           { return (*b.lender.Load()).Value(key) }

func (l lender) ValidateResourceConfig(ctx context.Context, r *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return lend(ctx, r, l.protocol.ValidateResourceConfig)
}

func (l lender) UpgradeResourceState(ctx context.Context, r *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return lend(ctx, r, l.protocol.UpgradeResourceState)
}

func (l lender) UpgradeResourceIdentity(ctx context.Context, r *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return lend(ctx, r, l.protocol.UpgradeResourceIdentity)
}

func (l lender) ImportResourceState(ctx context.Context, r *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return lend(ctx, r, l.protocol.ImportResourceState)
}

func (l lender) ReadResource(ctx context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return lend(ctx, r, l.protocol.ReadResource)
}

func (l lender) PlanResourceChange(ctx context.Context, r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return lend(ctx, r, l.protocol.PlanResourceChange)
}

func (l lender) ApplyResourceChange(ctx context.Context, r *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return lend(ctx, r, l.protocol.ApplyResourceChange)
}

func (l lender) ValidateDataResourceConfig(ctx context.Context, r *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return lend(ctx, r, l.protocol.ValidateDataResourceConfig)
}

func (l lender) ReadDataSource(ctx context.Context, r *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return lend(ctx, r, l.protocol.ReadDataSource)
}
