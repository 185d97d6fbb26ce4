package sailpoint_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/simulator/sailpoint"
)

func TestGroupLives(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	owner := object{"type": "IDENTITY", "id": c.owner}
	created := c.call(200, "POST ", object{"name": "web", "description": "who may", "owner": owner})
	id := created.text("id")
	equal(t, "body", created.raw, fmt.Sprintf(`{"connectionCount":0,"created":"2026-05-04T12:00:00Z","description":"who may","id":%q,`+
		`"memberCount":0,"modified":"2026-05-04T12:00:00Z","name":"web","owner":{"displayName":"Ada Brook",`+
		`"emailAddress":"ada.brook@example.com","id":%q,"name":"Ada Brook","type":"IDENTITY"}}`, id, c.owner))
	equal(t, "length of ID", len(id), 36)
	equal(t, "read", c.call(200, "GET /"+id, nil).raw, created.raw)

	c.clock.Advance(time.Minute)
	other := c.AddIdentity("Bo Crane", "bo.crane@example.com")
	patched := c.call(200, "PATCH /"+id, []object{
		{"op": "test", "path": "/name", "value": "web"},
		{"op": "replace", "path": "/name", "value": "site"},
		{"op": "replace", "path": "/owner", "value": object{"type": "IDENTITY", "id": other}},
		{"op": "remove", "path": "/description"},
	})
	equal(t, "name", patched.text("name"), "site")
	equal(t, "owner", patched.text("owner", "emailAddress"), "bo.crane@example.com")
	equal(t, "description", patched.text("description"), "")
	equal(t, "modified", patched.text("modified"), "2026-05-04T12:01:00Z")
	equal(t, "created", patched.text("created"), "2026-05-04T12:00:00Z")

	equal(t, "deletion", c.call(204, "DELETE /"+id, nil).raw, "")
	c.refused(404, id, "GET /"+id, nil)
	c.refused(404, id, "PATCH /"+id, []object{})
	c.refused(404, id, "DELETE /"+id, nil)
	c.refused(404, id, "GET /"+id+"/members", nil)
	c.refused(404, id, "GET /"+id+"/connections", nil)
}

func TestCreateIsRefused(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	owner := object{"type": "IDENTITY", "id": c.owner}
	c.refused(400, `Required field "owner" was missing or empty.`, "POST ", object{"name": "web"})
	c.refused(400, `Required field "name" was missing or empty.`, "POST ", object{"owner": owner})
	c.refused(400, `"name"`, "POST ", object{"name": " ", "owner": owner})
	c.refused(400, `"name"`, "POST ", object{"name": 1, "owner": owner})
	c.refused(400, `"description"`, "POST ", object{"name": "web", "owner": owner, "description": nil})
	c.refused(400, `"owner.id"`, "POST ", object{"name": "web", "owner": object{"type": "IDENTITY"}})
	c.refused(400, `"owner.type"`, "POST ", object{"name": "web", "owner": object{"id": c.owner}})
	c.refused(400, "Referenced Identity x", "POST ", object{"name": "web", "owner": object{"type": "IDENTITY", "id": "x"}})
	c.refused(400, "not a governance group", "POST ", []string{})
	r, err := c.send("POST", "/workgroups/v1", "text/plain", "{}")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "content type", r.status, 415)
	equal(t, "groups", len(c.Groups()), 0)
}

func TestPatchIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	id := c.groups("web")[0]
	before := c.call(200, "GET /"+id, nil).raw
	rename := object{"op": "replace", "path": "/name", "value": "site"}
	for says, operation := range map[string]object{
		"cannot be patched": {"op": "replace", "path": "/memberCount", "value": 1},
		`"/owner/id"`:       {"op": "replace", "path": "/owner/id", "value": "x"},
		`Required field`:    {"op": "remove", "path": "/name"},
		"Referenced":        {"op": "replace", "path": "/owner", "value": object{"type": "IDENTITY", "id": "x"}},
		"must be a string":  {"op": "replace", "path": "/description", "value": true},
		"another one":       {"op": "test", "path": "/description", "value": "x"},
		"not supported":     {"op": "increment", "path": "/name"},
		"needs a value":     {"op": "add", "path": "/name"},
	} {
		c.refused(400, says, "PATCH /"+id, []object{rename, operation})
	}
	c.refused(400, "not a list", "PATCH /"+id, object{"name": "site"})
	r, err := c.send("PATCH", "/workgroups/v1/"+id, "application/json", "[]")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "content type", r.status, 415)
	equal(t, "group", c.call(200, "GET /"+id, nil).raw, before)
}

func TestFilters(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	ids := c.groups(`web`, `Web`, `web "two" \o/ #%&+`, `db`)
	c.AddMember(ids[3], c.owner)
	for filter, want := range map[string]string{
		`name eq "WEB"`:                   "web Web",
		`name sw "we"`:                    `web Web web "two" \o/ #%&+`,
		`name in ("db","web")`:            "web Web db",
		`name eq "web \"two\" \\o/ #%&+"`: `web "two" \o/ #%&+`,
		`id eq "` + ids[3] + `"`:          "db",
		`id in ("` + ids[3] + `", "` + strings.ToUpper(ids[0]) + `","none")`: "web db",
		`id sw "` + ids[3][:20] + `"`:                                        "db",
		`memberships.identityId eq "` + c.owner + `"`:                        "db",
		`memberships.identityId in ("` + c.owner + `")`:                      "db",
		`name eq "db" or name eq "web" and id eq "` + ids[1] + `"`:           "Web db",
		`(name eq "db" or name eq "web") and not id eq "` + ids[1] + `"`:     "web db",
		`not (name sw "web")`:                                                "db",
		`name eq "none"`:                                                     "",
	} {
		equal(t, filter, c.call(200, filtered(filter, ""), nil).list("name"), want)
	}
	for _, filter := range []string{
		`description eq "x"`, `name co "x"`, `memberships.identityId sw "x"`, `name eq x`, `name eq "x`, `name in "x"`, `name in ("x"`,
		`name eq "x" and`, `name eq "x" name eq "y"`, `(name eq "x"`, `name EQ "x"`, `name eq "\x"`, `nameeq "x"`, `owner.id eq "x"`, `)`,
		`not`, `name`, `name in ()`,
	} {
		c.refused(400, "ilter", filtered(filter, ""), nil)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	for i := range 255 {
		c.groups(fmt.Sprintf("g%03d", i))
	}
	whole := c.call(200, "GET ", nil)
	equal(t, "default page", len(whole.body.([]any)), 250)
	equal(t, "total unasked", whole.header.Get("X-Total-Count"), "")
	last := c.call(200, "GET ?offset=250&limit=250&count=true", nil)
	equal(t, "last page", last.list("name"), "g250 g251 g252 g253 g254")
	equal(t, "total", last.header.Get("X-Total-Count"), "255")
	equal(t, "beyond", c.call(200, "GET ?offset=300", nil).raw, "[]")
	equal(t, "none", c.call(200, "GET ?limit=0", nil).raw, "[]")
	some := c.call(200, filtered(`name sw "g00"`, "count=true&limit=2&offset=1&sorters=-name&"), nil)
	equal(t, "filtered", some.list("name"), "g008 g007")
	equal(t, "filtered total", some.header.Get("X-Total-Count"), "10")
	for _, query := range []string{"limit=251", "limit=-1", "limit=x", "offset=-1", "count=yes", "sorters=owner", "sorters=name,"} {
		c.refused(400, "", "GET ?"+query, nil)
	}
}

func TestSorters(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	ids := c.groups("b", "a")
	c.clock.Advance(time.Minute)
	ids = append(ids, c.groups("C")...)
	c.Change(ids[0], object{"description": "z"})
	c.clock.Advance(time.Minute)
	c.Change(ids[1], object{"description": "z"})
	for sorters, want := range map[string]string{
		"":                   "b a C",
		"name":               "a b C",
		"-name":              "C b a",
		"-created,name":      "C a b",
		"modified":           "b C a",
		"-description,-name": "b a C",
	} {
		equal(t, sorters, c.call(200, "GET ?sorters="+sorters, nil).list("name"), want)
	}
}

func TestChangedOutside(t *testing.T) {
	t.Parallel()
	c := open(t, sailpoint.Options{})
	ids := c.groups("web", "db")
	c.clock.Advance(time.Minute)
	other := c.Identities()[0]["id"].(string)
	c.Change(ids[0], object{"name": "site", "owner": object{"id": other}})
	c.Remove(ids[1])
	changed := c.call(200, "GET /"+ids[0], nil)
	equal(t, "name", changed.text("name"), "site")
	equal(t, "owner", changed.text("owner", "id"), other)
	equal(t, "modified", changed.text("modified"), "2026-05-04T12:01:00Z")
	c.refused(404, "", "GET /"+ids[1], nil)
	shown, exists := c.Group(ids[0])
	equal(t, "exists", exists, true)
	shown["owner"].(object)["id"] = "x"
	equal(t, "the copy is one", c.call(200, "GET /"+ids[0], nil).text("owner", "id"), other)
	_, exists = c.Group(ids[1])
	equal(t, "exists", exists, false)
	equal(t, "groups", len(c.Groups()), 1)
}
