package katapult

// userKind has no operation that makes or deletes users.
var userKind = kind{
	name: "user", prefix: "user",
	routes: []route{
		{operation: "GET /organizations/organization/users_with_access", handle: listUsers, scopes: "organizations:read"},
		{operation: "GET /users/current", handle: getCurrentUser},
		{operation: "POST /invalidate_linked_web_session", handle: invalidateWebSession},
	},
	errors: map[string]string{
		"identity_not_linked_to_web_session": "The authenticated identity is not linked to a web session",
		"no_user_associated_with_identity":   "There is no user associated with this API token",
	},
}

// listUsers wraps each row. A user that was deleted is null in it.
func listUsers(c *call) (any, error) {
	users, err := c.listed(func(*record) bool { return true })
	if err != nil {
		return nil, err
	}
	wrapped := make([]any, len(users))
	for i, user := range users {
		wrapped[i] = map[string]any{"user": user}
		if fields, _ := user.(map[string]any); fields["deleted"] == true {
			wrapped[i] = map[string]any{"user": nil}
		}
	}
	return c.page("users", wrapped)
}

func getCurrentUser(c *call) (any, error) {
	user := c.store.get("user", c.token.User)
	if user == nil {
		return nil, fail(404, "no_user_associated_with_identity", nil)
	}
	organizations := []any{}
	for _, r := range c.store.byKind["organization"] {
		if c.visible(r) {
			organizations = append(organizations, pick(r.fields, "id", "name", "sub_domain"))
		}
	}
	response := map[string]any{"user": user.fields, "organizations": organizations, "api_token_id": nil}
	if c.token.ID != "" {
		response["api_token_id"] = c.token.ID
	}
	return response, nil
}

// AddUser gives a person access to the first organization and returns the ID.
func (s *Simulator) AddUser(firstName, lastName string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.add("user", s.firstOrganization(), map[string]any{
		"first_name": firstName, "last_name": lastName, "avatar_url": "https://my.katapult.io/avatars/" + firstName,
	}).id
}

func invalidateWebSession(c *call) (any, error) {
	if !c.token.WebSession {
		return nil, fail(400, "identity_not_linked_to_web_session", nil)
	}
	return map[string]any{"status": true}, nil
}
