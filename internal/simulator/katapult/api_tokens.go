package katapult

import (
	"fmt"
	"net/http"
	"net/netip"
	"time"
)

// apiTokenKind has no single read. What a token may do is checked as for those of AddToken.
var apiTokenKind = kind{
	name: "api_token", prefix: "tok",
	routes: []route{
		{operation: "GET /organizations/organization/api_tokens", handle: listAnnotated, scopes: "api_tokens api_tokens:read"},
		{operation: "POST /organizations/organization/api_tokens", handle: createAPIToken, scopes: "api_tokens"},
		{operation: "PATCH /api_tokens/api_token", handle: updateAPIToken, scopes: "api_tokens"},
		{operation: "DELETE /api_tokens/api_token", handle: deleteAPIToken, scopes: "api_tokens"},
		{operation: "POST /api_tokens/api_token/regenerate_secret", handle: regenerateSecret, scopes: "api_tokens"},
	},
	errors: map[string]string{
		"api_token_not_found": "No API tokens were found matching any of the criteria provided in the arguments",
	},
	show: func(_ *Simulator, r *record) map[string]any {
		shown := pick(r.fields, "id", "name", "organization_id", "authorized_ip_addresses", "expires_at", "rate_limit", "scopes")
		shown["secret"] = nil
		return shown
	},
}

func tokenProperties(c *call, properties arguments, fields map[string]any) []string {
	properties.copyText(fields, "name")
	for _, name := range []string{"scopes", "authorized_ip_addresses"} {
		if list, isList := properties.values[name].([]any); isList {
			fields[name] = list
		}
	}
	if at := properties.integer("expires_at"); at != nil {
		fields["expires_at"] = *at
		if int64(*at) <= c.now.Unix() {
			return []string{"Expires at must be in the future"}
		}
	}
	return blank(fields["name"], "Name")
}

func createAPIToken(c *call) (any, error) {
	fields := map[string]any{"expires_at": nil, "authorized_ip_addresses": []any{}, "scopes": []any{}, "rate_limit": 1000}
	problems := tokenProperties(c, c.args().properties(), fields)
	fields["annotations"] = c.annotationsOr([]any{})
	if c.err != nil {
		return nil, c.err
	}
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	if problems != nil {
		return nil, invalid(problems...)
	}
	fields["organization_id"] = organization.id
	r := c.add("api_token", organization.id, fields)
	return map[string]any{"api_token": c.withNewSecret(r), "annotations": annotations(r)}, nil
}

func updateAPIToken(c *call) (any, error) {
	r, err := c.lookup("api_token")
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(r.fields)
	problems := tokenProperties(c, c.args().properties(), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	fields["annotations"] = c.annotationsOr(annotations(r))
	r.fields = fields
	c.allow(r)
	return map[string]any{"api_token": c.shown(r), "annotations": annotations(r)}, nil
}

func deleteAPIToken(c *call) (any, error) {
	r, err := c.lookup("api_token")
	if err != nil {
		return nil, err
	}
	delete(c.tokens, r.text("value"))
	c.store.remove(r)
	return map[string]any{"api_token": pick(r.fields, "id", "name")}, nil
}

func regenerateSecret(c *call) (any, error) {
	r, err := c.lookup("api_token")
	if err != nil {
		return nil, err
	}
	return map[string]any{"api_token": c.withNewSecret(r)}, nil
}

// withNewSecret ends the secret of a token and shows it with another.
func (c *call) withNewSecret(r *record) map[string]any {
	delete(c.tokens, r.text("value"))
	c.secrets++
	r.fields["value"] = "ktok" + idSuffix(fmt.Sprintf("%s/secret/%d", r.id, c.secrets))
	c.allow(r)
	shown := c.shown(r)
	shown["secret"] = r.fields["value"]
	return shown
}

// allow lets requests in that have the secret of a token.
func (c *call) allow(r *record) {
	organization := c.store.get("organization", r.owner)
	token := Token{Value: r.text("value"), Organizations: []string{organization.text("sub_domain")}}
	scopes, _ := r.fields["scopes"].([]any)
	for _, scope := range scopes {
		token.Scopes = append(token.Scopes, fmt.Sprint(scope))
	}
	addresses, _ := r.fields["authorized_ip_addresses"].([]any)
	for _, address := range addresses {
		if network, err := netip.ParsePrefix(fmt.Sprint(address)); err == nil {
			token.Networks = append(token.Networks, network)
		}
		if single, err := netip.ParseAddr(fmt.Sprint(address)); err == nil {
			token.Networks = append(token.Networks, netip.PrefixFrom(single, single.BitLen()))
		}
	}
	if at, expires := r.fields["expires_at"].(int); expires {
		token.Expires = time.Unix(int64(at), 0)
	}
	c.tokens[token.Value] = token
}

// expired refuses a token like one that does not exist.
func expired() error {
	return fail(http.StatusForbidden, "invalid_api_token", map[string]any{"details": "The token has expired"})
}
