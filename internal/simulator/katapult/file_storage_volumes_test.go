package katapult_test

import (
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	createVolume = "POST /organizations/organization/file_storage_volumes"
	listVolumes  = "GET /organizations/organization/file_storage_volumes"
	getVolume    = "GET /file_storage_volumes/file_storage_volume"
	updateVolume = "PATCH /file_storage_volumes/file_storage_volume"
	deleteVolume = "DELETE /file_storage_volumes/file_storage_volume"
)

// newVolume creates a volume in London over the API.
func (c *cloud) newVolume(name string) *response {
	c.t.Helper()
	return c.ok(createVolume, object{"organization": acme, "properties": object{"name": name, "data_center": object{"permalink": "uk-lon-01"}}})
}

func TestVolumeIsReadyAfterAWhile(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	created := c.newVolume("data")
	equal(t, "state", created.text("file_storage_volume", "state"), "pending")
	equal(t, "location", created.get("file_storage_volume", "nfs_location"), nil)
	volume := created.text("file_storage_volume", "id")
	lookup := object{"file_storage_volume": id(volume)}
	c.clock.Advance(3 * time.Second)
	equal(t, "state", c.ok(getVolume, lookup).text("file_storage_volume", "state"), "configuring")
	c.rest()
	ready := c.ok(getVolume, lookup)
	equal(t, "state", ready.text("file_storage_volume", "state"), "ready")
	equal(t, "location", ready.text("file_storage_volume", "nfs_location"), "nfs2.nlc.storage.katapult.io:/katapult/"+volume)
}

// Other associations take effect later, and the response does not tell.
func TestVolumeIsConfiguredForItsMachinesAfterAWhile(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	volume := id(c.AddFileStorageVolume("data"))
	lookup, state := object{"file_storage_volume": volume}, func(r *response) string { return r.text("file_storage_volume", "state") }
	equal(t, "renamed", state(c.ok(updateVolume, object{"file_storage_volume": volume, "properties": object{"name": "other"}})), "ready")
	c.clock.Advance(5 * time.Second)
	equal(t, "a name needs nothing", state(c.ok(getVolume, lookup)), "ready")
	updated := c.ok(updateVolume, object{"file_storage_volume": volume, "properties": object{"associations": []string{"vm_a"}}})
	equal(t, "at once", state(updated), "ready")
	equal(t, "associations", updated.text("file_storage_volume", "associations", 0), "vm_a")
	equal(t, "name", updated.text("file_storage_volume", "name"), "other")
	c.clock.Advance(5 * time.Second)
	equal(t, "later", state(c.ok(getVolume, lookup)), "configuring")
	c.rest()
	equal(t, "in the end", state(c.ok(getVolume, lookup)), "ready")
}

func TestNamesOfVolumesAreUniqueInTheTrashToo(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	first, second := c.AddFileStorageVolume("data"), c.AddFileStorageVolume("logs", "vm_a")
	body := func(name string) object {
		return object{"organization": acme, "properties": object{"name": name, "data_center": object{"permalink": "uk-lon-01"}}}
	}
	c.refused(422, "validation_error", createVolume, body("data"))
	c.refused(422, "validation_error", createVolume, body(" "))
	c.refused(422, "validation_error", createVolume, body(strings.Repeat("a", 129)))
	c.refused(422, "validation_error", updateVolume, object{"file_storage_volume": id(first), "properties": object{"name": "logs"}})
	c.refused(404, "data_center_not_found", createVolume, object{"organization": acme, "properties": object{"name": "a", "data_center": object{"permalink": "nowhere"}}})
	deleted := c.ok(deleteVolume, object{"file_storage_volume": id(second)})
	equal(t, "machines", deleted.text("file_storage_volume", "associations", 0), "vm_a")
	equal(t, "type", deleted.text("trash_object", "object_type"), "FileStorageVolume")
	c.refused(406, "object_in_trash", getVolume, object{"file_storage_volume": id(second)})
	c.refused(422, "validation_error", createVolume, body("logs"))
	equal(t, "listed", len(c.ok(listVolumes, object{"organization": acme}).list("file_storage_volumes")), 1)
	c.ok(purgeTrash, object{"trash_object": object{"object_id": second}})
	c.rest()
	c.refused(404, "file_storage_volume_not_found", getVolume, object{"file_storage_volume": id(second)})
	c.newVolume("logs")
}
