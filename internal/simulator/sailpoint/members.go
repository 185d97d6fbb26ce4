package sailpoint

import (
	"encoding/json"
	"net/http"
	"slices"
)

func listMembers(c *call) (any, error) {
	g, err := c.lookup()
	if err != nil {
		return nil, err
	}
	list := []map[string]any{}
	for _, id := range g.members {
		i := c.mustGetIdentity(id)
		list = append(list, map[string]any{"type": "IDENTITY", "id": i.id, "name": i.name, "email": i.email})
	}
	return c.page(list, 50, func(item map[string]any, field string) string {
		text, _ := item[field].(string)
		return text
	}, "name", "created", "modified")
}

// identityIDs are the IDs in the body of a bulk request for members.
func (c *call) identityIDs() ([]string, error) {
	var body []struct{ Type, ID string }
	if err := json.Unmarshal(c.body, &body); err != nil || body == nil {
		return nil, invalid("The request body is not a list of identities.")
	}
	ids := []string{}
	for _, reference := range body {
		switch {
		case reference.ID == "":
			return nil, required("id")
		case reference.Type != "IDENTITY":
			return nil, invalid("Field \"type\" must be IDENTITY.")
		}
		id := reference.ID
		if i := c.identity(id); i != nil {
			id = i.id
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// addMembers reports 404 for an identity that does not exist. The contract does
// not mention that.
func addMembers(c *call) (any, error) {
	g, err := c.lookup()
	if err != nil {
		return nil, err
	}
	ids, err := c.identityIDs()
	if err != nil {
		return nil, err
	}
	items := []map[string]any{}
	for _, id := range ids {
		switch {
		case c.identity(id) == nil:
			items = append(items, c.item(id, http.StatusNotFound, "Referenced Identity \"%s\" was not found.", id))
		case slices.Contains(g.members, id):
			items = append(items, c.item(id, http.StatusConflict,
				"Unable to set Membership of Identity \"%s\" to Governance Group \"%s\"; the relationship already exists.", id, g.id))
		default:
			g.members = append(g.members, id)
			items = append(items, c.item(id, http.StatusCreated, "Identity added to Governance Group members list."))
		}
	}
	return c.shuffled(items), nil
}

func deleteMembers(c *call) (any, error) {
	g, err := c.lookup()
	if err != nil {
		return nil, err
	}
	ids, err := c.identityIDs()
	if err != nil {
		return nil, err
	}
	items := []map[string]any{}
	for _, id := range ids {
		index := slices.Index(g.members, id)
		if index < 0 {
			items = append(items, c.item(id, http.StatusNotFound,
				"Referenced Governance Group Member with Identity Id \"%s\" was not found.", id))
			continue
		}
		g.members = slices.Delete(g.members, index, index+1)
		items = append(items, c.item(id, http.StatusNoContent, "Identity deleted from Governance Group members list."))
	}
	return c.shuffled(items), nil
}
