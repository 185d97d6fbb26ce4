package crud

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

// EphemeralResource defines an ephemeral resource by its schema and a function
// that completes the configuration. Its values are in no plan and no state.
type EphemeralResource[C, M any] struct {
	// Type is the full type name.
	Type       string
	Schema     schema.Schema
	Validators []ephemeral.ConfigValidator
	// Timeout bounds Open and Close. It defaults to DefaultTimeout.
	Timeout time.Duration

	Open func(ctx context.Context, api C, config *M) error
	// Close, if set, ends what Open began. Open leaves it what it needs in the
	// PrivateState.
	Close func(ctx context.Context, api C) error
}

// New returns an ephemeral resource for the framework.
func (e EphemeralResource[C, M]) New() ephemeral.EphemeralResource {
	return &ephemeralAdapter[C, M]{EphemeralResource: e}
}

// ephemeralAdapter implements the framework's interfaces for an EphemeralResource.
type ephemeralAdapter[C, M any] struct {
	EphemeralResource[C, M]
	connection[C]
}

var (
	_ ephemeral.EphemeralResourceWithClose            = &ephemeralAdapter[any, any]{}
	_ ephemeral.EphemeralResourceWithConfigure        = &ephemeralAdapter[any, any]{}
	_ ephemeral.EphemeralResourceWithConfigValidators = &ephemeralAdapter[any, any]{}
)

func (e *ephemeralAdapter[C, M]) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = e.Type
}

func (e *ephemeralAdapter[C, M]) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = e.EphemeralResource.Schema
}

func (e *ephemeralAdapter[C, M]) ConfigValidators(context.Context) []ephemeral.ConfigValidator {
	return e.Validators
}

func (e *ephemeralAdapter[C, M]) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	e.configure(req.ProviderData, &resp.Diagnostics)
}

func (e *ephemeralAdapter[C, M]) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	var config M
	if appendError(&resp.Diagnostics, req.Config.Get(ctx, &config)) || appendError(&resp.Diagnostics, revalidate(ctx, req.Config)) {
		return
	}
	ctx, cancel := bounded(withCall(ctx, call{private: resp.Private}), opening, e.Timeout)
	defer cancel()
	api, err := e.client(ctx)
	if err == nil {
		err = e.EphemeralResource.Open(ctx, api, &config)
	}
	if err != nil {
		e.report(&resp.Diagnostics, opening, "ephemeral resource "+e.Type, subject(ctx, req.Config, []string{"id"}), err)
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, config)...)
}

func (e *ephemeralAdapter[C, M]) Close(ctx context.Context, req ephemeral.CloseRequest, resp *ephemeral.CloseResponse) {
	if e.EphemeralResource.Close == nil {
		return
	}
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	ctx, cancel := bounded(withCall(ctx, call{private: readOnlyPrivate{req.Private}}), closing, e.Timeout)
	defer cancel()
	api, err := e.client(ctx)
	if err == nil {
		err = e.EphemeralResource.Close(ctx, api)
	}
	if err != nil {
		e.report(&resp.Diagnostics, closing, "ephemeral resource "+e.Type, "it", err)
	}
}
