package crud

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"

	"terraform-provider-katapult/internal/rest"
)

// Action defines an action by its schema and one function, which does it and
// reports progress. Its error becomes one diagnostic, or one for each of Errors.
type Action[C, M any] struct {
	// Type is the full type name.
	Type       string
	Schema     schema.Schema
	Validators []action.ConfigValidator
	// Timeout bounds an invocation. It defaults to DefaultTimeout.
	Timeout time.Duration

	Invoke func(ctx context.Context, api C, config M, progress func(message string)) error
}

// New returns an action for the framework.
func (a Action[C, M]) New() action.Action { return &actionAdapter[C, M]{Action: a} }

// actionAdapter implements the framework's interfaces for an Action.
type actionAdapter[C, M any] struct {
	Action[C, M]
	connection[C]
}

var (
	_ action.ActionWithConfigure        = &actionAdapter[any, any]{}
	_ action.ActionWithConfigValidators = &actionAdapter[any, any]{}
)

func (a *actionAdapter[C, M]) Metadata(_ context.Context, _ action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = a.Type
}

func (a *actionAdapter[C, M]) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = a.Action.Schema
}

func (a *actionAdapter[C, M]) ConfigValidators(context.Context) []action.ConfigValidator {
	return a.Validators
}

func (a *actionAdapter[C, M]) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.configure(req.ProviderData, &resp.Diagnostics)
}

func (a *actionAdapter[C, M]) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	var config M
	if appendError(&resp.Diagnostics, req.Config.Get(ctx, &config)) || appendError(&resp.Diagnostics, revalidate(ctx, req.Config)) {
		return
	}
	progress := func(message string) { resp.SendProgress(action.InvokeProgressEvent{Message: rest.Printable(message)}) }
	ctx, cancel := bounded(ctx, invoking, a.Timeout)
	defer cancel()
	api, err := a.client(ctx)
	if err == nil {
		err = a.Action.Invoke(ctx, api, config, progress)
	}
	for _, err := range single(err) {
		a.report(&resp.Diagnostics, invoking, a.Type, "it", err)
	}
}

// Errors are reported with one diagnostic each.
type Errors []error

func (e Errors) Error() string { return errors.Join(e...).Error() }

// Unwrap returns the errors.
func (e Errors) Unwrap() []error { return e }

// single splits an error into those that are reported by themselves.
func single(err error) Errors {
	var many Errors
	switch {
	case err == nil:
		return nil
	case errors.As(err, &many):
		return many
	}
	return Errors{err}
}
