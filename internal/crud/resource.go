package crud

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"terraform-provider-katapult/internal/rest"
)

// Resource defines a managed resource by its schema and four functions over
// the API client C and the model M.
//
// Create and Update complete the plan. Update also gets the prior state and changes
// it along with the object: after an error, that is the new state. Read refreshes
// the state, and Destroy gets the last one. rest.ErrNotFound removes the object from
// the state in Read and is success in Destroy.
//
// The model needs a field for every attribute of the schema, and one of type
// timeouts.Value with the tag "timeouts".
type Resource[C, M any] struct {
	// Type is the full type name.
	Type   string
	Schema schema.Schema
	// Key names the attributes that identify an object; it defaults to "id". They are
	// its identity and, joined by slashes, its import ID.
	Key []string
	// Prefixes are the fixed beginnings of the key's IDs, in the order of Key. They
	// let an import say which form is right.
	Prefixes []string
	// Timeout bounds create, update and destroy unless the configuration does. It
	// defaults to DefaultTimeout.
	Timeout time.Duration
	// Timeouts, if set, makes the timeouts an attribute instead of a block, as newer types
	// of the krystal/katapult provider have it.
	Timeouts   *Timeouts
	Validators []resource.ConfigValidator

	// Upgraders turn states of older schema versions into the current one, by
	// version. A PriorSchema without timeouts gets the block.
	Upgraders map[int64]resource.StateUpgrader
	// Movers turn states of other types into this one, for moved blocks.
	Movers []resource.StateMover

	// Import, if set, turns a written import ID into the parts of the key. The
	// default splits it at slashes.
	Import func(ctx context.Context, api C, written string) (key []string, err error)
	// ImportBy, if set, is another form of import IDs than the key.
	ImportBy *ImportBy[C]
	// Plan, if set, checks and changes a plan with the help of the API. The prior
	// state is nil if the object is to be created. Plan is not called for a
	// deletion, nor while the provider's configuration is missing or unknown.
	Plan func(ctx context.Context, api C, prior, plan *M) error

	Create func(ctx context.Context, api C, plan *M) error
	Read   func(ctx context.Context, api C, state *M) error
	// Update is nil if every change forces a new resource.
	Update  func(ctx context.Context, api C, plan, prior *M) error
	Destroy func(ctx context.Context, api C, state M) error
}

// ImportBy finds an object that an import names by something else than its key.
type ImportBy[C any] struct {
	// Form is what messages call it, such as "a host name".
	Form string
	// Fits reports whether a text has the form.
	Fits func(written string) bool
	// Find returns the parts of the key.
	Find func(ctx context.Context, api C, written string) (key []string, err error)
}

// DefaultTimeout leaves time to wait for a rate limit a few times.
const DefaultTimeout = 20 * time.Minute

// New returns a resource for the framework.
func (r Resource[C, M]) New() resource.Resource {
	if len(r.Key) == 0 {
		r.Key = []string{"id"}
	}
	if r.Timeout == 0 {
		r.Timeout = DefaultTimeout
	}
	return &resourceAdapter[C, M]{Resource: r}
}

// resourceAdapter implements the framework's interfaces for a Resource.
type resourceAdapter[C, M any] struct {
	Resource[C, M]
	connection[C]
}

var (
	_ resource.ResourceWithConfigure        = &resourceAdapter[any, any]{}
	_ resource.ResourceWithConfigValidators = &resourceAdapter[any, any]{}
	_ resource.ResourceWithIdentity         = &resourceAdapter[any, any]{}
	_ resource.ResourceWithImportState      = &resourceAdapter[any, any]{}
	_ resource.ResourceWithModifyPlan       = &resourceAdapter[any, any]{}
	_ resource.ResourceWithMoveState        = &resourceAdapter[any, any]{}
	_ resource.ResourceWithUpgradeState     = &resourceAdapter[any, any]{}
	_ resource.ResourceWithValidateConfig   = &resourceAdapter[any, any]{}
)

func (r *resourceAdapter[C, M]) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.Type
}

func (r *resourceAdapter[C, M]) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema(ctx)
}

// schema is the object's schema with the timeouts.
func (r *resourceAdapter[C, M]) schema(ctx context.Context) schema.Schema {
	if r.Timeouts != nil {
		return withTimeoutsAttribute(ctx, r.Resource.Schema, *r.Timeouts)
	}
	return withTimeouts(ctx, r.Resource.Schema, r.Timeout, r.Resource.Update != nil)
}

func (r *resourceAdapter[C, M]) MoveState(context.Context) []resource.StateMover { return r.Movers }

func (r *resourceAdapter[C, M]) UpgradeState(ctx context.Context) map[int64]resource.StateUpgrader {
	all := make(map[int64]resource.StateUpgrader, len(r.Upgraders))
	for version, u := range r.Upgraders {
		if u.PriorSchema != nil && !hasTimeouts(*u.PriorSchema) {
			prior := withTimeouts(ctx, *u.PriorSchema, r.Timeout, true)
			u.PriorSchema = &prior
		}
		all[version] = u
	}
	return all
}

func (r *resourceAdapter[C, M]) ConfigValidators(context.Context) []resource.ConfigValidator {
	return r.Validators
}

func (r *resourceAdapter[C, M]) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.configure(req.ProviderData, &resp.Diagnostics)
}

func (r *resourceAdapter[C, M]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	var plan M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	ctx = withCall(ctx, call{config: &req.Config, private: resp.Private, claims: r.claims})
	ctx, cancel := r.deadline(ctx, req.Plan, creating, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	claim, err := r.claim(ctx, req.Plan)
	defer claim.release()
	ctx = context.WithValue(ctx, claimKey{}, claim)
	if err == nil {
		err = r.nameHolder(PrivateState(ctx))
	}
	if err == nil {
		err = r.write(ctx, claim, func(api C) error { return r.Resource.Create(ctx, api, &plan) })
	}
	if err != nil {
		r.report(&resp.Diagnostics, creating, r.Type, r.createdSubject(ctx, req.Plan, plan), err)
		if !r.keepFailedCreate(ctx, req.Plan, plan, err) {
			return
		}
	}
	claim.record()
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	if err != nil {
		resp.State.Raw = withoutUnknowns(resp.State.Raw)
	} else {
		resp.State.Raw = completePlan(req.Plan.Raw, resp.State.Raw)
	}
	r.identify(ctx, resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *resourceAdapter[C, M]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	// The framework requires an identity even of a deleted object, and older states
	// have none.
	r.identify(ctx, req.State, resp.Identity, &resp.Diagnostics)
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := bounded(withCall(ctx, call{private: resp.Private}), reading, DefaultTimeout)
	defer cancel()
	leave, err := r.addHolder(ctx, req.State, PrivateState(ctx))
	if leave {
		r.warnOfTwoHolders(ctx, req.State)
		resp.State.RemoveResource(ctx)
		return
	}
	var api C
	if err == nil {
		api, err = r.client(ctx)
	}
	if err == nil {
		err = r.Resource.Read(rest.WithMaxAge(ctx, refreshMaxAge), api, &state)
	}
	if errors.Is(err, rest.ErrNotFound) {
		tflog.Warn(ctx, "the object was deleted and leaves the state", map[string]any{"object": subject(ctx, req.State, r.Key), "reason": err.Error()})
		r.warnOfRecovery(ctx, req.State, err)
		resp.State.RemoveResource(ctx)
		r.identifyUnknown(ctx, resp.Identity, &resp.Diagnostics)
		return
	}
	if err != nil {
		r.report(&resp.Diagnostics, reading, r.Type, subject(ctx, req.State, r.Key), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	r.identify(ctx, resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *resourceAdapter[C, M]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	var plan, prior M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	ctx = withCall(ctx, call{config: &req.Config, private: resp.Private, claims: r.claims})
	ctx, cancel := r.deadline(ctx, req.Plan, updating, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	claim, err := r.claim(ctx, req.Plan)
	defer claim.release()
	// The API does not know timeouts.
	if err == nil && !sameButTimeouts(req.Plan.Raw, req.State.Raw) {
		err = r.write(ctx, claim, func(api C) error {
			if r.Resource.Update == nil {
				return errors.New("nothing of it can be changed in place. This is a bug in the provider; please report it")
			}
			return r.Resource.Update(ctx, api, &plan, &prior)
		})
	}
	claim.record() // also after a failure: the object is still in the state
	if err != nil {
		r.report(&resp.Diagnostics, updating, r.Type, subject(ctx, req.State, r.Key), err)
		resp.Diagnostics.Append(resp.State.Set(ctx, prior)...)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.State.Raw = completePlan(req.Plan.Raw, resp.State.Raw)
	r.identify(ctx, resp.State, resp.Identity, &resp.Diagnostics)
}

// write creates or updates an object, unless this run has already done so.
func (r *resourceAdapter[C, M]) write(ctx context.Context, claim *claim, do func(api C) error) error {
	if claim.recorded() {
		return &conflictError{claim.object}
	}
	api, err := r.client(ctx)
	if err != nil {
		return err
	}
	return do(api)
}

func (r *resourceAdapter[C, M]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	ctx = withCall(ctx, call{private: resp.Private, claims: r.claims})
	ctx, cancel := r.deadline(ctx, req.State, deleting, &resp.Diagnostics)
	defer cancel()
	if resp.Diagnostics.HasError() {
		return
	}
	claim, err := r.claim(ctx, req.State)
	defer claim.release()
	if claim.recorded() {
		claim.spare(ctx)
		return
	}
	keep := false
	if err == nil {
		keep, err = keeps(PrivateState(ctx))
	}
	if keep {
		r.warnOfTwoHolders(ctx, req.State)
		return
	}
	var api C
	if err == nil {
		api, err = r.client(ctx)
	}
	if err == nil {
		err = r.Destroy(ctx, api, state)
	}
	if err != nil && !errors.Is(err, rest.ErrNotFound) {
		r.report(&resp.Diagnostics, deleting, r.Type, subject(ctx, req.State, r.Key), err)
	}
}

// keepFailedCreate reports whether a failed create stays in the state, tainted. It
// does if the API has named the object, or Create has used KeepOnError. Keeping
// anything else could later delete an object that others own.
func (r *resourceAdapter[C, M]) keepFailedCreate(ctx context.Context, planned attributes, plan M, err error) bool {
	if keepOnError(err) {
		return true
	}
	reached := blank(ctx, r.schema(ctx))
	if reached.Set(ctx, plan).HasError() {
		return false
	}
	named := false
	for _, key := range r.Key {
		if text(ctx, reached, key) == "" {
			return false
		}
		named = named || text(ctx, planned, key) == ""
	}
	return named
}

// createdSubject names an object whose creation failed, by its ID if there is one already.
func (r *resourceAdapter[C, M]) createdSubject(ctx context.Context, planned attributes, reached M) string {
	state := blank(ctx, r.schema(ctx))
	if state.Set(ctx, reached).HasError() || text(ctx, state, r.Key[0]) == "" {
		return subject(ctx, planned, r.Key)
	}
	return subject(ctx, state, r.Key)
}

// appendError adds diagnostics and reports whether any of them is an error.
func appendError(to *diag.Diagnostics, diagnostics diag.Diagnostics) bool {
	to.Append(diagnostics...)
	return diagnostics.HasError()
}
