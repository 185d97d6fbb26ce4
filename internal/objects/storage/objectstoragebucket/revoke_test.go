package objectstoragebucket_test

import (
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/simulator"
)

const (
	revoke  = "katapult_object_storage_bucket_revoke_presigned_urls"
	revokes = "POST /object_storage/object_storage_cluster/buckets/bucket/revoke_presigned_urls"
)

func TestPresignedURLsAreRevoked(t *testing.T) {
	t.Parallel()
	faults := acctest.LostResponses()
	faults["not at all"] = simulator.Fault{Latency: 1}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.AddBucket("acme-assets", nil)
			w.Inject(fault.On(revokes))
			got := w.Invoke(revoke, map[string]any{"bucket": "acme-assets", "region": "uk-lon-1"})
			if want := []string{`the presigned URLs of bucket "acme-assets" are revoked`}; len(got.Errors) > 0 || !slices.Equal(got.Progress, want) {
				t.Errorf("%q %q", got.Errors, got.Progress)
			}
		})
	}
}

func TestRevocationFailsClearly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		bucket, region, at string
		fault              *simulator.Fault
		says               []string
	}{
		"no such bucket": {"acme-none", "uk-lon-1", `AttributeName("bucket")`, nil, []string{`object_storage_bucket_not_found`}},
		"no such region": {"acme-assets", "mars-1", `AttributeName("region")`, nil, []string{`object_storage_cluster_not_found`}},
		"refused": {"acme-assets", "uk-lon-1", "", &simulator.Fault{Operation: revokes, Status: 403, Code: "permission_denied"}, []string{
			`the presigned URLs of bucket "acme-assets" could not be revoked`, `403 permission_denied`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.AddBucket("acme-assets", nil)
			if test.fault != nil {
				w.Inject(*test.fault)
			}
			got := w.Invoke(revoke, map[string]any{"bucket": test.bucket, "region": test.region})
			if len(got.Errors) != 1 || !acctest.Matches(test.says...).MatchString(got.Errors[0]) || strings.Join(got.At, "") != test.at {
				t.Errorf("%q at %q", got.Errors, got.At)
			}
		})
	}
}
