package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// ObjectStorageAccounts is access to the object storage of an organization. There is one
// account in each region. Deleted accounts go to the trash.
type ObjectStorageAccounts struct{ client *Client }

// ObjectStorageAccount holds the buckets and access keys of a region. The API tells no ID of
// it.
type ObjectStorageAccount struct {
	Region string `json:"region"`
	// ProvisioningState is one of those below.
	ProvisioningState string `json:"provisioning_state"`
	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`
	// BucketCount is nil if the API does not tell.
	BucketCount *int64 `json:"bucket_count"`
	// SizeInBytes is updated from time to time.
	SizeInBytes int64      `json:"size"`
	DataCenter  DataCenter `json:"data_center"`
}

// Provisioning states of an account.
const (
	ObjectStorageProvisioning = "provisioning"
	ObjectStorageProvisioned  = "provisioned"
	ObjectStorageFailed       = "failed"
)

// Codes of errors about object storage.
const (
	ObjectStorageAccountNotFound       Code = "object_storage_account_not_found"
	ObjectStorageAccountNotProvisioned Code = "object_storage_account_not_provisioned"
	ObjectStorageAccountSuspended      Code = "object_storage_account_suspended"
	ObjectStorageBucketDeletionError   Code = "object_storage_bucket_deletion_error"
	ObjectStorageBucketNotFound        Code = "object_storage_bucket_not_found"
	ObjectStorageClusterNotFound       Code = "object_storage_cluster_not_found"
	StoredObjectNotFound               Code = "object_not_found"
	objectStorageProvisioningError     Code = "object_storage_provisioning_error"
)

func (a ObjectStorageAccount) identity() string { return a.Region }

// objectStorageAccounts have an endpoint for one alone, where their region names them.
var objectStorageAccounts = object[ObjectStorageAccount]{
	key: "object_storage_account", path: "/organizations/organization/object_storage/object_storage_cluster",
}

// cluster looks up the object storage of a region. It is a parent of buckets and keys; at the
// end of a path it stands for the account of the organization.
func cluster(region string) lookup { return lookup{clusterThing, "region", region} }

const clusterThing = "object_storage_cluster"

// lookups name an account.
func (s ObjectStorageAccounts) lookups(region string) []lookup {
	return []lookup{s.client.organization.lookup("organization"), cluster(region)}
}

// Get returns the account of the client's organization in a region. It returns ErrNotFound,
// or ObjectStorageClusterNotFound for a region that does not exist.
//
// GET /organizations/organization/object_storage/object_storage_cluster
func (s ObjectStorageAccounts) Get(ctx context.Context, region string) (ObjectStorageAccount, error) {
	into := objectIn[ObjectStorageAccount](objectStorageAccounts.key)
	into.id = region
	return get(ctx, s.client, objectStorageAccounts.path, into, s.lookups(region)...)
}

// ObjectStorageAccountExistsError says that there is an account in the region already.
type ObjectStorageAccountExistsError struct{ Account ObjectStorageAccount }

func (e *ObjectStorageAccountExistsError) Error() string {
	return fmt.Sprintf("the organization has an object storage account in %s already, which was created at %s",
		rest.Quote(e.Account.Region), time.Unix(e.Account.CreatedAt, 0).UTC().Format(time.RFC3339))
}

// Create creates an account in a region, and does not wait until it is provisioned. If the
// response is lost, it looks for the account. It returns an ObjectStorageAccountExistsError,
// ObjectInTrash, ObjectStorageClusterNotFound, or a rest.UnresolvedCreateError.
//
// GET and POST /organizations/organization/object_storage/object_storage_cluster
func (s ObjectStorageAccounts) Create(ctx context.Context, region string) (ObjectStorageAccount, error) {
	var refusal error
	account, _, err := objectStorageAccounts.create(ctx, s.client, creation[ObjectStorageAccount]{
		path: objectStorageAccounts.path, arguments: arguments{lookups: s.lookups(region)},
		conflictKey: "object storage account " + region,
		recovery: recovery[ObjectStorageAccount]{
			before: func(ctx context.Context) error {
				refusal = s.refuseExisting(ctx, region)
				return refusal
			},
			find: func(ctx context.Context, _ time.Time) ([]ObjectStorageAccount, error) {
				return found(s.Get(ctx, region))
			},
		},
	})
	if err != nil && refusal != nil {
		err = refusal // without the request that was not sent
	}
	return account, err
}

// refuseExisting returns an error unless there is no account in a region.
func (s ObjectStorageAccounts) refuseExisting(ctx context.Context, region string) error {
	existing, err := s.Get(ctx, region)
	switch {
	case err == nil:
		return &ObjectStorageAccountExistsError{existing}
	case errors.Is(err, ObjectStorageAccountNotFound):
		return nil
	}
	return err
}

// found is what a search by a unique key has found.
func found[T any](object T, err error) ([]T, error) {
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return []T{object}, nil
}

const (
	// provisioningPauses is how many poll intervals pass before the first look at a new
	// account: it was never ready within 6 seconds.
	provisioningPauses = 6
	// failurePauses is how many poll intervals an account may be failed: that can pass.
	failurePauses = 15
)

// WaitProvisioned returns an account as soon as it is provisioned. It returns ErrNotFound, or
// an error if the account stays failed.
//
// GET /organizations/organization/object_storage/object_storage_cluster
func (s ObjectStorageAccounts) WaitProvisioned(ctx context.Context, region string) (ObjectStorageAccount, error) {
	account := ObjectStorageAccount{Region: region, ProvisioningState: ObjectStorageProvisioning}
	var failedAt time.Time
	pause := s.client.tasks.backoff.Min
	s.client.log(ctx, "waiting for an object storage account", map[string]any{"region": region})
	defer s.client.cache.invalidate() // reads in between have seen the old state
	waited, err := rest.Poll(ctx, rest.Backoff{Initial: provisioningPauses * pause, Min: 2 * pause}, func(ctx context.Context) (bool, error) {
		now, err := s.Get(rest.WithMaxAge(ctx, 0), region)
		if err != nil && !errors.Is(err, ObjectStorageAccountNotProvisioned) {
			return false, err
		}
		if err == nil {
			account = now
		}
		switch {
		case err == nil && account.ProvisioningState != ObjectStorageFailed:
			failedAt = time.Time{}
			return account.ProvisioningState == ObjectStorageProvisioned, nil
		case failedAt.IsZero():
			failedAt = time.Now()
		case time.Since(failedAt) >= failurePauses*pause:
			return false, errProvisioningFailed
		}
		return false, nil
	})
	if err != nil {
		err = fmt.Errorf("the object storage account in %s is %s after %s: %w",
			rest.Quote(region), rest.Quote(account.ProvisioningState), waited.Round(100*time.Millisecond), err)
	}
	return account, err
}

var errProvisioningFailed = errors.New("it cannot be provisioned. Delete it and create it again, or ask Katapult's support")

// MoveToTrash deletes an account, which has to be empty, and returns its entry in the trash.
// An account that is there already counts as deleted. It returns ErrNotFound for one that
// does not exist, or ValidationFailed with the API's reasons.
//
// DELETE /organizations/organization/object_storage/object_storage_cluster
func (s ObjectStorageAccounts) MoveToTrash(ctx context.Context, region string) (TrashObject, error) {
	deleted := objectIn[TrashObject](trashObjects.key)
	call := rest.Call{Method: http.MethodDelete, Path: objectStorageAccounts.path, Into: deleted}
	err := s.client.send(ctx, call, arguments{lookups: s.lookups(region)})
	if errors.Is(err, ObjectInTrash) && errors.Is(err, ErrNotFound) {
		return s.Trashed(ctx, err)
	}
	return deleted.value, err
}

// Trashed returns the entry of an account in the trash, of which an ObjectInTrash error
// tells. Where the error does not name the entry, it has to be the only one of an account.
// Otherwise it returns the error.
//
// GET /organizations/organization/trash_objects, where the error does not name it
func (s ObjectStorageAccounts) Trashed(ctx context.Context, inTrash error) (TrashObject, error) {
	var response *Error
	if errors.As(inTrash, &response) && response.Detail.TrashObject != nil && response.Detail.TrashObject.ID != "" {
		return *response.Detail.TrashObject, nil
	}
	all, err := s.client.TrashObjects.List(ctx)
	if err != nil {
		return TrashObject{}, fmt.Errorf("%w; the trash cannot be listed: %w", inTrash, err)
	}
	var accounts []TrashObject
	for _, entry := range all {
		if entry.ObjectType == trashTypes[objectStorageAccounts.key] {
			accounts = append(accounts, entry)
		}
	}
	if len(accounts) != 1 {
		return TrashObject{}, fmt.Errorf("%w; the trash has %d object storage accounts, and does not tell their regions", inTrash, len(accounts))
	}
	return accounts[0], nil
}

// Purge deletes an account in the trash for good, unless the client keeps what is deleted. The
// entry in the trash names it. One that has left the trash counts as purged.
//
// DELETE /trash_objects/trash_object
func (s ObjectStorageAccounts) Purge(ctx context.Context, region, entryID string) error {
	return s.client.purge(ctx, id(trashObjects.key, entryID), "object storage account in "+region)
}

// Restore takes an account out of the trash, by its entry there. If the response is lost, it
// looks for the account. It returns ErrNotFound if the entry has left the trash.
//
// POST /trash_objects/trash_object/restore
func (s ObjectStorageAccounts) Restore(ctx context.Context, region, entryID string) error {
	restore := func(ctx context.Context) error {
		call := rest.Call{Method: http.MethodPost, Path: trashObjects.path + "/restore", Into: objectIn[TrashObject](trashObjects.key)}
		return s.client.send(ctx, call, arguments{lookups: []lookup{id(trashObjects.key, entryID)}})
	}
	return s.client.retryAfterCheck(ctx, "the account", restore, func(ctx context.Context) (bool, error) {
		_, err := s.Get(rest.WithMaxAge(ctx, 0), region)
		if errors.Is(err, ErrNotFound) || errors.Is(err, ObjectStorageAccountNotProvisioned) {
			return !errors.Is(err, ErrNotFound), nil
		}
		return err == nil, err
	})
}

// AnnounceRelease announces that the caller is about to delete a bucket or an access key in a
// region. An operation of this process that deletes the account waits for it. The caller
// calls done when it has finished or failed.
func (s ObjectStorageAccounts) AnnounceRelease(region string) (done func()) {
	return s.client.releases.announce("object storage account " + region)
}

// WatchRelease watches for another operation of this process that deletes a bucket or an
// access key in a region.
func (s ObjectStorageAccounts) WatchRelease(region string) ReleaseWatch {
	return s.client.releases.watch("object storage account " + region)
}
