package provider_test

import (
	"net/http"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/registry"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// storage has an access key, whose secret the state keeps, and a presigned URL.
const storage = `
variable "credentials" {
  default = "1"
}

resource "katapult_object_storage_account" "all" {
  region = "uk-lon-1"
}

resource "katapult_object_storage_access_key" "all" {
  name                = "all"
  region              = katapult_object_storage_account.all.region
  credentials_version = var.credentials
}

resource "katapult_object_storage_bucket" "all" {
  name         = "acme-all"
  region       = katapult_object_storage_account.all.region
  read_key_ids = [katapult_object_storage_access_key.all.id]
}

data "katapult_object_storage_access_keys" "all" {
  depends_on = [katapult_object_storage_access_key.all]
}

ephemeral "katapult_object_storage_presigned_url" "all" {
  bucket = katapult_object_storage_bucket.all.name
  region = katapult_object_storage_bucket.all.region
  path   = basename(katapult_object_storage_bucket.all.public_url) # known when the bucket is there
}

output "all" {
  value = [data.katapult_object_storage_access_keys.all, katapult_object_storage_access_key.all.access_key_id]
}
`

// TestSecretsOfObjectStorageAreInStatesAlone: the secret of a key is in the state, and in the
// copies of it that plans have. A presigned URL is nowhere at all.
func TestSecretsOfObjectStorageAreInStatesAlone(t *testing.T) {
	t.Parallel()
	const (
		generates = "POST /object_storage/access_keys/access_key/generate_credentials"
		signs     = "POST /object_storage/object_storage_cluster/buckets/bucket/presigned_url"
	)
	for name, test := range map[string]struct {
		variables []string
		faults    []simulator.Fault
		fails     bool
	}{
		"all logs, mixed with the output": {variables: []string{"TF_LOG=TRACE"}},
		"all logs as JSON, in a file":     {variables: []string{"TF_LOG=JSON", "TF_LOG_PATH=terraform.log"}},
		"both are cut":                    {variables: []string{"TF_LOG=TRACE"}, faults: []simulator.Fault{cut(generates), cut(signs)}},
		"both are lost":                   {variables: []string{"TF_LOG=TRACE"}, faults: []simulator.Fault{{Operation: generates, DropAfter: true}, {Operation: signs, DropAfter: true}}},
		"a page instead of credentials":   {fails: true, faults: []simulator.Fault{htmlPage(generates, "Secret: "+simulator.S3Secret)}},
		"a page instead of a URL":         {fails: true, faults: []simulator.Fault{htmlPage(signs, "https://x/?X-Amz-Signature="+simulator.PresignedSignature)}},
		"a page with the token":           {fails: true, faults: []simulator.Fault{htmlPage(generates, acctest.Token)}},
		"credentials of another shape": {fails: true, faults: []simulator.Fault{{
			Operation: generates, Times: -1, Status: 200, ContentType: "text/plain",
			Body: `{"object_storage_access_key":{"id":5,"s3_secret_access_key":"` + simulator.S3Secret + `"}}`,
		}}},
		"a URL of another shape": {fails: true, faults: []simulator.Fault{{
			Operation: signs, Times: -1, Status: 200, ContentType: "text/plain", Body: `{"url":["https://x/?X-Amz-Signature=` + simulator.PresignedSignature + `"]}`,
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newStorage(t)
			for _, fault := range test.faults {
				v.Inject(fault)
			}
			if test.fails {
				// Which command needs the URL first depends on the CLI.
				v.Set("TF_LOG=TRACE")
				for _, command := range []string{"apply", "apply", "destroy"} {
					_, _ = v.run(command, "-auto-approve")
				}
				v.search(t)
				requireMet(t, test.faults, v.Requests())
				return
			}
			for _, variable := range test.variables {
				v.Set(variable)
			}
			v.succeeds(t,
				[]string{"plan", "-out=first.plan"}, []string{"apply", "first.plan"}, []string{"plan", "-var=credentials=2"},
				[]string{"apply", "-auto-approve", "-var=credentials=2"}, []string{"show"}, []string{"destroy", "-auto-approve"})
			v.search(t)
			v.mu.Lock()
			defer v.mu.Unlock()
			for _, name := range []string{s3Secret, presigned} {
				if len(v.handed[name]) == 0 {
					t.Errorf("no response had %s", name)
				}
			}
		})
	}
}

// Names of secrets.
const (
	s3Secret  = "the secret of an access key"
	presigned = "the signature of a presigned URL"
)

// newStorage has the configuration of object storage.
func newStorage(t *testing.T) *vault {
	t.Helper()
	v := &vault{handed: map[string][]string{}}
	v.World = acctest.New(t, registry.All()...)
	v.secrets = map[string]string{s3Secret: simulator.S3Secret, presigned: simulator.PresignedSignature, katapultToken: acctest.Token}
	v.mayBeIn = func(name, place string) bool { return name == s3Secret && isState(place) }
	v.Observe(func(e simulator.Exchange) {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.note(e)
	})
	v.Shell = v.ProgramShell(storage)
	v.Set("KATAPULT_MAX_RETRIES=1")
	return v
}

// htmlPage is what a gateway responds instead of the API.
func htmlPage(operation, text string) simulator.Fault {
	return simulator.Fault{Operation: operation, Times: -1, Status: http.StatusBadGateway, ContentType: "text/html", Body: "<html>" + text + "</html>"}
}
