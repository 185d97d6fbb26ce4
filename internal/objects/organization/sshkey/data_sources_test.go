package sshkey_test

import (
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/sshkey"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	w.AddSSHKey("deploy", deployKey)
	id := w.AddSSHKey("laptop", laptopKey)
	w.Reads("katapult_ssh_key", map[string]string{"id": id, "name": "laptop", "fingerprint": laptopMD5}, `id = "`+id+`"`, `name = "laptop"`)
	w.Reads("katapult_ssh_key", map[string]string{"id": id}, `fingerprint = "`+laptopMD5+`"`, `fingerprint = "MD5:`+laptopMD5+`"`, `public_key = "`+laptopKey+` alice"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	first, second := w.AddSSHKey("laptop", laptopKey), w.AddSSHKey("laptop", laptopKey)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"two of the name":        {`name = "laptop"`, []string{`name = "laptop"`, `2 have this name: ` + first + `, ` + second}},
		"two of the fingerprint": {`fingerprint = "` + laptopMD5 + `"`, []string{`2 SSH keys are the same: ` + first + `, ` + second + `; set id`}},
		"none of the key":        {`public_key = "` + deployKey + `"`, []string{`public_key = "ssh-`, `none of the organization's 2 SSH keys is this one`}},
		"no key":                 {`public_key = "x"`, []string{`public_key = "x"`, `this is no public SSH key`}},
		"no such ID":             {`id = "key_none"`, []string{`id = "key_none"`, `key_none is not in the list`}},
		"nothing":                {``, []string{`Exactly one of these attributes must be configured`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses("katapult_ssh_key", test.arguments, test.says...)
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, sshkey.Object)
	w.Reads("katapult_ssh_keys", map[string]string{"ssh_keys.#": "0"}, ``)
	laptop, deploy := w.AddSSHKey("laptop", laptopKey), w.AddSSHKey("deploy", deployKey)
	w.Reads("katapult_ssh_keys", map[string]string{"ssh_keys.#": "2", "ssh_keys.0.id": laptop, "ssh_keys.1.name": "deploy", "ssh_keys.1.fingerprint": deployMD5}, ``)
	w.Reads("katapult_ssh_keys", map[string]string{"ssh_keys.#": "1", "ssh_keys.0.id": deploy}, `name_prefix = "dep"`)
	if ids := w.ListIdentities("katapult_ssh_key", map[string]string{"name_prefix": "lap"}); !slices.Equal(ids, []string{laptop}) {
		t.Errorf("listed %v", ids)
	}
}
