// Package objectstorageaccount manages katapult_object_storage_account and finds existing
// accounts.
package objectstorageaccount

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the object storage account.
var Object = crud.Object{
	Resource:    account.New,
	DataSources: []func() datasource.DataSource{one.New},
}

var account = crud.Resource[*katapult.Client, model]{
	Type: "katapult_object_storage_account",
	Key:  []string{"region"},
	Schema: schema.Schema{
		MarkdownDescription: "The object storage of the organization in one region, which buckets and access keys need. There is one account in each region.\n\n" +
			"Write `region = katapult_object_storage_account.NAME.region` in buckets and access keys: Terraform then creates them after the account, and deletes them before it. " +
			"Only an empty account can be destroyed. A destroy waits for buckets and access keys that the same run deletes, and names what else is left.\n\n" +
			"A destroyed account is purged from the trash, unless the provider's `skip_trash_object_purge` is set: Katapult then keeps it for two days, and charges for it. " +
			"Until it is purged the region can have no other account; `adopt_existing` restores it.\n\n" +
			"The API token needs the scopes `object_storage` and `object_storage:read`, and `trash_objects:purge` to purge.",
		Attributes: map[string]schema.Attribute{
			"region": attrs.Reference("Region of the account, such as `uk-lon-1`."),
			"adopt_existing": schema.BoolAttribute{
				MarkdownDescription: "Whether a creation takes over an account that exists in the region already, or restores it from the trash. Otherwise that is an error. It matters to a creation alone. Defaults to `false`.",
				Optional:            true, Computed: true,
				Default: booldefault.StaticBool(false),
			},
			"provisioning_state": attrs.ComputedOnce("`provisioned` when the account can be used, before that `provisioning`, or `failed`."),
			"data_center_id":     attrs.ComputedOnce("ID of the data centre that the account is in."),
			"created_at":         attrs.ComputedOnce("When the account was created, in RFC 3339."),
		},
	},
	Plan: plan, Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	Region            types.String   `tfsdk:"region"`
	AdoptExisting     types.Bool     `tfsdk:"adopt_existing"`
	ProvisioningState types.String   `tfsdk:"provisioning_state"`
	DataCenterID      types.String   `tfsdk:"data_center_id"`
	CreatedAt         types.String   `tfsdk:"created_at"`
	Timeouts          timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) fill(a katapult.ObjectStorageAccount) {
	m.ProvisioningState = types.StringValue(a.ProvisioningState)
	m.DataCenterID = types.StringValue(a.DataCenter.ID)
	m.CreatedAt = attrs.Time(a.CreatedAt)
	if m.AdoptExisting.IsNull() { // of an import
		m.AdoptExisting = types.BoolValue(false)
	}
}

// trashKey is the private state of an account that a destroy has put into the trash: the ID
// of its entry there. The official provider calls it so, too.
const trashKey = "object_storage_account_trash_id"

// entry returns the entry in the trash, if a destroy has begun.
func entry(ctx context.Context) (entryID string, deleting bool, err error) {
	_, err = crud.PrivateState(ctx).Get(trashKey, &entryID)
	return entryID, entryID != "", err
}

// plan brings an account back whose destroy did not finish.
func plan(ctx context.Context, _ *katapult.Client, prior, plan *model) error {
	if prior == nil {
		return nil
	}
	_, deleting, err := entry(ctx)
	if deleting {
		plan.ProvisioningState = types.StringUnknown()
	}
	return err
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	region := plan.Region.ValueString()
	made, err := api.ObjectStorageAccounts.Create(ctx, region)
	var exists *katapult.ObjectStorageAccountExistsError
	switch adopt := plan.AdoptExisting.ValueBool(); {
	case adopt && errors.As(err, &exists):
		return plan.ready(ctx, api, exists.Account)
	case adopt && errors.Is(err, katapult.ObjectInTrash):
		return blame(restore(ctx, api, plan, err))
	case errors.Is(err, katapult.ObjectInTrash):
		return crud.At(path.Root("region"), &trashedError{err})
	case err != nil:
		return blame(err)
	}
	return crud.KeepOnError(plan.ready(ctx, api, made))
}

// ready waits until an account can be used.
func (m *model) ready(ctx context.Context, api *katapult.Client, a katapult.ObjectStorageAccount) error {
	m.fill(a)
	if a.ProvisioningState == katapult.ObjectStorageProvisioned {
		return nil
	}
	a, err := api.ObjectStorageAccounts.WaitProvisioned(ctx, m.Region.ValueString())
	if err == nil {
		m.fill(a)
	}
	return err
}

// restore takes an account out of the trash, where an error says that it is.
func restore(ctx context.Context, api *katapult.Client, plan *model, inTrash error) error {
	region := plan.Region.ValueString()
	trashed, err := api.ObjectStorageAccounts.Trashed(ctx, inTrash)
	if err == nil {
		err = api.ObjectStorageAccounts.Restore(ctx, region, trashed.ID)
	}
	if err != nil {
		return fmt.Errorf("it could not be restored from the trash: %w", err)
	}
	a, err := api.ObjectStorageAccounts.Get(ctx, region)
	if err != nil {
		return err
	}
	return plan.ready(ctx, api, a)
}

// trashedError says that the account of a region is in the trash.
type trashedError struct{ err error }

func (e *trashedError) Error() string { return e.err.Error() }
func (e *trashedError) Unwrap() error { return e.err }

// Hint says what can be done about the error.
func (*trashedError) Hint() string {
	return "A region has one account at a time, also while that is in the trash. Set adopt_existing = true to restore it with what it is, " +
		"or purge it with the action katapult_trash_object_purge or in the Katapult console to begin anew. Then run Terraform again."
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	a, err := api.ObjectStorageAccounts.Get(ctx, state.Region.ValueString())
	_, deleting, privateErr := entry(ctx)
	switch {
	case privateErr != nil:
		return privateErr
	case errors.Is(err, katapult.ErrNotFound) && deleting:
		return nil // a destroy or an apply goes on from there
	case errors.Is(err, katapult.ObjectInTrash) && errors.Is(err, katapult.ErrNotFound):
		warnOfTrash(ctx, state, err)
		return err
	case errors.Is(err, katapult.ObjectStorageAccountNotProvisioned):
		state.ProvisioningState = types.StringValue(katapult.ObjectStorageFailed)
		return nil
	case err != nil:
		return err
	}
	state.fill(a)
	if deleting {
		return crud.PrivateState(ctx).Set(trashKey, nil)
	}
	return nil
}

// warnOfTrash says how an account that others have deleted comes back.
func warnOfTrash(ctx context.Context, state *model, err error) {
	region := state.Region.ValueString()
	crud.Warn(ctx, "Deleted account can be restored", fmt.Sprintf(
		"The object storage account in %s is in the trash, and leaves the state: %s\n\nUntil it is purged the region can have no other account. "+
			"With adopt_existing = true an apply restores it. The action katapult_trash_object_restore does so as well; then import it with the ID %q.", region, err, region))
}

// update brings an account back whose destroy did not finish. Nothing else can be changed.
func update(ctx context.Context, api *katapult.Client, plan, _ *model) error {
	entryID, deleting, err := entry(ctx)
	if err != nil || !deleting {
		return err
	}
	region := plan.Region.ValueString()
	err = api.ObjectStorageAccounts.Restore(ctx, region, entryID)
	var a katapult.ObjectStorageAccount
	switch {
	case errors.Is(err, katapult.ErrNotFound):
		a, err = api.ObjectStorageAccounts.Create(ctx, region)
		var exists *katapult.ObjectStorageAccountExistsError
		if errors.As(err, &exists) {
			a, err = exists.Account, nil
		}
	case err == nil:
		a, err = api.ObjectStorageAccounts.Get(ctx, region)
	}
	if err == nil {
		err = plan.ready(ctx, api, a)
	}
	if err != nil {
		return fmt.Errorf("a destroy has put it into the trash, and it could not be brought back: %w", err)
	}
	return crud.PrivateState(ctx).Set(trashKey, nil)
}

// blame shows a refusal at the argument that it is about.
func blame(err error) error {
	return crud.AtIf(katapult.HasCode(err, katapult.ObjectStorageClusterNotFound) || errors.As(err, new(*katapult.ObjectStorageAccountExistsError)), path.Root("region"), err)
}
