package katapult

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// PresignedSignature is in every presigned URL. Tests search logs for it.
const PresignedSignature = "s1mulatedPr3s1gn3dS1gnatur3"

// objectStorageBucketKind is looked up as bucket, by its name. The API tells no ID.
var objectStorageBucketKind = kind{
	name: "object_storage_bucket", prefix: "objbkt", lookups: []string{"name"},
	routes: []route{
		{operation: "POST /organizations/organization/object_storage/object_storage_cluster/buckets", handle: createBucket, scopes: "object_storage", status: 201},
		{operation: "GET /object_storage/object_storage_cluster/buckets/bucket", handle: getBucket, scopes: "object_storage:read"},
		{operation: "PATCH /object_storage/object_storage_cluster/buckets/bucket", handle: updateBucket, scopes: "object_storage"},
		{operation: "DELETE /object_storage/object_storage_cluster/buckets/bucket", handle: deleteBucket, scopes: "object_storage"},
		{operation: "GET /object_storage/object_storage_cluster/buckets/bucket/object", handle: getStoredObject, scopes: "object_storage:read"},
		{operation: "POST /object_storage/object_storage_cluster/buckets/bucket/presigned_url", handle: createPresignedURL, scopes: "object_storage"},
		{operation: "POST /object_storage/object_storage_cluster/buckets/bucket/revoke_presigned_urls", handle: revokePresignedURLs, scopes: "object_storage"},
	},
	show:   (*Simulator).bucket,
	settle: func(r *record) { settle(r, "state", "pending", "configured") },
	errors: map[string]string{
		"object_storage_bucket_deletion_error": "An error occurred while deleting the bucket.",
		"object_not_found":                     "No object was found matching any of the criteria provided in the arguments",
	},
}

// bucket has two empty lists that the contract lacks, as every recorded one has.
func (s *Simulator) bucket(r *record) map[string]any {
	shown := pick(r.fields, "name", "label", "created_at", "state", "serve_static_site", "static_site_index", "static_site_error", "access_control_list")
	shown["custom_domains"], shown["cors_origins"] = []any{}, []any{}
	shown["public_url"] = publicURL(r)
	shown["object_count"], shown["size"] = stored(r)
	return shown
}

func publicURL(bucket *record) string {
	return fmt.Sprintf("https://%s.%s.katapultobjects.com/", bucket.text("name"), bucket.text("region"))
}

// stored are the number of objects in a bucket, and their bytes.
func stored(bucket *record) (objects, bytes int) {
	contents, _ := bucket.fields["contents"].(map[string]any)
	for _, size := range contents {
		size, _ := size.(int)
		bytes += size
	}
	return len(contents), bytes
}

var bucketName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$`)

// bucketProperties copies the properties of a new bucket, or of one that exists, and says
// what is wrong with them. The texts are not recorded.
func (c *call) bucketProperties(existing *record, account *record, properties arguments, fields map[string]any) (problems []string) {
	properties.copyText(fields, "name")
	name, _ := fields["name"].(string)
	problems = blank(name, "Name")
	if name != "" && !bucketName.MatchString(name) {
		problems = append(problems, "Name can only include lowercase alphanumeric characters and hyphens")
	}
	if other := c.store.find("object_storage_bucket", "name", name); other != nil && other != existing {
		problems = append(problems, "Name has already been taken")
	}
	for _, text := range []string{"label", "static_site_index", "static_site_error"} {
		properties.copyText(fields, text)
		if fields[text] == "" {
			fields[text] = nil
		}
	}
	properties.copyBoolean(fields, "serve_static_site")
	rights, _ := fields["access_control_list"].(map[string]any)
	if list, given := properties.set("access_control_list"); given {
		for _, flag := range []string{"public_read", "public_list", "all_keys_read", "all_keys_write"} {
			list.copyBoolean(rights, flag)
		}
		for _, right := range []string{"read_key_ids", "write_key_ids"} {
			problems = append(problems, c.copyKeyIDs(account, list, rights, right)...)
		}
	}
	if fields["serve_static_site"] == true && (rights["public_read"] != true || fields["static_site_index"] == nil) {
		problems = append(problems, "Static site index requires public read")
	}
	return problems
}

// copyKeyIDs copies IDs of keys, which have to exist.
func (c *call) copyKeyIDs(account *record, list arguments, rights map[string]any, name string) []string {
	if !list.given(name) {
		return nil
	}
	list.copyTexts(rights, name)
	ids, _ := rights[name].([]any)
	for _, id := range ids {
		id, _ := id.(string)
		key := c.store.get("object_storage_access_key", id)
		if key == nil || key.owner != account.owner || key.text("region") != account.text("region") {
			return []string{strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ") + " must be of access keys that exist"}
		}
	}
	return nil
}

func createBucket(c *call) (any, error) {
	properties := c.args().properties()
	if c.err != nil {
		return nil, c.err
	}
	account, err := c.provisionedAccount()
	if err != nil {
		return nil, err
	}
	fields := map[string]any{
		"label": nil, "created_at": c.now.Unix(), "serve_static_site": false, "static_site_index": nil, "static_site_error": nil,
		"access_control_list": map[string]any{
			"public_read": false, "public_list": false, "all_keys_read": false, "all_keys_write": false, "read_key_ids": []any{}, "write_key_ids": []any{},
		},
	}
	problems := c.bucketProperties(nil, account, properties, fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	fields["region"] = account.fields["region"]
	return c.single(c.pending(c.add("object_storage_bucket", account.owner, fields))), nil
}

// lookupBucket finds the bucket that a request names, with its account. It refuses one
// whose account is in the trash.
func (c *call) lookupBucket() (bucket, account *record, err error) {
	cluster, err := c.lookup("object_storage_cluster")
	if err != nil {
		return nil, nil, err
	}
	bucket, err = c.lookupIn(c.args(), "bucket", "object_storage_bucket")
	if err == nil && bucket.text("region") != cluster.text("region") {
		err = notFound("object_storage_bucket")
	}
	if err != nil {
		return nil, nil, err
	}
	account = c.accountIn(bucket.owner, bucket.text("region"))
	return bucket, account, c.refuseTrashed(account)
}

func getBucket(c *call) (any, error) {
	bucket, _, err := c.lookupBucket()
	if err != nil {
		return nil, err
	}
	return c.single(bucket), nil
}

func updateBucket(c *call) (any, error) {
	bucket, account, err := c.lookupBucket()
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(bucket.fields)
	problems := c.bucketProperties(bucket, account, c.args().properties(), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	bucket.fields = fields
	return c.single(c.pending(bucket)), nil
}

func deleteBucket(c *call) (any, error) {
	bucket, _, err := c.lookupBucket()
	if err != nil {
		return nil, err
	}
	if objects, _ := stored(bucket); objects > 0 {
		return nil, fail(http.StatusForbidden, "object_storage_bucket_deletion_error", map[string]any{"details": "The bucket is not empty"})
	}
	c.store.remove(bucket)
	return map[string]any{"success": true}, nil
}

// AddStoredObject puts an object into a bucket, as an S3 client would. A path that ends with
// a slash is a folder.
func (s *Simulator) AddStoredObject(bucket, path string, size int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	r := s.mustFind("object_storage_bucket", "name", bucket)
	contents, _ := r.fields["contents"].(map[string]any)
	contents = maps.Clone(contents)
	if contents == nil {
		contents = map[string]any{}
	}
	contents[path] = size
	r.fields["contents"] = contents
}

// EmptyBucket removes all objects from a bucket, as an S3 client would.
func (s *Simulator) EmptyBucket(bucket string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.mustFind("object_storage_bucket", "name", bucket).fields, "contents")
}

// getStoredObject also finds folders, which are the beginnings of paths.
func getStoredObject(c *call) (any, error) {
	bucket, _, err := c.lookupBucket()
	if err != nil {
		return nil, err
	}
	c.args().require("path")
	name := deref(c.args().text("path"))
	if c.err != nil {
		return nil, c.err
	}
	contents, _ := bucket.fields["contents"].(map[string]any)
	size, exists := contents[name]
	isFolder := strings.HasSuffix(name, "/") && slices.ContainsFunc(slices.Collect(maps.Keys(contents)), func(p string) bool { return strings.HasPrefix(p, name) })
	if !exists && !isFolder {
		return nil, notFound("object")
	}
	if isFolder {
		size = nil
	}
	return map[string]any{"object_details": map[string]any{
		"filename": path.Base(name), "bucket_name": bucket.text("name"), "full_path": name,
		"public_url": publicURL(bucket) + (&url.URL{Path: name}).EscapedPath(), "size": size, "folder": isFolder,
	}}, nil
}

// createPresignedURL does not look whether there is such an object. Whether the API does is
// not known.
func createPresignedURL(c *call) (any, error) {
	bucket, _, err := c.lookupBucket()
	if err != nil {
		return nil, err
	}
	c.args().require("path")
	name := deref(c.args().text("path"))
	seconds := c.args().properties().integer("expiry_seconds")
	switch {
	case c.err != nil:
		return nil, c.err
	case seconds != nil && *seconds < 1:
		return nil, invalid("Expiry seconds must be greater than 0")
	case seconds == nil:
		seconds = new(int)
		*seconds = 3600
	}
	query := url.Values{"X-Amz-Expires": {fmt.Sprint(*seconds)}, "X-Amz-Signature": {PresignedSignature}}
	return map[string]any{"url": publicURL(bucket) + (&url.URL{Path: name}).EscapedPath() + "?" + query.Encode()}, nil
}

// revokePresignedURLs counts how often that was done.
func revokePresignedURLs(c *call) (any, error) {
	bucket, _, err := c.lookupBucket()
	if err != nil {
		return nil, err
	}
	times, _ := bucket.fields["revocations"].(int)
	bucket.fields["revocations"] = times + 1
	return map[string]any{"success": true}, nil
}
