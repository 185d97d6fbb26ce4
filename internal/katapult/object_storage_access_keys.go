package katapult

import (
	"context"
	"errors"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// ObjectStorageAccessKeys is access to the S3 access keys of an organization. They have no
// trash.
type ObjectStorageAccessKeys struct{ client *Client }

// ObjectStorageAccessKey is what an S3 client authenticates with. Names are not unique.
type ObjectStorageAccessKey struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Region string `json:"region"`
	// State is "pending" for a moment after each change, then "configured".
	State string `json:"state"`
	// CreatedAt is in Unix seconds.
	CreatedAt int64 `json:"created_at"`
	// AllBucketsRead lets it list all buckets, AllObjectsRead read all objects, and
	// AllObjectsWrite create and delete all objects.
	AllBucketsRead  bool `json:"all_buckets_read"`
	AllObjectsRead  bool `json:"all_objects_read"`
	AllObjectsWrite bool `json:"all_objects_write"`
	// ReadBuckets and WriteBuckets are the names of buckets that name the key. They are
	// empty where it may use all.
	ReadBuckets  []string `json:"read_buckets"`
	WriteBuckets []string `json:"write_buckets"`
	// ServerURL has a host and a port, and no scheme. It and the credentials are nil until
	// these are generated.
	ServerURL     *string `json:"server_url"`
	S3AccessKeyID *string `json:"s3_access_key_id"`
	// S3SecretAccessKey is told by GenerateCredentials alone.
	S3SecretAccessKey *string `json:"s3_secret_access_key"`
}

// ObjectStorageAccessKeyArguments are the arguments of an access key. Update needs the name,
// also where it stays. Nil is false in Create, and no change in Update.
type ObjectStorageAccessKeyArguments struct {
	Name            string `json:"name"`
	AllBucketsRead  *bool  `json:"all_buckets_read,omitempty"`
	AllObjectsRead  *bool  `json:"all_objects_read,omitempty"`
	AllObjectsWrite *bool  `json:"all_objects_write,omitempty"`
}

func (k ObjectStorageAccessKey) identity() string { return k.ID }

var objectStorageAccessKeys = object[ObjectStorageAccessKey]{
	key: "object_storage_access_key", argument: "access_key", path: "/object_storage/access_keys/access_key",
	list:      list[ObjectStorageAccessKey]{path: "/organizations/organization/object_storage/access_keys", key: "object_storage_access_keys", paged: true},
	listAfter: 3,
}

// List returns all access keys of the client's organization, of all regions.
//
// GET /organizations/organization/object_storage/access_keys, all pages
func (s ObjectStorageAccessKeys) List(ctx context.Context) ([]ObjectStorageAccessKey, error) {
	return objectStorageAccessKeys.all(ctx, s.client)
}

// Get returns an access key without its secret, or ErrNotFound.
//
// GET /object_storage/access_keys/access_key
func (s ObjectStorageAccessKeys) Get(ctx context.Context, keyID string) (ObjectStorageAccessKey, error) {
	return objectStorageAccessKeys.get(ctx, s.client, keyID)
}

// Create creates an access key without credentials. If the response is lost, it searches for
// the key. It returns ObjectStorageAccountNotFound, ObjectStorageAccountNotProvisioned,
// ValidationFailed for refused arguments, or a rest.UnresolvedCreateError.
//
// POST /organizations/organization/object_storage/object_storage_cluster/access_keys
func (s ObjectStorageAccessKeys) Create(ctx context.Context, region string, a ObjectStorageAccessKeyArguments) (ObjectStorageAccessKey, error) {
	organization := s.client.organization.lookup("organization")
	key, _, err := objectStorageAccessKeys.create(ctx, s.client, creation[ObjectStorageAccessKey]{
		path:        objectStorageAccounts.path + "/access_keys",
		arguments:   arguments{lookups: []lookup{organization, cluster(region)}, properties: a},
		conflictKey: "object storage access key " + region + " " + a.Name,
		recovery: createdSince(s.client, objectStorageAccessKeys.list,
			func(k ObjectStorageAccessKey) int64 { return k.CreatedAt },
			func(k ObjectStorageAccessKey) bool { return k.Region == region && a.matches(k) }, organization),
	})
	return key, err
}

// matches reports whether a key has the values of the arguments.
func (a ObjectStorageAccessKeyArguments) matches(k ObjectStorageAccessKey) bool {
	return a.Name == k.Name &&
		(a.AllBucketsRead == nil || *a.AllBucketsRead == k.AllBucketsRead) &&
		(a.AllObjectsRead == nil || *a.AllObjectsRead == k.AllObjectsRead) &&
		(a.AllObjectsWrite == nil || *a.AllObjectsWrite == k.AllObjectsWrite)
}

var errNoCredentials = errors.New("the API did not tell all credentials of the access key")

// GenerateCredentials makes new S3 credentials, and returns the key with its secret. While the
// API still provisions the key or its account, which takes up to a minute, it tries again. If
// the response is lost, it makes others: the last ones count. It returns ErrNotFound.
//
// POST /object_storage/access_keys/access_key/generate_credentials
func (s ObjectStorageAccessKeys) GenerateCredentials(ctx context.Context, keyID string) (ObjectStorageAccessKey, error) {
	generated := objectStorageAccessKeys.response(objectStorageAccessKeys.id(keyID))
	err := s.onceProvisioned(ctx, func(ctx context.Context) error {
		call := rest.Call{Method: http.MethodPost, Path: objectStorageAccessKeys.path + "/generate_credentials", Idempotent: true}
		return objectStorageAccessKeys.send(ctx, s.client, call, keyID, arguments{}, generated)
	})
	key := generated.value
	if err == nil && (isEmpty(key.S3AccessKeyID) || isEmpty(key.S3SecretAccessKey)) {
		err = errNoCredentials
	}
	return key, err
}

func isEmpty(text *string) bool { return text == nil || *text == "" }

// onceProvisioned sends a request until the API has provisioned the key. Any other outcome is
// final: while responses are lost, each request may end the credentials of the one before.
func (s ObjectStorageAccessKeys) onceProvisioned(ctx context.Context, send func(context.Context) error) error {
	var outcome error
	passes := func(err error) bool { return errors.Is(err, objectStorageProvisioningError) }
	err := waitAccepted(ctx, s.client, passes, func(ctx context.Context) error {
		if outcome = send(ctx); passes(outcome) {
			return outcome
		}
		return nil
	})
	if err != nil {
		return err
	}
	return outcome
}

// Update changes what the arguments set and returns the changed key, without its secret. While
// the API still provisions the key, it tries again. It returns ErrNotFound, or
// ValidationFailed for refused arguments.
//
// PATCH /object_storage/access_keys/access_key
func (s ObjectStorageAccessKeys) Update(ctx context.Context, keyID string, a ObjectStorageAccessKeyArguments) (ObjectStorageAccessKey, error) {
	var key ObjectStorageAccessKey
	err := s.onceProvisioned(ctx, func(ctx context.Context) (err error) {
		key, err = objectStorageAccessKeys.update(ctx, s.client, keyID, arguments{properties: a})
		return err
	})
	return key, err
}

// Delete deletes an access key, whose credentials end. It returns ErrNotFound.
//
// DELETE /object_storage/access_keys/access_key
func (s ObjectStorageAccessKeys) Delete(ctx context.Context, keyID string) error {
	call := rest.Call{Method: http.MethodDelete, Path: objectStorageAccessKeys.path}
	return s.client.succeed(ctx, call, arguments{lookups: []lookup{objectStorageAccessKeys.id(keyID)}})
}
