package katapult

import (
	"context"
	"errors"
	"net/http"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// ObjectStorageBuckets is access to buckets. The API does not list them, and they have no
// trash.
type ObjectStorageBuckets struct{ client *Client }

// ObjectStorageBucket holds objects. Its name is unique among those of all organizations, and
// the only name that the API has for it.
type ObjectStorageBucket struct {
	Name  string  `json:"name"`
	Label *string `json:"label"`
	// State is "pending" for a moment after each change, then "configured".
	State string `json:"state"`
	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`
	// ObjectCount and SizeInBytes are updated from time to time.
	ObjectCount     *int64  `json:"object_count"`
	SizeInBytes     *int64  `json:"size"`
	ServeStaticSite bool    `json:"serve_static_site"`
	StaticSiteIndex *string `json:"static_site_index"`
	// StaticSiteError follows the status in the name of a page, as in 404error.html.
	StaticSiteError   *string                        `json:"static_site_error"`
	PublicURL         string                         `json:"public_url"`
	AccessControlList ObjectStorageAccessControlList `json:"access_control_list"`
}

// ObjectStorageAccessControlList says who may do what with the objects of a bucket.
type ObjectStorageAccessControlList struct {
	PublicRead   bool     `json:"public_read"`
	PublicList   bool     `json:"public_list"`
	AllKeysRead  bool     `json:"all_keys_read"`
	AllKeysWrite bool     `json:"all_keys_write"`
	ReadKeyIDs   []string `json:"read_key_ids"`
	WriteKeyIDs  []string `json:"write_key_ids"`
}

// ObjectStorageBucketArguments are the arguments of a bucket. Nil is the API's default in
// Create, and no change in Update. An empty text clears what was set.
type ObjectStorageBucketArguments struct {
	Name              string                                   `json:"name,omitempty"`
	Label             *string                                  `json:"label,omitempty"`
	ServeStaticSite   *bool                                    `json:"serve_static_site,omitempty"`
	StaticSiteIndex   *string                                  `json:"static_site_index,omitempty"`
	StaticSiteError   *string                                  `json:"static_site_error,omitempty"`
	AccessControlList *ObjectStorageAccessControlListArguments `json:"access_control_list,omitempty"`
}

// ObjectStorageAccessControlListArguments are the arguments of an access control list. What
// is nil stays as it is. Key IDs replace those before.
type ObjectStorageAccessControlListArguments struct {
	PublicRead   *bool    `json:"public_read,omitempty"`
	PublicList   *bool    `json:"public_list,omitempty"`
	AllKeysRead  *bool    `json:"all_keys_read,omitempty"`
	AllKeysWrite *bool    `json:"all_keys_write,omitempty"`
	ReadKeyIDs   []string `json:"read_key_ids,omitzero"`
	WriteKeyIDs  []string `json:"write_key_ids,omitzero"`
}

func (b ObjectStorageBucket) identity() string { return b.Name }

var objectStorageBuckets = object[ObjectStorageBucket]{
	key: "object_storage_bucket", argument: "bucket", path: "/object_storage/object_storage_cluster/buckets/bucket",
}

// bucketLookups name a bucket. It belongs to no organization in requests.
func bucketLookups(region, name string) []lookup {
	return []lookup{cluster(region), {objectStorageBuckets.argument, "name", name}}
}

// bucketResponse expects the bucket with a name.
func bucketResponse(name string) *response[ObjectStorageBucket] {
	into := objectIn[ObjectStorageBucket](objectStorageBuckets.key)
	into.id = name
	return into
}

// Get returns a bucket. It returns ErrNotFound, or ObjectStorageClusterNotFound for a region
// that does not exist.
//
// GET /object_storage/object_storage_cluster/buckets/bucket
func (s ObjectStorageBuckets) Get(ctx context.Context, region, name string) (ObjectStorageBucket, error) {
	return get(ctx, s.client, objectStorageBuckets.path, bucketResponse(name), bucketLookups(region, name)...)
}

// Create creates a bucket in the account of the client's organization. If the response is
// lost, it looks for a bucket of the name that was created since. It returns
// ObjectStorageAccountNotFound, ObjectStorageAccountNotProvisioned, ValidationFailed for
// refused arguments, or a rest.UnresolvedCreateError.
//
// POST /organizations/organization/object_storage/object_storage_cluster/buckets; GET
// /object_storage/object_storage_cluster/buckets/bucket after a lost response
func (s ObjectStorageBuckets) Create(ctx context.Context, region string, a ObjectStorageBucketArguments) (ObjectStorageBucket, error) {
	bucket, _, err := objectStorageBuckets.create(ctx, s.client, creation[ObjectStorageBucket]{
		path: objectStorageAccounts.path + "/buckets",
		arguments: arguments{
			lookups: []lookup{s.client.organization.lookup("organization"), cluster(region)}, properties: a,
		},
		conflictKey: "object storage bucket " + a.Name,
		recovery: recovery[ObjectStorageBucket]{find: func(ctx context.Context, began time.Time) ([]ObjectStorageBucket, error) {
			return found(s.createdSince(ctx, region, a.Name, began))
		}},
	})
	return bucket, err
}

// createdSince returns a bucket if it was created since a time on this machine's clock. One
// that was there before counts as not found.
func (s ObjectStorageBuckets) createdSince(ctx context.Context, region, name string, began time.Time) (ObjectStorageBucket, error) {
	var header http.Header
	into, lookups := bucketResponse(name), bucketLookups(region, name)
	call := rest.Call{Method: http.MethodGet, Path: objectStorageBuckets.path, Query: queryOf(lookups), Into: into, Header: &header}
	err := s.client.do(ctx, call, lookups)
	if err != nil {
		return into.value, err
	}
	since, err := rest.Since(began, header)
	switch {
	case err != nil:
	case into.value.CreatedAt == 0:
		err = errors.New("the API does not say when the bucket of this name was created")
	case into.value.CreatedAt < since.Unix():
		err = ErrNotFound
	}
	return into.value, err
}

// AnnounceRelease announces that the caller is about to delete the bucket of a name. The
// caller calls done when it has finished or failed.
func (s ObjectStorageBuckets) AnnounceRelease(name string) (done func()) {
	return s.client.releases.announce(bucketNamed(name))
}

// WatchRelease watches for another operation of this process that deletes the bucket of a name.
func (s ObjectStorageBuckets) WatchRelease(name string) ReleaseWatch {
	return s.client.releases.watch(bucketNamed(name))
}

// bucketNamed is what releases call the name of a bucket.
func bucketNamed(name string) string { return "name of object storage bucket " + name }

// Update changes what the arguments set and returns the changed bucket. It returns
// ErrNotFound, or ValidationFailed for refused arguments.
//
// PATCH /object_storage/object_storage_cluster/buckets/bucket
func (s ObjectStorageBuckets) Update(ctx context.Context, region, name string, a ObjectStorageBucketArguments) (ObjectStorageBucket, error) {
	updated := bucketResponse(name)
	call := rest.Call{Method: http.MethodPatch, Path: objectStorageBuckets.path, Into: updated}
	err := s.client.send(ctx, call, arguments{lookups: bucketLookups(region, name), properties: a})
	return updated.value, err
}

// Delete deletes a bucket for good. It returns ErrNotFound, or
// ObjectStorageBucketDeletionError with the API's reason, such as objects in it.
//
// DELETE /object_storage/object_storage_cluster/buckets/bucket
func (s ObjectStorageBuckets) Delete(ctx context.Context, region, name string) error {
	call := rest.Call{Method: http.MethodDelete, Path: objectStorageBuckets.path}
	return s.client.succeed(ctx, call, arguments{lookups: bucketLookups(region, name)})
}

// StoredObject is an object in a bucket, or a folder.
type StoredObject struct {
	Filename  string `json:"filename"`
	FullPath  string `json:"full_path"`
	PublicURL string `json:"public_url"`
	// SizeInBytes is nil for folders.
	SizeInBytes *int64 `json:"size"`
	Folder      bool   `json:"folder"`
}

func (o StoredObject) identity() string { return o.FullPath }

// Object returns an object in a bucket. It returns StoredObjectNotFound, or ErrNotFound if
// there is no such bucket.
//
// GET /object_storage/object_storage_cluster/buckets/bucket/object
func (s ObjectStorageBuckets) Object(ctx context.Context, region, name, path string) (StoredObject, error) {
	lookups := append(bucketLookups(region, name), lookup{thing: "path", value: path})
	return get(ctx, s.client, objectStorageBuckets.path+"/object", objectIn[StoredObject]("object_details"), lookups...)
}

// PresignedURL makes an address that an object can be downloaded from without an access key.
// It ends after expirySeconds; nil is the API's default. It returns ValidationFailed for
// refused arguments, or ErrNotFound if there is no such bucket.
//
// POST /object_storage/object_storage_cluster/buckets/bucket/presigned_url
func (s ObjectStorageBuckets) PresignedURL(ctx context.Context, region, name, path string, expirySeconds *int64) (string, error) {
	properties := struct {
		ExpirySeconds *int64 `json:"expiry_seconds,omitempty"`
	}{expirySeconds}
	signed := &response[string]{key: "url", check: func(address string) error {
		if address == "" {
			return errors.New("it is empty")
		}
		return nil
	}}
	call := rest.Call{Method: http.MethodPost, Path: objectStorageBuckets.path + "/presigned_url", Idempotent: true, Into: signed}
	err := s.client.send(ctx, call, arguments{
		lookups: bucketLookups(region, name), properties: properties, fields: map[string]any{"path": path},
	})
	return signed.value, err
}

// RevokePresignedURLs ends all presigned URLs of the objects in a bucket. It returns
// ErrNotFound.
//
// POST /object_storage/object_storage_cluster/buckets/bucket/revoke_presigned_urls
func (s ObjectStorageBuckets) RevokePresignedURLs(ctx context.Context, region, name string) error {
	call := rest.Call{Method: http.MethodPost, Path: objectStorageBuckets.path + "/revoke_presigned_urls", Idempotent: true}
	return s.client.succeed(ctx, call, arguments{lookups: bucketLookups(region, name)})
}
