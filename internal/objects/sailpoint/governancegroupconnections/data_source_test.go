package governancegroupconnections_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroupconnections"
)

const (
	address = "data.katapult_sailpoint_governance_group_connections.users"
	support = "2c9180a46faadee4016fb4e018c20639"
)

func users(groupID string) string {
	return fmt.Sprintf("data \"katapult_sailpoint_governance_group_connections\" \"users\" {\n  group_id = %q\n}\n", groupID)
}

func TestEverythingThatUsesAGroupIsListed(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupconnections.Object)
	id := w.AddGroup("Auditors", support)
	connections := []map[string]any{{
		"object":         map[string]any{"type": "ROLE", "id": "2c918086", "name": "A ledger reader", "description": "Reads."},
		"connectionType": "AccessRequestReviewer",
	}}
	for i := range 60 {
		connections = append(connections, map[string]any{
			"object": map[string]any{"type": "SOURCE", "name": fmt.Sprintf("Source %02d", i)}, "connectionType": "ManagementWorkgroup",
		})
	}
	w.Connect(id, connections...)
	w.Run(resource.TestStep{
		Config: users(id),
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr(address, "connections.#", "61"),
			resource.TestCheckResourceAttr(address, "connections.0.type", "ROLE"),
			resource.TestCheckResourceAttr(address, "connections.0.id", "2c918086"),
			resource.TestCheckResourceAttr(address, "connections.0.name", "A ledger reader"),
			resource.TestCheckResourceAttr(address, "connections.0.description", "Reads."),
			resource.TestCheckResourceAttr(address, "connections.0.connection_type", "AccessRequestReviewer"),
			resource.TestCheckResourceAttr(address, "connections.60.name", "Source 59"),
		),
	})
}

func TestUnusedGroupHasNoConnections(t *testing.T) {
	t.Parallel()
	w := acctest.NewSailPoint(t, governancegroupconnections.Object)
	w.Run(resource.TestStep{
		Config: users(w.AddGroup("Auditors", support)),
		Check:  resource.TestCheckResourceAttr(address, "connections.#", "0"),
	})
}

func TestUnknownGroupIsBlamedOnItsID(t *testing.T) {
	t.Parallel()
	acctest.NewSailPoint(t, governancegroupconnections.Object).Run(resource.TestStep{
		Config:      users("2b711763-ed35-42a2-a80c-8f1ce0dc4a7f"),
		ExpectError: regexp.MustCompile(`(?s)group_id = "2b711763.*was\s+not\s+found`),
	})
}
