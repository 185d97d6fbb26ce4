package objectstorageobject_test

import (
	"fmt"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/objectstorageobject"
)

const found = "katapult_object_storage_object"

func at(bucket, region, path string) string {
	return fmt.Sprintf("bucket = %q\nregion = %q\npath = %q", bucket, region, path)
}

func TestDataSourceFindsObjectsAndFolders(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, objectstorageobject.Object)
	w.AddObjectStorageAccount("uk-lon-1", time.Hour)
	w.AddBucket("acme-assets", nil)
	w.AddStoredObject("acme-assets", "reports/ten % more.pdf", 42)
	w.Reads(found, map[string]string{
		"filename": "ten % more.pdf", "size": "42", "folder": "false",
		"public_url": "https://acme-assets.uk-lon-1.katapultobjects.com/reports/ten%20%25%20more.pdf",
	}, at("acme-assets", "uk-lon-1", "reports/ten % more.pdf"))
	w.Reads(found, map[string]string{"filename": "reports", "size": acctest.Null, "folder": "true"}, at("acme-assets", "uk-lon-1", "reports/"))
	w.Refuses(found, at("acme-assets", "uk-lon-1", "none"), `path = "none"`, `404 object_not_found`)
	w.Refuses(found, at("acme-none", "uk-lon-1", "a"), `bucket = "acme-none"`, `404 object_storage_bucket_not_found`)
	w.Refuses(found, at("acme-assets", "mars-1", "a"), `region = "mars-1"`, `404 object_storage_cluster_not_found`)
	w.Refuses(found, at("acme-assets", "uk-lon-1", " "), `path = " "`, `must not be blank`)
}
