package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
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
	cut := func(operation string) []simulator.Fault {
		return []simulator.Fault{{Operation: operation, Truncate: true}}
	}
	pages := func(operation, text string) []simulator.Fault {
		return []simulator.Fault{{Operation: operation, Times: -1, Status: http.StatusBadGateway, ContentType: "text/html", Body: "<html>" + text + "</html>"}}
	}
	for name, test := range map[string]struct {
		variables []string
		faults    []simulator.Fault
		fails     bool
	}{
		"all logs, mixed with the output": {variables: []string{"TF_LOG=TRACE"}},
		"all logs as JSON, in a file":     {variables: []string{"TF_LOG=JSON", "TF_LOG_PATH=terraform.log"}},
		"credentials are cut":             {variables: []string{"TF_LOG=TRACE"}, faults: cut(generates)},
		"a URL is cut":                    {variables: []string{"TF_LOG=TRACE"}, faults: cut(signs)},
		"credentials are lost":            {variables: []string{"TF_LOG=TRACE"}, faults: []simulator.Fault{{Operation: generates, DropAfter: true}}},
		"a URL is lost":                   {variables: []string{"TF_LOG=TRACE"}, faults: []simulator.Fault{{Operation: signs, DropAfter: true}}},
		"a page instead of credentials":   {variables: []string{"TF_LOG=TRACE"}, fails: true, faults: pages(generates, "Secret: "+simulator.S3Secret)},
		"a page instead of a URL":         {variables: []string{"TF_LOG=TRACE"}, fails: true, faults: pages(signs, "https://x/?X-Amz-Signature="+simulator.PresignedSignature)},
		"a page with the token":           {variables: []string{"TF_LOG=TRACE"}, fails: true, faults: pages(generates, acctest.Token)},
		"credentials of another shape": {variables: []string{"TF_LOG=TRACE"}, fails: true, faults: []simulator.Fault{{
			Operation: generates, Times: -1, Status: 200, ContentType: "text/plain",
			Body: `{"object_storage_access_key":{"id":5,"s3_secret_access_key":"` + simulator.S3Secret + `"}}`,
		}}},
		"a URL of another shape": {variables: []string{"TF_LOG=TRACE"}, fails: true, faults: []simulator.Fault{{
			Operation: signs, Times: -1, Status: 200, ContentType: "text/plain", Body: `{"url":["https://x/?X-Amz-Signature=` + simulator.PresignedSignature + `"]}`,
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, registry.All()...)
			var mu sync.Mutex
			handed := map[string]bool{}
			issued := []string{simulator.S3Secret, simulator.PresignedSignature}
			secrets := append(slices.Clone(issued), acctest.Token)
			w.Observe(func(e simulator.Exchange) {
				mu.Lock()
				defer mu.Unlock()
				for _, secret := range secrets {
					handed[secret] = handed[secret] || strings.Contains(string(e.ResponseBody), secret)
				}
			})
			for _, fault := range test.faults {
				w.Inject(fault)
			}
			shell := w.ProgramShell(storage)
			for _, variable := range append(test.variables, "KATAPULT_MAX_RETRIES=1") {
				shell.Set(variable)
			}
			var printed strings.Builder
			for n, arguments := range [][]string{
				{"plan", "-out=first.plan"}, {"apply", "first.plan"}, {"plan", "-var=credentials=2"}, {"apply", "-auto-approve", "-var=credentials=2"}, {"show"}, {"destroy", "-auto-approve"},
			} {
				output, err := shell.Run(append(arguments, "-no-color")...)
				if err != nil && (!test.fails || n == 0) {
					t.Errorf("%v: %v\n%s", arguments, err, output[max(0, len(output)-3000):])
				}
				printed.WriteString(output)
			}
			places := shell.Files()
			places["the output"] = printed.String()
			for place, text := range places {
				for _, secret := range secrets {
					allowed := secret == simulator.S3Secret && strings.Contains(place, "tfstate")
					if at := strings.Index(text, secret[len(secret)/4:len(secret)*3/4]); at >= 0 && !allowed {
						t.Errorf("%s is in %s: …%s…", secret, place, text[max(0, at-300):min(len(text), at+len(secret))])
					}
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for _, secret := range issued {
				if !handed[secret] && !test.fails {
					t.Errorf("no response had %s", secret)
				}
			}
		})
	}
}
