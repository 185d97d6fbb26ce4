package sshkey_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/sshkey"
)

const (
	address = "katapult_ssh_key.laptop"
	kind    = "ssh_key"
	creates = "POST /organizations/organization/ssh_keys"
	lists   = "GET /organizations/organization/ssh_keys"
	deletes = "DELETE /ssh_keys/ssh_key"
	checks  = "GET /organizations/organization/available_networks"

	laptopKey    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINmDRHx83WdAY4MIm1hKxAdWI7KGCTAWWY9hxRH11XKT"
	laptopMD5    = "f5:94:38:3a:72:eb:e6:09:fb:a1:36:a0:86:76:99:f0"
	laptopSHA256 = "SHA256:7pmBzp1mt+g19UwzQ0RReZ0zF7gw48xuefycGcxVt8s"
	deployKey    = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILoqo3PORZCrsyM4l760QcG9weZPrBCLYe9ElmlgEM5b"
	deployMD5    = "31:11:82:26:16:f6:98:f6:41:2a:f8:21:0e:de:81:56"
)

func laptop(name, publicKey string) string {
	key := ""
	if publicKey != "" {
		key = fmt.Sprintf("public_key = %q\n", publicKey)
	}
	return fmt.Sprintf("resource \"katapult_ssh_key\" \"laptop\" {\nname = %q\n%s}\n", name, key)
}

func importing(id string) string {
	return fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id)
}

func TestNameAndKeyForceANewResourceAndCommentsDoNot(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	same := statecheck.CompareValue(compare.ValuesSame())
	is := func(name, fingerprint string) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			acctest.Has(address, "name", knownvalue.StringExact(name)),
			acctest.Has(address, "fingerprint", knownvalue.StringExact(fingerprint)),
		}
	}
	kept := func() []statecheck.StateCheck {
		return append(is("laptop", laptopMD5), same.AddStateValue(address, tfjsonpath.New("id")))
	}
	step := func(config string, action plancheck.ResourceActionType, checks []statecheck.StateCheck) resource.TestStep {
		return resource.TestStep{Config: config, ConfigPlanChecks: acctest.Plans(address, action), ConfigStateChecks: checks}
	}
	w.Run(
		resource.TestStep{Config: laptop("laptop", laptopKey+" alice@laptop\n"), ConfigStateChecks: kept()},
		step(laptop("laptop", laptopKey), plancheck.ResourceActionNoop, kept()),
		step(laptop("laptop", "  "+laptopKey+" bob@desktop\r\n"), plancheck.ResourceActionNoop, kept()),
		step(laptop("laptop", ""), plancheck.ResourceActionNoop, kept()),
		step(laptop("laptop", deployKey), plancheck.ResourceActionReplace, is("laptop", deployMD5)),
		step(laptop("desktop", deployKey), plancheck.ResourceActionReplace, is("desktop", deployMD5)),
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"public_key"}},
	)
}

// The API tells the fingerprint alone, in one form or another.
func TestImportNeverReplacesTheSameKey(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fingerprint, key string
		action           plancheck.ResourceActionType
	}{
		"by MD5":           {laptopMD5, laptopKey + " alice@laptop", plancheck.ResourceActionUpdate},
		"by SHA-256":       {laptopSHA256, laptopKey, plancheck.ResourceActionUpdate},
		"of unknown form":  {"f5:94", laptopKey, plancheck.ResourceActionUpdate},
		"without its text": {laptopMD5, "", plancheck.ResourceActionNoop},
		"of another key":   {deployMD5, laptopKey, plancheck.ResourceActionReplace},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, sshkey.Object)
			id := w.AddSSHKey("laptop", laptopKey)
			w.Change(id, map[string]any{"fingerprint": test.fingerprint})
			w.ResetRequests()
			w.Run(
				resource.TestStep{Config: importing(id) + laptop("laptop", test.key), ConfigPlanChecks: acctest.Plans(address, test.action)},
				resource.TestStep{Config: laptop("laptop", test.key), ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop)},
			)
			replaced := test.action == plancheck.ResourceActionReplace
			if n := w.Count(creates); (n > 0) != replaced {
				t.Errorf("%d creations", n)
			}
		})
	}
}

func TestImportByIdentity(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	id := w.AddSSHKey("laptop", laptopKey)
	w.RunFrom(tfversion.Version1_12_0, resource.TestStep{
		Config:           fmt.Sprintf("import {\n  to = %s\n  identity = { id = %q }\n}\n", address, id) + laptop("laptop", ""),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportByFingerprint(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	w.AddSSHKey("deploy", deployKey)
	w.AddSSHKey("laptop", laptopKey)
	w.Run(resource.TestStep{
		Config:           importing("MD5:"+laptopMD5) + laptop("laptop", ""),
		ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
	})
}

func TestImportOfNothingSaysSo(t *testing.T) {
	t.Parallel()
	for id, says := range map[string][]string{
		"key_doesnotexist00": {`Cannot import non-existent remote object`},
		laptopMD5:            {`Cannot import katapult_ssh_key`, `none of the organization's 0 SSH keys is this one`},
	} {
		acctest.New(t, sshkey.Object).Run(resource.TestStep{
			Config: importing(id) + laptop("laptop", ""), PlanOnly: true, ExpectError: acctest.Matches(says...),
		})
	}
}

func TestListedKeysAreImportedWithoutAnEdit(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	w.AddSSHKey("laptop", laptopKey)
	w.AddSSHKey("deploy", deployKey)
	w.ImportsListed("katapult_ssh_key", nil)
}

func TestDeletedOutsideIsCreatedAgain(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	w.Run(
		resource.TestStep{Config: laptop("laptop", laptopKey)},
		resource.TestStep{
			PreConfig:        func() { w.Remove(w.Only(kind)) },
			Config:           laptop("laptop", laptopKey),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionCreate),
		},
	)
}

// The console renames keys, and puts others in their place.
func TestChangedOutsideIsReplaced(t *testing.T) {
	t.Parallel()
	for name, changed := range map[string]map[string]any{
		"renamed": {"name": "edited"}, "another key": {"fingerprint": deployMD5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, sshkey.Object)
			w.Run(
				resource.TestStep{Config: laptop("laptop", laptopKey)},
				resource.TestStep{
					PreConfig:         func() { w.Change(w.Only(kind), changed) },
					Config:            laptop("laptop", laptopKey),
					ConfigPlanChecks:  acctest.Plans(address, plancheck.ResourceActionReplace),
					ConfigStateChecks: []statecheck.StateCheck{acctest.Has(address, "fingerprint", knownvalue.StringExact(laptopMD5))},
				},
			)
		})
	}
}

// What Katapult calls a fingerprint may change its form, and need not be a hash that SSH
// knows: that is no reason to replace a key.
func TestAnotherFormOfTheFingerprintPlansNothing(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	w.Run(
		resource.TestStep{Config: laptop("laptop", laptopKey)},
		resource.TestStep{
			PreConfig:        func() { w.Change(w.Only(kind), map[string]any{"fingerprint": laptopSHA256}) },
			Config:           laptop("laptop", laptopKey),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionNoop),
		},
	)
}

func TestBadArgumentsAreRefusedWhilePlanning(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no name":     {laptop(" ", laptopKey), []string{`name = " "`, `must not be blank`}},
		"no key":      {laptop("laptop", ""), []string{`Missing public key`, `A new key needs its text`}},
		"no key type": {laptop("laptop", "AAAAC3Nz"), []string{`Invalid public key`, `public_key = "AAAAC3Nz"`, `This is no public SSH key`}},
		"two keys":    {laptop("laptop", laptopKey+"\n"+deployKey), []string{`Invalid public key`, `more than one line`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := acctest.New(t, sshkey.Object)
			w.Run(resource.TestStep{Config: test.config, PlanOnly: true, ExpectError: acctest.Matches(test.says...)})
			if n := w.Count(creates); n > 0 {
				t.Errorf("%d keys were made", n)
			}
		})
	}
}

func TestPrivateKeyIsRefusedAndNotShown(t *testing.T) {
	t.Parallel()
	const private = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\n"
	for _, config := range []string{
		laptop("laptop", private), fmt.Sprintf("data \"katapult_ssh_key\" \"laptop\" {\n  public_key = %q\n}\n", private),
	} {
		output, err := acctest.New(t, sshkey.Object).Shell(config).Run("plan", "-no-color")
		if err == nil || !strings.Contains(output, "private key") || strings.Contains(output, "b3BlbnNz") {
			t.Errorf("%v\n%s", err, output)
		}
	}
}

func TestPlanOfManyKeysTakesOneList(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	shell := w.Shell("resource \"katapult_ssh_key\" \"laptop\" {\n  count = 20\n  name = \"laptop-${count.index}\"\n  public_key = \"" + laptopKey + "\"\n}\n")
	if output, err := shell.Run("apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count(creates) != 20 || w.Count(lists) != 20 {
		t.Errorf("%d creations and %d lists", w.Count(creates), w.Count(lists))
	}
	w.ResetRequests()
	if output, err := shell.Run("plan", "-detailed-exitcode", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if w.Count(lists) != 1 || len(w.Requests()) != 2 {
		t.Errorf("planning 20 keys took %d lists of %d requests", w.Count(lists), len(w.Requests()))
	}
}

func TestNewTimeoutsConcernTerraformAlone(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	config := laptop("laptop", laptopKey)
	w.Run(
		resource.TestStep{Config: config},
		resource.TestStep{
			Config:           strings.Replace(config, "name =", "timeouts {\n create = \"3m\"\n}\nname =", 1),
			ConfigPlanChecks: acctest.Plans(address, plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				if n := w.Count(creates) + w.Count(deletes); n != 1 {
					return fmt.Errorf("%d changes", n)
				}
				return nil
			},
		},
	)
}
