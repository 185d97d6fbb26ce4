package katapult_test

import (
	"regexp"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/katapult"
)

func TestGroupLives(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	created := c.ok(createGroup, object{
		"organization": id(c.OrganizationID("acme")), "properties": object{"name": "web", "segregate": false},
	})
	group := created.text("virtual_machine_group", "id")
	if !regexp.MustCompile(`^vmgrp_[A-Za-z0-9]{16}$`).MatchString(group) {
		t.Errorf("ID %q", group)
	}
	lookup := object{"virtual_machine_group": id(group)}
	equal(t, "status", created.status, 200)
	equal(t, "segregate", created.get("virtual_machine_group", "segregate"), any(false))
	equal(t, "auto_segregate", created.get("virtual_machine_group", "auto_segregate"), any(false))
	equal(t, "created_at", created.get("virtual_machine_group", "created_at"), any(float64(noon.Unix())))
	equal(t, "read", c.ok(getGroup, lookup).raw, created.raw)

	c.clock.Advance(time.Hour)
	updated := c.ok(updateGroup, object{"virtual_machine_group": id(group), "properties": object{"auto_segregate": true}})
	equal(t, "name stays", updated.text("virtual_machine_group", "name"), "web")
	equal(t, "segregate stays", updated.get("virtual_machine_group", "segregate"), any(false))
	equal(t, "auto_segregate", updated.get("virtual_machine_group", "auto_segregate"), any(true))
	equal(t, "created_at stays", updated.get("virtual_machine_group", "created_at"), any(float64(noon.Unix())))

	equal(t, "the response to DELETE", c.ok(deleteGroup, lookup).raw, updated.raw)
	c.refused(404, "virtual_machine_group_not_found", getGroup, lookup)
	c.refused(404, "virtual_machine_group_not_found", deleteGroup, lookup)
}

func TestGroupNames(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	first := c.newGroup()
	if second := c.newGroup(); second == first {
		t.Errorf("both groups are %s", first)
	}
	for _, properties := range []object{{}, {"name": ""}, {"name": " "}} {
		r := c.refused(422, "validation_error", createGroup, object{"organization": acme, "properties": properties})
		equal(t, "sentence", r.text("error", "detail", "errors", 0), "Name can't be blank")
	}
	c.refused(422, "validation_error", updateGroup,
		object{"virtual_machine_group": id(first), "properties": object{"name": ""}})
	equal(t, "name after a refused update",
		c.ok(getGroup, object{"virtual_machine_group": id(first)}).text("virtual_machine_group", "name"), "web")
}

func TestGroupListIsWholeAndInOrderOfCreation(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{Organizations: []string{"acme", "globex"}})
	var want []string
	for range 40 {
		want = append(want, c.newGroup())
	}
	c.ok(createGroup, object{"organization": object{"sub_domain": "globex"}, "properties": object{"name": "theirs"}})
	list := c.ok(listGroups, object{"organization": acme})
	equal(t, "groups", len(list.list("virtual_machine_groups")), 40)
	equal(t, "pagination", list.get("pagination"), nil)
	for i := range want {
		equal(t, "group", list.text("virtual_machine_groups", i, "id"), want[i])
	}
}

func TestWorldOutside(t *testing.T) {
	t.Parallel()
	c := open(t, katapult.Options{})
	group, lookup := c.newGroup(), object{}
	lookup["virtual_machine_group"] = id(group)

	c.Change(group, map[string]any{"name": "changed"})
	equal(t, "name", c.ok(getGroup, lookup).text("virtual_machine_group", "name"), "changed")
	seen, exists := c.Object(group)
	equal(t, "exists", exists, true)
	seen["name"] = "only a copy"
	equal(t, "name", c.Objects("virtual_machine_group")[0]["name"], any("changed"))

	c.Restrict(group, "It is needed", "It is loved")
	r := c.refused(409, "deletion_restricted", deleteGroup, lookup)
	equal(t, "reasons", len(r.list("error", "detail", "errors")), 2)
	c.Restrict(group)
	c.ok(deleteGroup, lookup)

	other := c.newGroup()
	c.Remove(other)
	c.refused(404, "virtual_machine_group_not_found", getGroup, object{"virtual_machine_group": id(other)})
	equal(t, "groups", len(c.Objects("virtual_machine_group")), 0)
}

func TestIDsRepeatInOneOrganizationAndDifferBetweenTwo(t *testing.T) {
	t.Parallel()
	ids := func(subDomain string) (organization, group string) {
		c := open(t, katapult.Options{Organizations: []string{subDomain}})
		created := c.ok(createGroup, object{
			"organization": object{"sub_domain": subDomain}, "properties": object{"name": "web"},
		})
		return c.OrganizationID(subDomain), created.text("virtual_machine_group", "id")
	}
	organization, group := ids("acme")
	again, groupAgain := ids("acme")
	other, otherGroup := ids("globex")
	if organization != again || group != groupAgain {
		t.Errorf("the same story gave %s %s and %s %s", organization, group, again, groupAgain)
	}
	if organization == other || group == otherGroup {
		t.Errorf("two organizations share an ID: %s %s", organization, group)
	}
}
