package sailpoint_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestBulkDeleteSaysWhatCameOfEach(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	ids := c.groups("gone", "used", "kept")
	c.Connect(ids[1], object{"object": object{"name": "Payroll"}})
	r := c.call(207, "POST /bulk-delete", object{"ids": []string{ids[0], ids[1], "none", ids[0]}})
	equal(t, "body", r.raw, fmt.Sprintf(`[{"description":"Governance Group deleted successfully.","id":"%[1]s","status":204},`+
		`{"description":"Unable to delete Governance Group %[2]s because it is in use.","id":"%[2]s","status":409},`+
		`{"description":"Referenced Governance Group none was not found.","id":"none","status":404},`+
		`{"description":"Referenced Governance Group %[1]s was not found.","id":"%[1]s","status":404}]`, ids[0], ids[1]))
	equal(t, "left", c.call(200, "GET ", nil).list("name"), "used kept")
	c.refused(400, "in use", "DELETE /"+ids[1], nil)
	c.Connect(ids[1])
	equal(t, "disconnected", c.call(207, "POST /bulk-delete", object{"ids": ids[1:2]}).list("status"), "204")
}

func TestBulkDeleteOfTooManyDeletesNothing(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	ids := []string{}
	for i := range 101 {
		ids = append(ids, c.groups(fmt.Sprint(i))...)
	}
	c.refused(400, "at most 100", "POST /bulk-delete", object{"ids": ids})
	equal(t, "groups", len(c.Groups()), 101)
	c.call(207, "POST /bulk-delete", object{"ids": ids[:100]})
	equal(t, "groups", len(c.Groups()), 1)
	c.refused(400, `"ids"`, "POST /bulk-delete", object{"ids": []string{}})
	c.refused(400, `"ids"`, "POST /bulk-delete", object{})
	c.refused(400, `"ids"`, "POST /bulk-delete", ids)
}

func TestBulkAnswersInOtherForms(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{StatusAsText: true, Shuffle: true})
	ids := c.groups("a", "b", "c")
	c.Connect(ids[2], object{})
	r := c.call(207, "POST /bulk-delete", object{"ids": ids})
	got := strings.Fields(r.list("id"))
	spelled := []string{}
	for _, id := range ids {
		spelled = append(spelled, strings.ToUpper(strings.ReplaceAll(id, "-", "")))
	}
	equal(t, "status of the one in use", r.text(slices.Index(got, spelled[2]), "status"), "409")
	equal(t, "same order", slices.Equal(got, spelled), false)
	slices.Sort(got)
	slices.Sort(spelled)
	equal(t, "same IDs", slices.Equal(got, spelled), true)
	ids = c.groups("d", "e")
	pair := c.call(207, "POST /bulk-delete", object{"ids": ids})
	equal(t, "order of two", pair.text(0, "id"), strings.ToUpper(strings.ReplaceAll(ids[1], "-", "")))
}

func TestConnectionsLag(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{ConnectionLag: time.Minute, TokenLife: 24 * time.Hour})
	id := c.groups("web")[0]
	role := object{"object": object{"type": "ROLE", "id": "r", "name": "role"}, "connectionType": "Owner"}
	source := object{"object": object{"type": "SOURCE", "id": "s", "name": "source", "description": "of it"}, "connectionType": "ManagementWorkgroup"}
	c.Connect(id, role, source)
	c.Connect(id, source)
	list := c.call(200, "GET /"+id+"/connections?sorters=-name&count=true", nil)
	equal(t, "connections", list.list("connectionType"), "ManagementWorkgroup Owner")
	equal(t, "total", list.header.Get("X-Total-Count"), "2")
	equal(t, "object", list.text(0, "object", "description"), "of it")
	c.clock.Advance(time.Minute)
	equal(t, "one is forgotten", c.call(200, "GET /"+id+"/connections", nil).list("connectionType"), "ManagementWorkgroup")
	c.Connect(id)
	equal(t, "still in use", c.call(207, "POST /bulk-delete", object{"ids": []string{id}}).list("status"), "409")
	c.Connect(id, source)
	c.clock.Advance(time.Hour)
	shown, _ := c.Group(id)
	equal(t, "connected again", shown["connectionCount"], any(1))
	c.Connect(id)
	c.clock.Advance(30 * time.Second)
	c.Connect(id)
	c.clock.Advance(30 * time.Second)
	equal(t, "forgotten", c.call(207, "POST /bulk-delete", object{"ids": []string{id}}).list("status"), "204")
}

func TestMembers(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	id := c.groups("web")[0]
	path := "/" + id + "/members"
	other := c.AddIdentity("Bo Crane", "bo.crane@example.com")
	reference := func(id string) object { return object{"type": "IDENTITY", "id": id} }

	added := c.call(207, "POST "+path+"/bulk-add", []object{reference(other), reference(other), reference("none")})
	equal(t, "added", added.list("status"), "201 409 404")
	c.AddMember(id, c.owner)
	c.AddMember(id, c.owner)
	equal(t, "members", strings.Join(c.Members(id), " "), other+" "+c.owner)
	list := c.call(200, "GET "+path+"?sorters=name&count=true", nil)
	equal(t, "list", list.raw, fmt.Sprintf(`[{"email":"ada.brook@example.com","id":%q,"name":"Ada Brook","type":"IDENTITY"},`+
		`{"email":"bo.crane@example.com","id":%q,"name":"Bo Crane","type":"IDENTITY"}]`, c.owner, other))
	equal(t, "total", list.header.Get("X-Total-Count"), "2")
	equal(t, "count", c.call(200, "GET /"+id, nil).body.(object)["memberCount"], any(2.0))

	removed := c.call(207, "POST "+path+"/bulk-delete", []object{reference(other), reference(other)})
	equal(t, "removed", removed.list("status"), "204 404")
	c.RemoveMember(id, c.owner)
	equal(t, "left", len(c.Members(id)), 0)

	c.refused(400, "maximum of 50", "GET "+path+"?limit=51", nil)
	c.refused(400, "Sorting", "GET "+path+"?sorters=email", nil)
	c.refused(400, "not a list", "POST "+path+"/bulk-add", object{})
	c.refused(400, `"id"`, "POST "+path+"/bulk-add", []object{{"type": "IDENTITY"}})
	c.refused(400, `"type"`, "POST "+path+"/bulk-delete", []object{{"id": other}})
	c.refused(404, "x", "POST /x/members/bulk-add", []object{})
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{RateLimit: -1})
	id := c.groups("used")[0]
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			created := c.AddGroup(fmt.Sprint(i), c.owner)
			c.Connect(id, object{"object": object{"id": fmt.Sprint(i)}})
			for _, operation := range []string{"GET ", "GET /" + id + "/connections", "DELETE /" + created} {
				if _, err := c.try(operation, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	equal(t, "groups", len(c.Groups()), 1)
}
