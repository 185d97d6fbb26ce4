package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	createTag = "POST /organizations/organization/tags"
	listTags  = "GET /organizations/organization/tags"
	getTag    = "GET /tags/tag"
	updateTag = "PATCH /tags/tag"
	deleteTag = "DELETE /tags/tag"
)

// newTag creates a tag over the API.
func (c *cloud) newTag(properties object) *response {
	c.t.Helper()
	return c.ok(createTag, object{"organization": acme, "properties": properties})
}

func TestTagLifecycle(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	created := c.newTag(object{"name": "web", "color": "red"})
	lookup := object{"tag": id(created.text("tag", "id"))}
	equal(t, "read", c.ok(getTag, lookup).raw, created.raw)
	updated := c.ok(updateTag, object{"tag": lookup["tag"], "properties": object{"color": "pastel_teal"}})
	equal(t, "name", updated.text("tag", "name"), "web")
	equal(t, "colour", updated.text("tag", "color"), "pastel_teal")
	equal(t, "the response to DELETE", c.ok(deleteTag, lookup).raw, updated.raw)
	c.refused(404, "tag_not_found", getTag, lookup)
}

func TestTagsAreListedByNameWithoutTheirCreation(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	for _, name := range []string{"web", "app"} {
		c.newTag(object{"name": name})
	}
	list := c.ok(listTags, object{"organization": acme})
	equal(t, "tags", len(list.list("tags")), 2)
	equal(t, "first", list.text("tags", 0, "name"), "app")
	equal(t, "fields of a row", len(list.get("tags", 0).(object)), 3)
	equal(t, "total", list.get("pagination", "total"), any(2.0))
}

func TestTagsWithoutAColourGetOne(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	if colour := c.newTag(object{"name": "web"}).text("tag", "color"); colour == "" {
		t.Error("there is no colour")
	}
}

func TestTagsAreValidated(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	c.refused(422, "validation_error", createTag, object{"organization": acme, "properties": object{"color": "red"}})
	c.refused(422, "validation_error", createTag, object{"organization": acme, "properties": object{"name": " "}})
	tag := id(c.newTag(object{"name": "web"}).text("tag", "id"))
	c.refused(422, "validation_error", updateTag, object{"tag": tag, "properties": object{"name": ""}})
	equal(t, "name", c.ok(getTag, object{"tag": tag}).text("tag", "name"), "web")
}

func TestMachinesFollowTheirTags(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	tag := id(c.newTag(object{"name": "web"}).text("tag", "id"))
	machine := object{"virtual_machine": id(c.AddVirtualMachine(katapult.VM{TagNames: []string{"web", "blue"}}))}
	c.ok(updateTag, object{"tag": tag, "properties": object{"name": "www"}})
	equal(t, "renamed tag", c.ok(getMachine, machine).text("virtual_machine", "tag_names", 0), "www")
	c.ok(deleteTag, object{"tag": tag})
	left := c.ok(getMachine, machine)
	equal(t, "tags", len(left.list("virtual_machine", "tags")), 1)
	equal(t, "tag that is left", left.text("virtual_machine", "tag_names", 0), "blue")
	equal(t, "leftovers", len(c.left()), 0)
}
