package provider

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// protocol lists the parts of Terraform's protocol that the provider implements.
type protocol interface {
	tfprotov6.ProviderServerWithListResource
	tfprotov6.ProviderServerWithActions
}

// contextReleaser releases the context of each call about a single object when that call
// returns.
//
// The framework keeps every call's context until the process ends, so that it can cancel
// all of them when Terraform is interrupted. Each context holds its whole request. In a
// large plan that is most of the memory.
type contextReleaser struct{ protocol }

// releaseContexts runs a call with a context that drops its parent when the call returns.
func releaseContexts[Q, A any](ctx context.Context, request Q, call func(context.Context, Q) (A, error)) (A, error) {
	c := &releasableContext{}
	c.current.Store(&ctx)
	defer c.current.Store(&errReleased)
	return call(c, request)
}

// releasableContext delegates to the call's context. Once released, it is a canceled
// context.
type releasableContext struct {
	current atomic.Pointer[context.Context]
}

// errReleased replaces the context of a call that has returned.
var errReleased = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

func (c *releasableContext) Deadline() (time.Time, bool) { return (*c.current.Load()).Deadline() }
func (c *releasableContext) Done() <-chan struct{}       { return (*c.current.Load()).Done() }
func (c *releasableContext) Err() error                  { return (*c.current.Load()).Err() }
func (c *releasableContext) Value(key any) any           { return (*c.current.Load()).Value(key) }

func (s contextReleaser) ValidateResourceConfig(ctx context.Context, r *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return releaseContexts(ctx, r, s.protocol.ValidateResourceConfig)
}

func (s contextReleaser) UpgradeResourceState(ctx context.Context, r *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return releaseContexts(ctx, r, s.protocol.UpgradeResourceState)
}

func (s contextReleaser) UpgradeResourceIdentity(ctx context.Context, r *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return releaseContexts(ctx, r, s.protocol.UpgradeResourceIdentity)
}

func (s contextReleaser) ImportResourceState(ctx context.Context, r *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return releaseContexts(ctx, r, s.protocol.ImportResourceState)
}

func (s contextReleaser) ReadResource(ctx context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return releaseContexts(ctx, r, s.protocol.ReadResource)
}

func (s contextReleaser) PlanResourceChange(ctx context.Context, r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return releaseContexts(ctx, r, s.protocol.PlanResourceChange)
}

func (s contextReleaser) ApplyResourceChange(ctx context.Context, r *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return releaseContexts(ctx, r, s.protocol.ApplyResourceChange)
}

func (s contextReleaser) ValidateDataResourceConfig(ctx context.Context, r *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return releaseContexts(ctx, r, s.protocol.ValidateDataResourceConfig)
}

func (s contextReleaser) ReadDataSource(ctx context.Context, r *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return releaseContexts(ctx, r, s.protocol.ReadDataSource)
}
