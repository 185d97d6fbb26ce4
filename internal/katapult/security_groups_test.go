package katapult

import (
	"fmt"
	"testing"
	"testing/synctest"
)

// newGroups creates security groups with what follows their names in a response.
func newGroups(rest string, responses ...scriptedResponse) *made {
	return &made{list: "security_groups", single: "security_group", responses: responses, row: func(number int) string {
		return fmt.Sprintf(`{"id":"sg_%d","name":"web",%s}`, number, rest)
	}}
}

// The API may change the order of associations. Annotations do not count: lists lack them.
func TestLostSecurityGroupIsFoundInTheListAlone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		row   string
		found bool
	}{
		"the same":                {`"allow_all_inbound":false,"allow_all_outbound":true,"associations":["tag_a","tag_b"]`, true},
		"another order":           {`"allow_all_inbound":false,"allow_all_outbound":true,"associations":["tag_b","tag_a"]`, true},
		"another association":     {`"allow_all_inbound":false,"allow_all_outbound":true,"associations":["tag_a"]`, false},
		"another for all":         {`"allow_all_inbound":true,"allow_all_outbound":true,"associations":["tag_a","tag_b"]`, false},
		"outbound is not for all": {`"allow_all_inbound":false,"allow_all_outbound":false,"associations":["tag_a","tag_b"]`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := newGroups(test.row, gateway, gateway, gateway, gateway, gateway)
				name, in, out := "web", false, true
				group, err := api.client().SecurityGroups.Create(t.Context(), SecurityGroupArguments{
					Name: &name, AllowAllInbound: &in, AllowAllOutbound: &out, Associations: &[]string{"tag_a", "tag_b"}, Annotations: map[string]string{"a": "b"},
				})
				if (err == nil) != test.found || test.found && (group.ID != "sg_1" || api.sent != 1 || api.singles != 0) {
					t.Errorf("sent %d times, read %d groups, %q is ours: %v", api.sent, api.singles, group.ID, err)
				}
			})
		})
	}
}
