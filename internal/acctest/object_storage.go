package acctest

import "maps"

// AddBucket creates a bucket in uk-lon-1 outside Terraform. The region needs an account.
// Properties are those of the API.
func (w *World) AddBucket(name string, properties map[string]any) {
	w.t.Helper()
	w.addStorage("buckets", name, properties)
}

// AddAccessKey creates an access key in uk-lon-1 outside Terraform and returns its ID. The
// region needs an account. Properties are those of the API.
func (w *World) AddAccessKey(name string, properties map[string]any) string {
	w.t.Helper()
	key, _ := w.addStorage("access_keys", name, properties)["object_storage_access_key"].(map[string]any)
	id, _ := key["id"].(string)
	return id
}

func (w *World) addStorage(what, name string, properties map[string]any) map[string]any {
	w.t.Helper()
	all := map[string]any{"name": name}
	maps.Copy(all, properties)
	return w.Do("POST", "/organizations/organization/object_storage/object_storage_cluster/"+what, map[string]any{
		"organization": map[string]any{"sub_domain": "acme"}, "object_storage_cluster": map[string]any{"region": "uk-lon-1"}, "properties": all,
	})
}
