package katapult_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	createStorage     = "POST /organizations/organization/object_storage/object_storage_cluster"
	getStorage        = "GET /organizations/organization/object_storage/object_storage_cluster"
	deleteStorage     = "DELETE /organizations/organization/object_storage/object_storage_cluster"
	createStorageKey  = "POST /organizations/organization/object_storage/object_storage_cluster/access_keys"
	listStorageKeys   = "GET /organizations/organization/object_storage/access_keys"
	getStorageKey     = "GET /object_storage/access_keys/access_key"
	updateStorageKey  = "PATCH /object_storage/access_keys/access_key"
	deleteStorageKey  = "DELETE /object_storage/access_keys/access_key"
	storageSecret     = "POST /object_storage/access_keys/access_key/generate_credentials"
	createBucket      = "POST /organizations/organization/object_storage/object_storage_cluster/buckets"
	getBucket         = "GET /object_storage/object_storage_cluster/buckets/bucket"
	updateBucket      = "PATCH /object_storage/object_storage_cluster/buckets/bucket"
	deleteBucket      = "DELETE /object_storage/object_storage_cluster/buckets/bucket"
	getStoredObject   = "GET /object_storage/object_storage_cluster/buckets/bucket/object"
	presignURL        = "POST /object_storage/object_storage_cluster/buckets/bucket/presigned_url"
	revokeStorageURLs = "POST /object_storage/object_storage_cluster/buckets/bucket/revoke_presigned_urls"
)

var (
	londonStorage = object{"object_storage_cluster": object{"region": "uk-lon-1"}}
	acmeStorage   = object{"organization": acme, "object_storage_cluster": object{"region": "uk-lon-1"}}
)

// with are arguments and more of them.
func with(all object, more object) object {
	both := object{}
	for _, arguments := range []object{all, more} {
		for name, value := range arguments {
			both[name] = value
		}
	}
	return both
}

// newStorageKey creates an access key over the API, and returns a lookup of it.
func (c *cloud) newStorageKey() (lookup object) {
	c.t.Helper()
	made := c.ok(createStorageKey, with(acmeStorage, object{"properties": object{"name": "app"}}))
	return object{"access_key": id(made.text("object_storage_access_key", "id"))}
}

// newBucket creates the bucket "assets" over the API, and returns a lookup of it.
func (c *cloud) newBucket(properties object) (lookup object) {
	c.t.Helper()
	c.ok(createBucket, with(acmeStorage, object{"properties": with(object{"name": "assets"}, properties)}))
	return with(londonStorage, object{"bucket": object{"name": "assets"}})
}

func TestObjectStorageAccountIsProvisionedInTime(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.refused(404, "object_storage_account_not_found", getStorage, acmeStorage)
	c.ok(createStorage, acmeStorage)
	c.refused(422, "validation_error", createStorage, acmeStorage)
	c.refused(403, "object_storage_account_not_provisioned", createBucket, with(acmeStorage, object{"properties": object{"name": "assets"}}))
	c.refused(403, "object_storage_account_not_provisioned", deleteStorage, acmeStorage)
	for after, state := range []string{"provisioning", "provisioned"} {
		c.clock.Advance(time.Duration(after*7) * time.Second)
		if got := c.ok(getStorage, acmeStorage).text("object_storage_account", "provisioning_state"); got != state {
			t.Errorf("%s after %d s", got, after*7)
		}
	}
	c.refused(404, "object_storage_cluster_not_found", getStorage, with(acmeStorage, object{"object_storage_cluster": object{"region": "mars-1"}}))
}

func TestObjectStorageAccountHasATrash(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.AddObjectStorageAccount("uk-lon-1", time.Hour)
	bucket := c.newBucket(nil)
	c.refused(422, "validation_error", deleteStorage, acmeStorage)
	c.ok(deleteBucket, bucket)
	deleted := c.ok(deleteStorage, acmeStorage)
	entry := object{"trash_object": id(deleted.text("trash_object", "id"))}
	if deleted.get("trash_object", "object_id") != nil || !strings.HasPrefix(c.ok("GET /trash_objects/trash_object", entry).text("trash_object", "object_id"), "objacc_") {
		t.Error(deleted.raw)
	}
	for _, operation := range []string{getStorage, createStorage, deleteStorage} {
		c.refused(406, "object_in_trash", operation, acmeStorage)
	}
	c.ok("POST /trash_objects/trash_object/restore", entry)
	c.ok(getStorage, acmeStorage)
}

func TestCredentialsAreToldOnceTheAccountIsOldEnough(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.AddObjectStorageAccount("uk-lon-1", 7*time.Second)
	key := c.newStorageKey()
	c.refused(422, "object_storage_provisioning_error", storageSecret, key)
	c.refused(422, "object_storage_provisioning_error", updateStorageKey, with(key, object{"properties": object{"name": "renamed"}}))
	c.clock.Advance(33 * time.Second)
	first := c.ok(storageSecret, key)
	second := c.ok(storageSecret, key).text("object_storage_access_key", "s3_secret_access_key")
	if secret := first.text("object_storage_access_key", "s3_secret_access_key"); !strings.HasPrefix(secret, katapult.S3Secret) || secret == second {
		t.Errorf("%q, then %q", secret, second)
	}
	for _, shown := range []*response{c.ok(getStorageKey, key), c.ok(listStorageKeys, object{"organization": acme})} {
		if strings.Contains(shown.raw, katapult.S3Secret) || !strings.Contains(shown.raw, "uk-lon-1.katapultobjects.com:443") {
			t.Error(shown.raw)
		}
	}
	c.refused(400, "missing_required_argument", updateStorageKey, with(key, object{"properties": object{"all_objects_read": true}}))
}

func TestRightsOfAKeyFollowFromBuckets(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.AddObjectStorageAccount("uk-lon-1", time.Hour)
	key, other := c.newStorageKey(), c.newStorageKey()
	keyID := key["access_key"].(object)["id"]
	bucket := c.newBucket(object{"access_control_list": object{"read_key_ids": []any{keyID}, "write_key_ids": []any{keyID}}})
	rights := func(key object) string {
		shown := c.ok(getStorageKey, key)
		return fmt.Sprint(shown.list("object_storage_access_key", "read_buckets"), shown.list("object_storage_access_key", "write_buckets"))
	}
	if got := rights(key) + rights(other); got != "[assets] [assets][] []" {
		t.Error(got)
	}
	// A list that is left out stays.
	c.ok(updateBucket, with(bucket, object{"properties": object{"access_control_list": object{"write_key_ids": []any{}}}}))
	if got := rights(key); got != "[assets] []" {
		t.Error(got)
	}
	c.ok(updateStorageKey, with(key, object{"properties": object{"name": "app", "all_objects_read": true}}))
	if got := rights(key); got != "[] []" {
		t.Error(got)
	}
	c.ok(deleteStorageKey, key)
	if ids := c.ok(getBucket, bucket).list("object_storage_bucket", "access_control_list", "read_key_ids"); len(ids) > 0 {
		t.Errorf("the bucket still names %v", ids)
	}
	c.refused(422, "validation_error", updateBucket, with(bucket, object{"properties": object{"access_control_list": object{"read_key_ids": []any{keyID}}}}))
}

func TestBucketsAreRefusedAndChanged(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.AddObjectStorageAccount("uk-lon-1", time.Hour)
	bucket := c.newBucket(object{"label": "", "static_site_index": ""})
	for _, name := range []string{"assets", "Assets", "-a-", ""} {
		c.refused(422, "validation_error", createBucket, with(acmeStorage, object{"properties": object{"name": name}}))
	}
	shown := c.ok(getBucket, bucket)
	if shown.get("object_storage_bucket", "label") != nil || shown.text("object_storage_bucket", "state") != "pending" {
		t.Error(shown.raw)
	}
	c.clock.Advance(2 * time.Second)
	if state := c.ok(getBucket, bucket).text("object_storage_bucket", "state"); state != "configured" {
		t.Error(state)
	}
	c.refused(404, "object_storage_bucket_not_found", getBucket, with(bucket, object{"object_storage_cluster": object{"region": "nl-ams-1"}}))
	c.AddStoredObject("assets", "a/b.txt", 5)
	c.refused(403, "object_storage_bucket_deletion_error", deleteBucket, bucket)
	if got := c.ok(getStoredObject, with(bucket, object{"path": "a/b.txt"})).text("object_details", "filename"); got != "b.txt" {
		t.Error(got)
	}
	c.refused(404, "object_not_found", getStoredObject, with(bucket, object{"path": "a"}))
	if url := c.ok(presignURL, with(bucket, object{"path": "a/b.txt", "properties": object{"expiry_seconds": 60}})).text("url"); !strings.Contains(url, katapult.PresignedSignature) {
		t.Error(url)
	}
	c.refused(422, "validation_error", presignURL, with(bucket, object{"path": "a", "properties": object{"expiry_seconds": 0}}))
	c.ok(revokeStorageURLs, bucket)
	c.EmptyBucket("assets")
	c.ok(deleteBucket, bucket)
	c.refused(404, "object_storage_bucket_not_found", getBucket, bucket)
}

// The API tells no ID of some kinds.
func TestStorageThatIsLeftIsCounted(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.ok(createStorage, acmeStorage)
	c.clock.Advance(time.Minute)
	key, bucket := c.newStorageKey(), c.newBucket(nil)
	kinds := func() string {
		var kinds []string
		for _, leftover := range c.Leftovers() {
			kinds = append(kinds, leftover.Kind)
		}
		return strings.Join(kinds, " ")
	}
	if got := kinds(); got != "object_storage_account object_storage_access_key object_storage_bucket" {
		t.Error(got)
	}
	c.ok(deleteStorageKey, key)
	c.ok(deleteBucket, bucket)
	c.ok(deleteStorage, acmeStorage)
	if got := kinds(); got != "" {
		t.Error(got)
	}
}
