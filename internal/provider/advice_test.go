package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
	"terraform-provider-katapult/internal/rest"
	"terraform-provider-katapult/internal/sailpoint"
)

func TestErrorsOfTheClientsComeWithAdvice(t *testing.T) {
	t.Parallel()
	ended := context.DeadlineExceeded
	for name, test := range map[string]struct {
		err  error
		says string
	}{
		"missing token":            {&katapult.Error{Code: katapult.MissingToken}, "KATAPULT_API_KEY"},
		"invalid token":            {&katapult.Error{Code: katapult.InvalidToken}, "expired"},
		"network":                  {&katapult.Error{Code: katapult.UnauthorizedNetwork}, "authorized IP addresses"},
		"capabilities":             {&katapult.Error{Code: katapult.InvalidCapabilities}, "core API"},
		"scope":                    {&katapult.Error{Code: katapult.ScopeNotGranted}, "Add the scopes"},
		"permission":               {&katapult.Error{Code: katapult.PermissionDenied}, "permission"},
		"restricted":               {&katapult.Error{Code: katapult.DeletionRestricted}, "still in the state"},
		"rate limit":               {&katapult.Error{Code: katapult.RateLimitReached}, "Lower -parallelism"},
		"trash":                    {&katapult.Error{Code: katapult.ObjectInTrash}, "katapult_trash_object_restore"},
		"package":                  {&katapult.Error{Code: katapult.PackageNotFound}, "katapult_virtual_machine_packages"},
		"template":                 {&katapult.Error{Code: katapult.DiskTemplateNotFound}, "katapult_disk_templates"},
		"GPU":                      {&katapult.Error{Code: katapult.GPUTypeNotFound}, "katapult_gpu_types"},
		"zone":                     {&katapult.Error{Code: katapult.ZoneNotFound}, "katapult_zones"},
		"task":                     {&katapult.Error{Code: katapult.TaskNotFound}, "forgotten"},
		"wrong address":            {&katapult.Error{Code: katapult.RouteNotFound}, "api_url"},
		"no object storage":        {&katapult.Error{Code: katapult.ObjectStorageAccountNotFound}, "katapult_object_storage_account.NAME.region"},
		"object storage not ready": {&katapult.Error{Code: katapult.ObjectStorageAccountNotProvisioned}, "provisioned"},
		"suspended object storage": {&katapult.Error{Code: katapult.ObjectStorageAccountSuspended}, "reinstated"},
		"objects in a bucket":      {&katapult.Error{Code: katapult.ObjectStorageBucketDeletionError}, "S3 client"},
		"bucket":                   {&katapult.Error{Code: katapult.ObjectStorageBucketNotFound}, "name and region"},
		"region":                   {&katapult.Error{Code: katapult.ObjectStorageClusterNotFound}, "uk-lon-1"},
		"object in a bucket":       {&katapult.Error{Code: katapult.StoredObjectNotFound}, "slash"},
		"account exists":           {&katapult.ObjectStorageAccountExistsError{}, "adopt_existing"},
		"another code":             {&katapult.Error{Code: "invalid_spec_xml"}, ""},
		"no data centre":           {&katapult.NoDataCenterError{}, "KATAPULT_DATA_CENTER"},
		"stuck machine":            {&katapult.StuckError{}, "timeouts block"},
		"task that runs":           {&katapult.TaskError{Cause: ended}, "keeps running"},
		"task that failed":         {&katapult.TaskError{}, "the task's ID"},
		"create, not searched":     {&rest.UnresolvedCreateError{SearchError: ended}, "Look whether it exists"},
		"create, several":          {&rest.UnresolvedCreateError{IDs: []string{"a", "b"}}, "import it; delete those"},
		"create, absent":           {&rest.UnresolvedCreateError{Absent: true}, "Nothing seems to have been created"},
		"create, refused search":   {&rest.UnresolvedCreateError{Cause: &katapult.Error{Code: katapult.MissingToken}, Absent: true}, "Nothing seems"},
		"group in use":             {&sailpoint.InUseError{Cause: &sailpoint.Error{Status: 400}}, "Take the group out"},
		"login":                    {&sailpoint.Error{Path: sailpoint.TokenPath, Status: 400}, "SAIL_CLIENT_ID"},
		"new token refused":        {&sailpoint.Error{Status: 401}, "base_url"},
		"no right":                 {&sailpoint.Error{Status: 403}, "ORG_ADMIN"},
		"SailPoint's rate limit":   {&sailpoint.Error{Status: 429}, "100 requests in 10 seconds"},
		"two errors in one":        {fmt.Errorf("%w; before that: %w", &katapult.TaskError{Cause: ended}, &katapult.Error{Code: katapult.MissingToken}), "keeps running"},
		"another API":              {&sailpoint.Error{Status: 404}, "api_version"},
		"SailPoint's outage":       {&sailpoint.Error{Status: 500, DetailCode: "500"}, "tracking ID"},
		"an error of the network":  {errors.New("refused"), ""},
	} {
		wrapped := fmt.Errorf("in between: %w", test.err)
		if got := crud.Advice(wrapped, advise); (test.says == "") != (got == "") || !strings.Contains(got, test.says) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestWarningsComeWithAdviceOnTheirCause(t *testing.T) {
	t.Parallel()
	for cause, says := range map[error]string{katapult.RateLimitReached: "Waited. Everything that uses this token", nil: "Waited."} {
		var told string
		warnWithAdvice(func(_ context.Context, _, detail string) { told = detail })(t.Context(), "", "Waited.", cause)
		if !strings.HasPrefix(told, says) || cause == nil && told != says {
			t.Errorf("%v: %q", cause, told)
		}
	}
}
