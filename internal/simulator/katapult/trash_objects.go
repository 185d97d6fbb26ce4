package katapult

import "time"

// trashPeriod is how long the trash keeps an object.
const trashPeriod = 48 * time.Hour

var trashObjectKind = kind{
	name: "trash_object", prefix: "trsh", lookups: []string{"object_id"},
	routes: trashObjectRoutes,
	tasks:  map[string]taskTime{"Purge items from trash": {time.Second, 4 * time.Second}},
	errors: map[string]string{
		"object_in_trash": "The object found is in the trash and therefore cannot be manipulated through the API. It should be restored in order to run this operation.",
	},
	deletionStep: deletionStep{"empty_trash", "The trash must be empty"},
}

var trashObjectRoutes = []route{
	{operation: "GET /organizations/organization/trash_objects", handle: list, scopes: "trash_objects:read"},
	{
		operation: "POST /organizations/organization/trash_objects/purge_all", handle: purgeAllTrashObjects,
		scopes: "trash_objects:purge",
	},
	{operation: "GET /trash_objects/trash_object", handle: read, scopes: "trash_objects:read"},
	{operation: "DELETE /trash_objects/trash_object", handle: purgeTrashObject, scopes: "trash_objects:purge"},
	{operation: "POST /trash_objects/trash_object/restore", handle: restoreTrashObject, scopes: "trash_objects:restore"},
}

// lookupActive is lookup that refuses objects in the trash.
func (c *call) lookupActive(kind string) (*record, error) {
	return c.lookupActiveIn(c.args(), kind, kind)
}

func (c *call) lookupActiveIn(a arguments, argument, kind string) (*record, error) {
	r, err := c.lookupIn(a, argument, kind)
	if err != nil {
		return nil, err
	}
	if r.trashed {
		return nil, inTrash(c.store.find("trash_object", "object_id", r.id))
	}
	return r, nil
}

// inTrash refuses what is in the trash. What was deleted with another object has no entry.
func inTrash(entry *record) error {
	var detail any
	if entry != nil {
		detail = entry.fields
	}
	return fail(406, "object_in_trash", map[string]any{"trash_object": detail})
}

// active lists an organization's objects of a kind that are not in the trash.
func (s *Simulator) active(kind, owner string) []*record {
	var list []*record
	for _, r := range s.store.owned(kind, owner) {
		if !r.trashed {
			list = append(list, r)
		}
	}
	return list
}

// moveToTrash adds a trash object for an object. The boot disk follows its
// machine, and gets no trash object of its own.
func (s *Simulator) moveToTrash(now time.Time, r *record) *record {
	r.trashed = true
	if r.kind == "virtual_machine" {
		s.setPowerState(r, "stopped")
		if boot := s.bootDisk(r); boot != nil {
			boot.trashed = true
		}
	}
	return s.add("trash_object", r.owner, map[string]any{
		"keep_until": now.Add(trashPeriod).Unix(), "object_id": r.id, "object_type": s.kinds[r.kind].trash,
	})
}

func (s *Simulator) restore(object *record) {
	s.store.remove(object)
	r := s.store.byID[object.text("object_id")]
	if r == nil {
		return
	}
	r.trashed = false
	if boot := s.bootDisk(r); boot != nil {
		boot.trashed = false
	}
}

// purge deletes an object in the trash for good.
func (s *Simulator) purge(object *record) {
	s.store.remove(object)
	if r := s.store.byID[object.text("object_id")]; r != nil {
		s.destroy(r)
	}
}

// destroy removes an object and what cannot exist without it.
func (s *Simulator) destroy(r *record) {
	if r.kind == "virtual_machine" {
		for _, disk := range s.disksOf(r) {
			if assignment(disk)["boot"] == true {
				s.store.remove(disk)
				continue
			}
			disk.fields["virtual_machine_disk"] = nil
		}
		for _, nic := range s.interfacesOf(r) {
			s.store.remove(nic)
		}
	}
	for _, policy := range s.backupPoliciesOf(r.id) {
		s.destroy(policy)
	}
	if parts := s.kinds[r.kind].parts; parts != nil {
		for _, part := range parts(s, r) {
			s.destroy(part)
		}
	}
	if object := s.store.find("trash_object", "object_id", r.id); object != nil {
		s.store.remove(object)
	}
	s.store.remove(r)
}

// emptyTrash purges what the trash has kept for long enough.
func (s *Simulator) emptyTrash(now time.Time) {
	for _, object := range append([]*record(nil), s.store.byKind["trash_object"]...) {
		if until, _ := object.fields["keep_until"].(int64); now.Unix() >= until {
			s.purge(object)
		}
	}
}

func restoreTrashObject(c *call) (any, error) {
	object, err := c.lookup("trash_object")
	if err != nil {
		return nil, err
	}
	c.restore(object)
	return map[string]any{"trash_object": object.fields}, nil
}

func purgeTrashObject(c *call) (any, error) {
	object, err := c.lookup("trash_object")
	if err != nil {
		return nil, err
	}
	return c.purgeLater(object.owner, []*record{object}), nil
}

func purgeAllTrashObjects(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	return c.purgeLater(organization.id, c.store.owned("trash_object", organization.id)), nil
}

// purgeLater queues the purge of trash objects. Some may be purged already when
// the task ends.
func (c *call) purgeLater(owner string, objects []*record) any {
	s := c.Simulator
	task := s.queue(c.now, owner, work{name: "Purge items from trash", finish: func() error {
		for _, object := range objects {
			if s.store.byID[object.id] == object {
				s.purge(object)
			}
		}
		return nil
	}})
	return map[string]any{"task": task.fields}
}
