package katapult

import "time"

// keepFor is how long the trash keeps what is put into it.
const keepFor = 48 * time.Hour

var trashObjectRoutes = []route{
	{operation: "GET /organizations/organization/trash_objects", handle: listTrashObjects, scopes: "trash_objects:read"},
	{
		operation: "POST /organizations/organization/trash_objects/purge_all", handle: purgeAllTrashObjects,
		scopes: "trash_objects:purge",
	},
	{operation: "GET /trash_objects/trash_object", handle: getTrashObject, scopes: "trash_objects:read"},
	{operation: "DELETE /trash_objects/trash_object", handle: purgeTrashObject, scopes: "trash_objects:purge"},
	{operation: "POST /trash_objects/trash_object/restore", handle: restoreTrashObject, scopes: "trash_objects:restore"},
}

// live finds an object like lookup, and refuses one that is in the trash.
func (c *call) live(kind string) (*record, error) { return c.liveIn(c.args(), kind, kind) }

func (c *call) liveIn(a arguments, argument, kind string) (*record, error) {
	r, err := c.lookupIn(a, argument, kind)
	if err != nil {
		return nil, err
	}
	if r.trashed {
		var detail any
		if object := c.store.find("trash_object", "object_id", r.id); object != nil {
			detail = object.fields
		}
		return nil, fail(406, "object_in_trash", map[string]any{"trash_object": detail})
	}
	return r, nil
}

// untrashed lists an organization's objects of a kind without those in the trash.
func (s *Simulator) untrashed(kind, owner string) []*record {
	var list []*record
	for _, r := range s.store.owned(kind, owner) {
		if !r.trashed {
			list = append(list, r)
		}
	}
	return list
}

var objectTypes = map[string]string{"disk": "Disk", "virtual_machine": "VirtualMachine"}

// discard puts a disk or a machine into the trash. A machine takes its boot
// disk along, which gets no trash object of its own.
func (s *Simulator) discard(now time.Time, r *record) *record {
	r.trashed = true
	if r.kind == "virtual_machine" {
		s.powered(r, "stopped")
		if boot := s.bootDisk(r); boot != nil {
			boot.trashed = true
		}
	}
	return s.store.add(&record{
		id: s.store.newID("trsh", r.owner), kind: "trash_object", owner: r.owner,
		fields: map[string]any{
			"keep_until": now.Add(keepFor).Unix(), "object_id": r.id, "object_type": objectTypes[r.kind],
		},
	})
}

// restore takes an object out of the trash again.
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

// purge deletes what is in the trash for good.
func (s *Simulator) purge(object *record) {
	s.store.remove(object)
	if r := s.store.byID[object.text("object_id")]; r != nil {
		s.destroy(r)
	}
}

// destroy removes an object and what cannot be without it.
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
	if object := s.store.find("trash_object", "object_id", r.id); object != nil {
		s.store.remove(object)
	}
	s.store.remove(r)
}

// emptyTrash purges what has been kept for long enough.
func (s *Simulator) emptyTrash(now time.Time) {
	for _, object := range append([]*record(nil), s.store.byKind["trash_object"]...) {
		if until, _ := object.fields["keep_until"].(int64); now.Unix() >= until {
			s.purge(object)
		}
	}
}

func listTrashObjects(c *call) (any, error) {
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	return c.page("trash_objects", rows(c.store.owned("trash_object", organization.id),
		func(r *record) map[string]any { return r.fields }))
}

func getTrashObject(c *call) (any, error) {
	object, err := c.lookup("trash_object")
	if err != nil {
		return nil, err
	}
	return map[string]any{"trash_object": object.fields}, nil
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

// purgeLater queues the purge of trash objects, of which some may be gone when
// its turn comes.
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
