package katapult

import (
	"time"
	"unicode/utf8"
)

// Work on volumes goes on in the background, and the API shows no task of it.
const (
	makeVolume      = "Make file storage volume"
	configureVolume = "Configure file storage volume"
)

var fileStorageVolumeKind = kind{
	name: "file_storage_volume", prefix: "fsv", trash: "FileStorageVolume",
	routes: []route{
		{operation: "GET /organizations/organization/file_storage_volumes", handle: listAnnotated, scopes: "file_storage_volumes file_storage_volumes:read"},
		{operation: "POST /organizations/organization/file_storage_volumes", handle: createFileStorageVolume, scopes: "file_storage_volumes", status: 201},
		{operation: "GET /file_storage_volumes/file_storage_volume", handle: getFileStorageVolume, scopes: "file_storage_volumes file_storage_volumes:read"},
		{operation: "PATCH /file_storage_volumes/file_storage_volume", handle: updateFileStorageVolume, scopes: "file_storage_volumes"},
		{operation: "DELETE /file_storage_volumes/file_storage_volume", handle: deleteFileStorageVolume, scopes: "file_storage_volumes"},
	},
	show: (*Simulator).fileStorageVolume,
	row: func(s *Simulator, r *record) map[string]any {
		return pick(s.fileStorageVolume(r), "id", "name", "data_center", "associations", "state", "nfs_location", "size")
	},
	tasks: map[string]taskTime{
		makeVolume:      {2 * time.Second, 15 * time.Second},
		configureVolume: {4 * time.Second, 12 * time.Second},
	},
	deletionStep: deletionStep{"file_storage_volumes", "All file storage volumes must be deleted"},
	errors: map[string]string{
		"file_storage_volume_not_found": "No file storage volume was found matching any of the criteria provided in the arguments.",
	},
}

// fileStorageVolume has fields that no documentation names, and whose values are always
// these.
func (s *Simulator) fileStorageVolume(r *record) map[string]any {
	shown := pick(r.fields, "id", "name", "associations", "state", "nfs_location", "size")
	shown["data_center"] = s.dataCenterOf(r, false)
	shown["technology_generation"] = 1
	for _, name := range []string{"atime_update", "nfs_root_squash", "nfs_all_squash", "nfs_anon_uid", "nfs_anon_gid"} {
		shown[name] = nil
	}
	return shown
}

func createFileStorageVolume(c *call) (any, error) {
	properties := c.args().properties()
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	fields := map[string]any{
		"name": "", "associations": []any{}, "state": "pending", "nfs_location": nil, "size": 0, "annotations": c.annotationsOr([]any{}),
	}
	problems := c.volumeProperties(nil, organization.id, properties, fields)
	if _, given := properties.set("data_center"); !given {
		problems = append(problems, "Data center can't be blank")
	}
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	center, err := c.lookupIn(properties, "data_center", "data_center")
	if err != nil {
		return nil, err
	}
	fields["data_center"] = map[string]any{"id": center.id}
	volume := c.add("file_storage_volume", organization.id, fields)
	response := c.withAnnotations(volume)
	c.work(c.now, volume, makeVolume)
	return response, nil
}

// work makes or configures a volume, which is then ready.
func (s *Simulator) work(now time.Time, volume *record, name string) {
	s.queue(now, volume.owner, work{
		name: name, on: []*record{volume},
		begin: func() { volume.fields["state"] = "configuring" },
		undo:  func() { volume.fields["state"] = "failed" },
		finish: func() error {
			volume.fields["state"], volume.fields["nfs_location"] = "ready", nfsLocation(volume.id)
			return nil
		},
	})
}

func nfsLocation(volumeID string) string {
	return "nfs2.nlc.storage.katapult.io:/katapult/" + volumeID
}

// volumeProperties copies the properties of a new volume, or of one that exists, and says
// what is wrong with them. The texts are not recorded.
func (c *call) volumeProperties(existing *record, owner string, properties arguments, fields map[string]any) (problems []string) {
	properties.copyText(fields, "name")
	properties.copyTexts(fields, "associations")
	name, _ := fields["name"].(string)
	problems = blank(name, "Name")
	if utf8.RuneCountInString(name) > 128 {
		problems = append(problems, "Name is too long (maximum is 128 characters)")
	}
	// Names in the trash count, too.
	for _, other := range c.store.owned("file_storage_volume", owner) {
		if other != existing && other.text("name") == name {
			problems = append(problems, "Name has already been taken")
		}
	}
	return problems
}

func getFileStorageVolume(c *call) (any, error) {
	volume, err := c.lookupActive("file_storage_volume")
	if err != nil {
		return nil, err
	}
	return c.withAnnotations(volume), nil
}

// updateFileStorageVolume still shows the volume as ready: what it exports changes later.
func updateFileStorageVolume(c *call) (any, error) {
	volume, err := c.lookupActive("file_storage_volume")
	if err != nil {
		return nil, err
	}
	properties := c.args().properties()
	fields := deepCopyMap(volume.fields)
	problems := c.volumeProperties(volume, volume.owner, properties, fields)
	fields["annotations"] = c.annotationsOr(fields["annotations"])
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	volume.fields = fields
	response := c.withAnnotations(volume)
	if properties.given("associations") {
		c.work(c.now, volume, configureVolume)
	}
	return response, nil
}

// deleteFileStorageVolume does not mind machines that use the volume.
func deleteFileStorageVolume(c *call) (any, error) {
	volume, err := c.lookupActive("file_storage_volume")
	if err != nil {
		return nil, err
	}
	response := c.single(volume)
	response["trash_object"] = c.moveToTrash(c.now, volume).fields
	return response, nil
}

// AddFileStorageVolume puts a volume that is ready into the first organization, in London,
// and returns its ID.
func (s *Simulator) AddFileStorageVolume(name string, associations ...string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.runDue(s.clock.Now())
	return s.addFileStorageVolume("", s.firstOrganization(), name, associations...).id
}

func (s *Simulator) addFileStorageVolume(id, owner, name string, associations ...string) *record {
	volume := s.addAs(id, "file_storage_volume", owner, map[string]any{
		"name": name, "associations": deepCopy(associations), "state": "ready", "size": 0, "annotations": []any{}, "data_center": map[string]any{"id": london},
	})
	volume.fields["nfs_location"] = nfsLocation(volume.id)
	return volume
}
