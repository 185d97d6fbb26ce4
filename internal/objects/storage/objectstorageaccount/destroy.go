package objectstorageaccount

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// destroy deletes an empty account and purges it from the trash. After a failure the next
// destroy goes on from there.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	region := state.Region.ValueString()
	entryID, deleting, err := entry(ctx)
	if err != nil {
		return err
	}
	if deleting { // others may have restored it meanwhile
		_, err := api.ObjectStorageAccounts.Get(ctx, region)
		deleting = errors.Is(err, katapult.ErrNotFound)
		if err != nil && !deleting {
			return err
		}
	}
	if !deleting {
		trashed, err := moveToTrash(ctx, api, region)
		if err != nil {
			return err
		}
		entryID = trashed.ID
	}
	// Also where it is set already: what the Delete of a replacement leaves is saved.
	if err := crud.PrivateState(ctx).Set(trashKey, entryID); err != nil {
		return err
	}
	return api.ObjectStorageAccounts.Purge(ctx, region, entryID)
}

// moveToTrash waits while other operations of this run delete what is in the account, because
// Terraform may run them in any order. What the API does with an account that is not empty is
// not documented.
func moveToTrash(ctx context.Context, api *katapult.Client, region string) (katapult.TrashObject, error) {
	for began := time.Now(); ; {
		watch := api.ObjectStorageAccounts.WatchRelease(region)
		now, err := api.ObjectStorageAccounts.Get(ctx, region)
		if err == nil && now.ProvisioningState == katapult.ObjectStorageProvisioning {
			now, err = api.ObjectStorageAccounts.WaitProvisioned(ctx, region)
		}
		if errors.Is(err, katapult.ObjectInTrash) && errors.Is(err, katapult.ErrNotFound) {
			return api.ObjectStorageAccounts.Trashed(ctx, err)
		}
		if err != nil {
			return katapult.TrashObject{}, err
		}
		left, err := contents(ctx, api, now)
		if err != nil {
			return katapult.TrashObject{}, err
		}
		if left == "" {
			return api.ObjectStorageAccounts.MoveToTrash(ctx, region)
		}
		released, err := watch.Wait(ctx)
		switch {
		case err != nil:
			return katapult.TrashObject{}, fmt.Errorf("%w; waiting for others to be deleted: %w", &notEmptyError{left}, err)
		case !released:
			return katapult.TrashObject{}, fmt.Errorf("%w; waited %s for this run to delete them", &notEmptyError{left}, time.Since(began).Round(100*time.Millisecond))
		}
	}
}

// contents says what is in an account, and nothing if it is empty. No operation lists
// buckets: the access keys name those that name them.
func contents(ctx context.Context, api *katapult.Client, a katapult.ObjectStorageAccount) (string, error) {
	if a.BucketCount == nil {
		return "", errors.New("the API does not say how many buckets it has. Nothing was deleted")
	}
	all, err := api.ObjectStorageAccessKeys.List(ctx)
	if err != nil {
		return "", err
	}
	var keys, buckets []string
	for _, k := range all {
		if k.Region == a.Region || k.Region == "" {
			keys = append(keys, fmt.Sprintf("access key %q (%s)", k.Name, k.ID))
			buckets = append(buckets, slices.Concat(k.ReadBuckets, k.WriteBuckets)...)
		}
	}
	if *a.BucketCount > 0 {
		slices.Sort(buckets)
		named := ""
		if names := slices.Compact(buckets); len(names) > 0 {
			named = ", among them " + strings.Join(names, ", ")
		}
		keys = append(keys, fmt.Sprintf("%d buckets%s", *a.BucketCount, named))
	}
	return strings.Join(keys, ", "), nil
}

// notEmptyError refuses to delete an account with buckets or access keys.
type notEmptyError struct{ contents string }

func (e *notEmptyError) Error() string { return "it is not empty: it has " + e.contents }

// Hint says what can be done about the error.
func (*notEmptyError) Hint() string {
	return "Delete them first; nothing was deleted, and the account is still in the state. Buckets and access keys of this configuration " +
		"should have region = katapult_object_storage_account.NAME.region: Terraform then deletes them before the account."
}
