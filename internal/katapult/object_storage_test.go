package katapult

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What is missing is the thing that a call is about, or something else that it names.
func TestOnlyTheStorageThatACallIsAboutIsGone(t *testing.T) {
	t.Parallel()
	for call, codes := range map[string]map[Code]bool{
		"ObjectStorageAccounts.Get":         {ObjectStorageAccountNotFound: true, ObjectStorageClusterNotFound: false, OrganizationNotFound: false},
		"ObjectStorageAccounts.MoveToTrash": {ObjectStorageAccountNotFound: true, ObjectStorageClusterNotFound: false},
		"ObjectStorageAccessKeys.Get":       {"object_storage_access_key_not_found": true},
		"ObjectStorageAccessKeys.Delete":    {"object_storage_access_key_not_found": true, ObjectStorageAccountNotFound: false},
		"ObjectStorageAccessKeys.List":      {ObjectStorageAccountNotFound: false, OrganizationNotFound: false},
		"ObjectStorageBuckets.Get":          {ObjectStorageBucketNotFound: true, ObjectStorageClusterNotFound: false},
		"ObjectStorageBuckets.Delete":       {ObjectStorageBucketNotFound: true, ObjectStorageClusterNotFound: false},
		"ObjectStorageBuckets.Object":       {ObjectStorageBucketNotFound: true, StoredObjectNotFound: false},
		"ObjectStorageBuckets.Create":       {ObjectStorageAccountNotFound: false, ObjectStorageBucketNotFound: false},
		"ObjectStorageAccessKeys.Create":    {ObjectStorageAccountNotFound: false},
		"ObjectStorageBuckets.PresignedURL": {ObjectStorageBucketNotFound: true, ObjectStorageClusterNotFound: false},
		"ObjectStorageAccessKeys.Update":    {"object_storage_access_key_not_found": true},
		"ObjectStorageBuckets.Update":       {ObjectStorageBucketNotFound: true},
	} {
		for code, gone := range codes {
			t.Run(call+" "+string(code), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					c := refusing(http.StatusNotFound, `{"error":{"code":"`+string(code)+`"}}`)
					if err := calls[call](t.Context(), c); errors.Is(err, ErrNotFound) != gone || !errors.Is(err, code) {
						t.Errorf("gone is %t: %v", !gone, err)
					}
				})
			})
		}
	}
}

// An account can be failed for a moment while it is provisioned.
func TestFailureOfAnAccountCanPass(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		states []string // the last one goes on
		says   string
		most   time.Duration
	}{
		"ready":             {[]string{"provisioning", "provisioned"}, "", 10 * time.Second},
		"failed at first":   {[]string{"failed", "failed", "provisioning", "failed", "provisioned"}, "", 20 * time.Second},
		"failed for good":   {[]string{"provisioning", "failed"}, "is failed after", 40 * time.Second},
		"not provisioned":   {[]string{""}, "cannot be provisioned", 40 * time.Second},
		"deleted meanwhile": {[]string{"provisioning", "gone"}, "object_storage_account_not_found", 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{respond: func(s *script, _ string) (int, string) {
					switch state := test.states[min(len(s.sent), len(test.states))-1]; state {
					case "":
						return http.StatusForbidden, `{"error":{"code":"object_storage_account_not_provisioned"}}`
					case "gone":
						return http.StatusNotFound, `{"error":{"code":"object_storage_account_not_found"}}`
					default:
						return http.StatusOK, `{"object_storage_account":{"region":"uk-lon-1","provisioning_state":"` + state + `"}}`
					}
				}}
				began := time.Now()
				_, err := s.client().ObjectStorageAccounts.WaitProvisioned(t.Context(), "uk-lon-1")
				if (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) || time.Since(began) > test.most {
					t.Errorf("after %s and %d requests: %v", time.Since(began), len(s.sent), err)
				}
			})
		})
	}
}

func TestCredentialsWithoutASecretAreNone(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{`null`, `""`} {
		s := &script{respond: func(*script, string) (int, string) {
			return http.StatusOK, `{"object_storage_access_key":{"id":"objkey_1","s3_access_key_id":"KATA","s3_secret_access_key":` + secret + `}}`
		}}
		if _, err := s.client().ObjectStorageAccessKeys.GenerateCredentials(t.Context(), "objkey_1"); !errors.Is(err, errNoCredentials) || len(s.sent) != 1 {
			t.Errorf("%v after %q", err, s.sent)
		}
	}
}

// Each request may end what the one before has made: so no more are sent than retries.
func TestLostCredentialsAreNotAskedForWithoutEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{respond: func(s *script, _ string) (int, string) {
			if len(s.sent) < 3 {
				return http.StatusUnprocessableEntity, `{"error":{"code":"object_storage_provisioning_error"}}`
			}
			return http.StatusBadGateway, "<html>"
		}}
		_, err := s.client().ObjectStorageAccessKeys.GenerateCredentials(t.Context(), "objkey_1")
		if !IsUnknownOutcome(err) || len(s.sent) > 8 {
			t.Errorf("%v after %d requests", err, len(s.sent))
		}
	})
}
