package objectstorageaccesskey_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/objectstorageaccesskey"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestCreateWhoseAnswerIsLostMakesOneKey(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := simulator.NewManualClock(time.Now().Add(-time.Hour))
			w := acctest.NewWith(t, func(o *katapult.Options) { o.Clock = clock }, objectstorageaccesskey.Object)
			w.AddObjectStorageAccount("uk-lon-1", time.Hour)
			other := w.AddAccessKey("app", nil)
			clock.Advance(time.Hour)
			w.Inject(fault.On(creates))
			w.Run(
				resource.TestStep{Config: app(`name = "app"`)},
				resource.TestStep{Config: app(`name = "app"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			if _, exists := w.Object(other); !exists {
				t.Error("the key that was there before is gone")
			}
		})
	}
}

func TestKeysThatCannotBeToldApartAreNamed(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Inject(simulator.Fault{Operation: creates, Skip: 1, DropAfter: true})
	var (
		once   sync.Once
		theirs string
	)
	w.Observe(func(e simulator.Exchange) {
		if e.Operation == checks {
			once.Do(func() { theirs = w.AddAccessKey("app", nil) })
		}
	})
	output := run(t, w.Shell(app(`name = "app"`)), false, "apply", "-auto-approve")
	if !acctest.Matches(`Cannot create katapult_object_storage_access_key`, `2 identical objects have appeared since`, theirs,
		`to = katapult_object_storage_access_key\.NAME`, `id = "`+theirs+`"`).MatchString(output) {
		t.Error(output)
	}
}

func TestLostKeyThatCannotBeLookedForIsSaid(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Inject(simulator.Fault{Operation: creates, DropAfter: true})
	w.Inject(simulator.Fault{Operation: lists, Status: http.StatusForbidden, Code: "scope_not_granted"})
	output := run(t, w.Shell(app(`name = "app"`)), false, "apply", "-auto-approve")
	if !acctest.Matches(`Creating "app" failed: the object storage access key may have been created`, `Searching for it failed`, `403 scope_not_granted`).MatchString(output) {
		t.Error(output)
	}
}

// The credentials of lost responses may have ended those before, so the last count.
func TestCredentialsWhoseAnswerIsLostAreMadeAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range acctest.LostResponses() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Inject(fault.On(generates))
			shell := w.Shell(app(`name = "app"`))
			run(t, shell, true, "apply", "-auto-approve")
			if now := w.Objects(kind); len(now) != 1 || !strings.Contains(shell.Read("terraform.tfstate"), now[0]["s3_access_key_id"].(string)) || w.Count(generates) != 2 { //nolint:forcetypeassert // as simulated
				t.Errorf("%v after %d requests", now, w.Count(generates))
			}
		})
	}
}

func TestCredentialsAreWaitedForWhileTheAccountIsNew(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewWith(t, func(o *katapult.Options) { o.TaskTime = 0 }, objectstorageaccesskey.Object)
		w.AddObjectStorageAccount("uk-lon-1", 7*time.Second)
		shell := w.Shell(app(`name = "app"`))
		shell.Serve(acctest.Released)
		run(t, shell, true, "apply", "-auto-approve")
		if n := w.Count(generates); n < 3 || n > 20 {
			t.Errorf("%d requests in half a minute", n)
		}
	})
}

func TestKeyWithoutCredentialsIsTaintedAndReplaced(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"refused":    {Status: http.StatusForbidden, Code: "permission_denied"},
		"not usable": {Status: http.StatusOK, ContentType: "text/plain", Body: `{"object_storage_access_key":{}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.InjectFunc(func(operation string) *simulator.Fault {
				if operation != generates {
					return nil
				}
				return &fault
			})
			shell := w.Shell(app(`name = "app"`))
			output := run(t, shell, false, "apply", "-auto-approve")
			if !acctest.Matches(`Cannot create katapult_object_storage_access_key`, `Creating "app" \(objkey_\w+\) failed: the access key is created, and has no credentials`).MatchString(output) {
				t.Error(output)
			}
			w.InjectFunc(nil)
			if output := run(t, shell, true, "apply", "-auto-approve"); !strings.Contains(output, "1 added, 0 changed, 1 destroyed") || len(w.Objects(kind)) != 1 {
				t.Errorf("%v\n%s", w.Objects(kind), output)
			}
		})
	}
}

func TestFailedRenewalIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(app(`name = "app"`))
	run(t, shell, true, "apply", "-auto-approve")
	shell.Configure(w.ProviderBlock() + app("name = \"renamed\"\ncredentials_version = \"2\""))
	w.Inject(simulator.Fault{Operation: generates, Status: http.StatusForbidden, Code: "permission_denied"})
	run(t, shell, false, "apply", "-auto-approve")
	if state := shell.Read("terraform.tfstate"); !strings.Contains(state, "renamed") || !strings.Contains(state, katapult.S3Secret) {
		t.Error(state)
	}
	if output := run(t, shell, true, "apply", "-auto-approve"); !strings.Contains(output, "0 added, 1 changed, 0 destroyed") || w.Count(updates) != 1 {
		t.Errorf("%d changes of the key\n%s", w.Count(updates), output)
	}
}

func TestChangeWaitsWhileTheKeyIsStillProvisioned(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Run(
		resource.TestStep{Config: app(`name = "app"`)},
		resource.TestStep{
			PreConfig: func() {
				w.Inject(simulator.Fault{Operation: updates, Times: 3, Status: http.StatusUnprocessableEntity, Code: "object_storage_provisioning_error"})
			},
			Config: app(`name = "renamed"`),
		},
	)
}

func TestPassingFailuresOfDeleteDoNotReachTheUser(t *testing.T) {
	t.Parallel()
	faults := acctest.LostResponses()
	faults["to a network error"] = simulator.Fault{Status: http.StatusGatewayTimeout, Code: "network_error"}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world(t)
			w.Run(
				resource.TestStep{Config: app(`name = "app"`)},
				resource.TestStep{PreConfig: func() { w.Inject(fault.On(deletes)) }, Config: app(`name = "app"`), Destroy: true},
			)
		})
	}
}

func TestDeletionThatDidNotSucceedIsAnError(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Run(
		resource.TestStep{Config: app(`name = "app"`)},
		resource.TestStep{
			PreConfig: func() {
				w.Inject(simulator.Fault{Operation: deletes, Times: 5, Status: http.StatusOK, ContentType: "text/plain", Body: `{"success":false}`})
			},
			Config: app(`name = "app"`), Destroy: true, ExpectError: acctest.Matches(`Cannot delete katapult_object_storage_access_key`, `did not succeed`),
		},
		resource.TestStep{Config: app(`name = "app"`), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
	)
}

func TestRefusalsAreBlamedOnTheirArguments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"a blank name":          {app(`name = " "`), []string{`name = " "`, `must not be blank`}},
		"a region without any":  {strings.Replace(app(`name = "app"`), "uk-lon-1", "nl-ams-1", 1), []string{`region = "nl-ams-1"`, `object_storage_account_not_found`, `katapult_object_storage_account`}},
		"a region of no Cloud":  {strings.Replace(app(`name = "app"`), "uk-lon-1", "mars-1", 1), []string{`region = "mars-1"`, `object_storage_cluster_not_found`}},
		"a version of no worth": {app("name = \"app\"\ncredentials_version = \"\""), []string{`credentials_version = ""`, `must not be blank`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world(t).Run(resource.TestStep{Config: test.config, ExpectError: acctest.Matches(test.says...)})
		})
	}
}

// The API tells a secret once, and may leave out more.
func TestWhatTheAPIOmitsStaysInTheState(t *testing.T) {
	t.Parallel()
	w := world(t)
	shell := w.Shell(app(`name = "app"`))
	run(t, shell, true, "apply", "-auto-approve")
	before := shell.Read("terraform.tfstate")
	w.Change(w.Only(kind), map[string]any{"s3_access_key_id": nil, "server_url": nil})
	run(t, shell, true, "apply", "-refresh-only", "-auto-approve")
	for _, kept := range []string{`"access_key_id": "KATA`, `"secret_access_key": "` + katapult.S3Secret, `"server_url": "uk-lon-1`, `"endpoint_url": "https://uk-lon-1`} {
		if after := shell.Read("terraform.tfstate"); !strings.Contains(before, kept) || !strings.Contains(after, kept) {
			t.Errorf("%s is gone from %s", kept, after)
		}
	}
}
