package katapult

import (
	"net/http"
	"time"
)

const (
	// provisioningTime is how long the API takes to provision an account: 7 to 17 seconds
	// were recorded.
	provisioningTime = 6 * time.Second
	// credentialsTime is how old an account is when its keys can have credentials.
	credentialsTime = 39 * time.Second
	// configurationTime is how long buckets and keys are pending after a change.
	configurationTime = time.Second
)

// objectStorageClusterKind is what the API looks accounts and buckets up by. No operation
// lists clusters. The first is known, the second is made up.
var objectStorageClusterKind = kind{
	name: "object_storage_cluster", prefix: "objclu", lookups: []string{"region"},
	seed: func(s *Simulator) {
		for _, cluster := range []struct{ region, center string }{{"uk-lon-1", london}, {"nl-ams-1", amsterdam}} {
			s.add("object_storage_cluster", "", map[string]any{"region": cluster.region, "data_center": map[string]any{"id": cluster.center}})
		}
	},
}

// objectStorageAccountKind is the object storage of an organization in one region. The API
// tells no ID but in the trash.
var objectStorageAccountKind = kind{
	name: "object_storage_account", prefix: "objacc", trash: "ObjectStorageAccount",
	routes: []route{
		{operation: "GET /organizations/organization/object_storage/object_storage_cluster", handle: getObjectStorageAccount, scopes: "object_storage:read"},
		{operation: "POST /organizations/organization/object_storage/object_storage_cluster", handle: createObjectStorageAccount, scopes: "object_storage", status: 201},
		{operation: "DELETE /organizations/organization/object_storage/object_storage_cluster", handle: deleteObjectStorageAccount, scopes: "object_storage"},
	},
	show:         (*Simulator).objectStorageAccount,
	settle:       func(r *record) { settle(r, "provisioning_state", "provisioning", "provisioned") },
	parts:        (*Simulator).partsOfObjectStorageAccount,
	deletionStep: deletionStep{"object_storage", "All object storage must be deleted"},
	errors: map[string]string{
		"object_storage_account_not_provisioned": "An object storage account was found but it is not provisioned. If the problem persists, try re-creating the account.",
		"object_storage_provisioning_error":      "Provisioning is in progress. Please try again later.",
	},
}

// settle ends a transition.
func settle(r *record, field, from, to string) {
	if r.fields[field] == from {
		r.fields[field] = to
	}
}

// lasts is how long something takes that is no task.
func (s *Simulator) lasts(measured time.Duration) time.Duration {
	if s.options.TaskTime > 0 {
		return s.options.TaskTime
	}
	return measured
}

// objectStorageAccount has the numbers of its buckets.
func (s *Simulator) objectStorageAccount(r *record) map[string]any {
	shown := pick(r.fields, "region", "created_at", "provisioning_state")
	buckets, size := s.bucketsOf(r), 0
	for _, bucket := range buckets {
		_, bytes := stored(bucket)
		size += bytes
	}
	shown["bucket_count"], shown["size"], shown["data_center"] = len(buckets), size, s.dataCenterOf(r, true)
	return shown
}

// bucketsOf are those in an account.
func (s *Simulator) bucketsOf(account *record) []*record {
	return s.inAccount("object_storage_bucket", account)
}

func (s *Simulator) inAccount(kind string, account *record) []*record {
	var list []*record
	for _, r := range s.store.owned(kind, account.owner) {
		if r.text("region") == account.text("region") {
			list = append(list, r)
		}
	}
	return list
}

// partsOfObjectStorageAccount are its buckets and its keys.
func (s *Simulator) partsOfObjectStorageAccount(account *record) []*record {
	return append(s.bucketsOf(account), s.inAccount("object_storage_access_key", account)...)
}

// accountIn is the account of an organization in a region, or nil.
func (s *Simulator) accountIn(owner, region string) *record {
	for _, r := range s.store.owned("object_storage_account", owner) {
		if r.text("region") == region {
			return r
		}
	}
	return nil
}

// account finds the account that a request names by its organization and a cluster. It
// refuses one in the trash.
func (c *call) account() (*record, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	cluster, err := c.lookup("object_storage_cluster")
	if err != nil {
		return nil, err
	}
	account := c.accountIn(organization.id, cluster.text("region"))
	if account == nil {
		return nil, notFound("object_storage_account")
	}
	return account, c.refuseTrashed(account)
}

// refuseTrashed refuses an account in the trash.
func (c *call) refuseTrashed(account *record) error {
	if account == nil || !account.trashed {
		return nil
	}
	return inTrash(c.store.find("trash_object", "object_id", account.id))
}

// provisionedAccount is account for what needs it to be ready.
func (c *call) provisionedAccount() (*record, error) {
	account, err := c.account()
	if err == nil && account.fields["provisioning_state"] != "provisioned" {
		err = fail(http.StatusForbidden, "object_storage_account_not_provisioned", nil)
	}
	return account, err
}

func getObjectStorageAccount(c *call) (any, error) {
	account, err := c.account()
	if err != nil {
		return nil, err
	}
	return c.single(account), nil
}

func createObjectStorageAccount(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	cluster, err := c.lookup("object_storage_cluster")
	if err != nil {
		return nil, err
	}
	if existing := c.accountIn(organization.id, cluster.text("region")); existing != nil {
		if err := c.refuseTrashed(existing); err != nil {
			return nil, err
		}
		return nil, invalid("Object storage cluster has already been taken") // not recorded
	}
	return c.single(c.addObjectStorageAccount(organization.id, cluster, c.now)), nil
}

// addObjectStorageAccount begins to provision an account.
func (s *Simulator) addObjectStorageAccount(owner string, cluster *record, now time.Time) *record {
	account := s.add("object_storage_account", owner, map[string]any{
		"region": cluster.text("region"), "data_center": cluster.fields["data_center"],
		"created_at": now.Unix(), "provisioning_state": "provisioning",
	})
	account.busyUntil = now.Add(s.lasts(provisioningTime))
	account.fields["credentials_at"] = now.Add(s.lasts(credentialsTime))
	return account
}

// AddObjectStorageAccount adds a provisioned account of the first organization in a region,
// which is as old as age, and returns its ID.
func (s *Simulator) AddObjectStorageAccount(region string, age time.Duration) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.runDue(now)
	cluster := s.mustFind("object_storage_cluster", "region", region)
	owner := s.mustFind("organization", "sub_domain", s.options.Organizations[0])
	account := s.addObjectStorageAccount(owner.id, cluster, now.Add(-age))
	account.fields["provisioning_state"] = "provisioned"
	return account.id
}

// deleteObjectStorageAccount refuses an account with buckets or keys. What the API does is
// not recorded. The entry of the trash lacks the ID of its object in this response alone.
func deleteObjectStorageAccount(c *call) (any, error) {
	account, err := c.provisionedAccount()
	if err != nil {
		return nil, err
	}
	if len(c.partsOfObjectStorageAccount(account)) > 0 {
		return nil, invalid("Object storage account must have neither buckets nor access keys")
	}
	response := c.single(account)
	entry := c.moveToTrash(c.now, account)
	response["trash_object"] = pick(entry.fields, "id", "keep_until", "object_type")
	return response, nil
}
