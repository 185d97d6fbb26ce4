package katapult

import (
	"crypto/md5" //nolint:gosec // fingerprints of SSH keys are older than its weakness
	"encoding/base64"
	"fmt"
	"strings"
)

// sshKeyKind has neither a single read nor an update. What the API makes of fingerprints is
// not documented: here they are the MD5 that SSH has had the longest.
var sshKeyKind = kind{
	name: "ssh_key", prefix: "key", restrictable: true,
	routes: []route{
		{operation: "GET /organizations/organization/ssh_keys", handle: list},
		{operation: "POST /organizations/organization/ssh_keys", handle: createSSHKey, status: 201},
		{operation: "DELETE /ssh_keys/ssh_key", handle: remove},
	},
	errors: map[string]string{
		"ssh_key_not_found": "No SSH keys were found matching any of the criteria provided in the arguments",
	},
}

func createSSHKey(c *call) (any, error) {
	arguments := c.args()
	arguments.require("ssh_key")
	key, _ := arguments.set("ssh_key")
	name, text := deref(key.text("name")), deref(key.text("key"))
	if c.err != nil {
		return nil, c.err
	}
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	problems := blank(name, "Name")
	fingerprint := fingerprintOf(text)
	if fingerprint == "" {
		problems = append(problems, "Key is invalid")
	}
	if problems != nil {
		return nil, invalid(problems...)
	}
	return c.single(c.add("ssh_key", organization.id, map[string]any{"name": name, "fingerprint": fingerprint})), nil
}

// fingerprintOf is the MD5 of a public key, or "" if the text is none.
func fingerprintOf(text string) string {
	words := strings.Fields(text)
	if len(words) < 2 {
		return ""
	}
	key, err := base64.StdEncoding.DecodeString(words[1])
	if err != nil || len(key) == 0 {
		return ""
	}
	sum := md5.Sum(key) //nolint:gosec // see above
	return strings.ReplaceAll(fmt.Sprintf("% x", sum), " ", ":")
}
