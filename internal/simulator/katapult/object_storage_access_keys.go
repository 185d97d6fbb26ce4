package katapult

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// S3Secret begins the secret of all credentials. Tests search logs and plans for it.
const S3Secret = "s1mulatedS3S3cr3tAcc3ssKey"

// objectStorageAccessKeyKind is looked up as access_key. What its credentials are is told
// once.
var objectStorageAccessKeyKind = kind{
	name: "object_storage_access_key", prefix: "objkey",
	routes: []route{
		{operation: "GET /organizations/organization/object_storage/access_keys", handle: list, scopes: "object_storage"},
		{operation: "POST /organizations/organization/object_storage/object_storage_cluster/access_keys", handle: createAccessKey, scopes: "object_storage", status: 201},
		{operation: "GET /object_storage/access_keys/access_key", handle: getAccessKey, scopes: "object_storage"},
		{operation: "PATCH /object_storage/access_keys/access_key", handle: updateAccessKey, scopes: "object_storage"},
		{operation: "DELETE /object_storage/access_keys/access_key", handle: deleteAccessKey, scopes: "object_storage"},
		{operation: "POST /object_storage/access_keys/access_key/generate_credentials", handle: generateCredentials, scopes: "object_storage"},
	},
	show:   (*Simulator).accessKey,
	settle: func(r *record) { settle(r, "state", "pending", "configured") },
	errors: map[string]string{
		"object_storage_access_key_not_found": "No object storage access key was found matching any of the criteria provided in the arguments.",
	},
}

// accessKey has the buckets that name the key, unless it may use all of them.
func (s *Simulator) accessKey(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "created_at", "region", "state", "all_buckets_read", "all_objects_read", "all_objects_write", "server_url", "s3_access_key_id")
	shown["read_buckets"], shown["write_buckets"] = s.bucketsNaming(r, "read"), s.bucketsNaming(r, "write")
	shown["s3_secret_access_key"] = nil
	return shown
}

func (s *Simulator) bucketsNaming(key *record, right string) []any {
	names := []any{}
	if key.fields["all_objects_"+right] == true {
		return names
	}
	for _, bucket := range s.inAccount("object_storage_bucket", key) {
		if slices.Contains(keyIDs(bucket, right), any(key.id)) {
			names = append(names, bucket.text("name"))
		}
	}
	return names
}

// keyIDs are the keys with a right, "read" or "write", on a bucket.
func keyIDs(bucket *record, right string) []any {
	rights, _ := bucket.fields["access_control_list"].(map[string]any)
	ids, _ := rights[right+"_key_ids"].([]any)
	return ids
}

func accessKeyProperties(properties arguments, fields map[string]any) []string {
	properties.require("name")
	properties.copyText(fields, "name")
	for _, flag := range []string{"all_buckets_read", "all_objects_read", "all_objects_write"} {
		properties.copyBoolean(fields, flag)
	}
	return blank(fields["name"], "Name")
}

func createAccessKey(c *call) (any, error) {
	fields := map[string]any{
		"all_buckets_read": false, "all_objects_read": false, "all_objects_write": false,
		"server_url": nil, "s3_access_key_id": nil, "created_at": c.now.Unix(),
	}
	problems := accessKeyProperties(c.args().properties(), fields)
	if c.err != nil {
		return nil, c.err
	}
	account, err := c.provisionedAccount()
	if err != nil {
		return nil, err
	}
	if problems != nil {
		return nil, invalid(problems...)
	}
	fields["region"] = account.fields["region"]
	return c.single(c.pending(c.add("object_storage_access_key", account.owner, fields))), nil
}

// pending begins a change of a key or a bucket.
func (c *call) pending(r *record) *record {
	r.fields["state"] = "pending"
	r.busyUntil = c.now.Add(c.lasts(configurationTime))
	return r
}

// lookupAccessKey finds the key that a request names.
func (c *call) lookupAccessKey() (*record, error) {
	return c.lookupIn(c.args(), "access_key", "object_storage_access_key")
}

func getAccessKey(c *call) (any, error) {
	key, err := c.lookupAccessKey()
	if err != nil {
		return nil, err
	}
	return c.single(key), nil
}

func updateAccessKey(c *call) (any, error) {
	key, err := c.lookupAccessKey()
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(key.fields)
	problems := accessKeyProperties(c.args().properties(), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case c.notReady(key):
		return nil, provisioning()
	case problems != nil:
		return nil, invalid(problems...)
	}
	key.fields = fields
	return c.single(c.pending(key)), nil
}

// deleteAccessKey takes the key from the buckets that name it. Whether the API does that is
// not recorded.
func deleteAccessKey(c *call) (any, error) {
	key, err := c.lookupAccessKey()
	if err != nil {
		return nil, err
	}
	for _, bucket := range c.inAccount("object_storage_bucket", key) {
		rights, _ := bucket.fields["access_control_list"].(map[string]any)
		for _, right := range []string{"read", "write"} {
			rights[right+"_key_ids"] = slices.DeleteFunc(slices.Clone(keyIDs(bucket, right)), func(id any) bool { return id == any(key.id) })
		}
	}
	c.store.remove(key)
	return map[string]any{"success": true}, nil
}

// notReady reports whether the account of a key is too young for credentials.
func (c *call) notReady(key *record) bool {
	account := c.accountIn(key.owner, key.text("region"))
	if account == nil {
		return true
	}
	ready, _ := account.fields["credentials_at"].(time.Time)
	return c.now.Before(ready)
}

func provisioning() error {
	return fail(http.StatusUnprocessableEntity, "object_storage_provisioning_error", nil)
}

// generateCredentials ends the credentials before. Whether the API does that is not known.
func generateCredentials(c *call) (any, error) {
	key, err := c.lookupAccessKey()
	if err != nil {
		return nil, err
	}
	if c.notReady(key) {
		return nil, provisioning()
	}
	c.secrets++
	key.fields["server_url"] = key.text("region") + ".katapultobjects.com:443"
	key.fields["s3_access_key_id"] = "KATA" + idSuffix(fmt.Sprintf("%s/key/%d", key.id, c.secrets))
	c.pending(key)
	shown := c.shown(key)
	shown["s3_secret_access_key"] = S3Secret + idSuffix(fmt.Sprintf("%s/secret/%d", key.id, c.secrets))
	return map[string]any{"object_storage_access_key": shown}, nil
}
