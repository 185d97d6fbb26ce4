package objectstoragepresignedurl_test

import (
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/objectstoragepresignedurl"
	"terraform-provider-katapult/internal/simulator"
)

const (
	presigned = "katapult_object_storage_presigned_url"
	signs     = "POST /object_storage/object_storage_cluster/buckets/bucket/presigned_url"
)

func world(t *testing.T) *acctest.World {
	t.Helper()
	w := acctest.New(t, objectstoragepresignedurl.Object)
	w.AddObjectStorageAccount("uk-lon-1", time.Hour)
	w.AddBucket("acme-assets", nil)
	return w
}

func TestURLIsMadeForAWhile(t *testing.T) {
	t.Parallel()
	for seconds, says := range map[string]string{"60": "X-Amz-Expires=60&", "": "X-Amz-Expires=3600&"} {
		w := world(t)
		config := map[string]any{"bucket": "acme-assets", "region": "uk-lon-1", "path": "a b.txt"}
		if seconds != "" {
			config["expiry_seconds"] = seconds
		}
		got, errs := w.Open(presigned, config)
		if len(errs) > 0 || !strings.HasPrefix(got["url"], "https://acme-assets.uk-lon-1.katapultobjects.com/a%20b.txt?") || !strings.Contains(got["url"], says) {
			t.Errorf("%v %q", got, errs)
		}
	}
}

func TestLostURLIsMadeAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Inject(fault.On(signs))
			got, errs := w.Open(presigned, map[string]any{"bucket": "acme-assets", "region": "uk-lon-1", "path": "a"})
			if len(errs) > 0 || got["url"] == "" || w.Count(signs) != 2 {
				t.Errorf("%v %q", got, errs)
			}
		})
	}
}

func TestURLFailsClearly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		bucket, region string
		fault          simulator.Fault
		says           []string
	}{
		"no such bucket": {"acme-none", "uk-lon-1", simulator.Fault{Latency: 1}, []string{`Cannot open ephemeral resource katapult_object_storage_presigned_url`, `object_storage_bucket_not_found`}},
		"no such region": {"acme-assets", "mars-1", simulator.Fault{Latency: 1}, []string{`object_storage_cluster_not_found`}},
		"no URL":         {"acme-assets", "uk-lon-1", simulator.Fault{Status: 200, ContentType: "text/plain", Body: `{"url":""}`}, []string{`url: it is empty`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			test.fault.Times = -1
			w.Inject(test.fault.On(signs))
			_, errs := w.Open(presigned, map[string]any{"bucket": test.bucket, "region": test.region, "path": "a"})
			if len(errs) != 1 || !acctest.Matches(test.says...).MatchString(errs[0]) {
				t.Errorf("%q", errs)
			}
		})
	}
}
