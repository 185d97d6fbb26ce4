package katapult

import (
	"net/http"
	"time"
)

var consoleSessionKind = kind{
	name: "console_session", prefix: "vmcs",
	routes: []route{{
		operation: "POST /virtual_machines/virtual_machine/console_sessions", handle: createConsoleSession,
		scopes: "virtual_machines virtual_machines:console", status: http.StatusCreated,
	}},
	errors: map[string]string{
		"virtual_machine_must_be_started": "Virtual machines must be in a started state to create console sessions",
	},
}

// createConsoleSession makes a session whose address is a way into the machine.
func createConsoleSession(c *call) (any, error) {
	machine, err := c.lookupActive("virtual_machine")
	if err != nil {
		return nil, err
	}
	if state := machine.text("state"); state != "started" {
		return nil, fail(http.StatusNotAcceptable, "virtual_machine_must_be_started", map[string]any{"current_state": state})
	}
	session := c.add("console_session", machine.owner, map[string]any{"expires_at": c.now.Add(5 * time.Minute).Unix()})
	return map[string]any{"console_session": map[string]any{
		"id": session.id, "url": "https://console.katapult.example/" + ConsoleSecret + "/" + session.id, "expires_at": session.fields["expires_at"],
		"virtual_machine": pick(machine.fields, "id", "name", "hostname", "fqdn", "state"),
	}}, nil
}

// ConsoleSecret is part of the address of every console session. Tests search
// logs and states for it.
const ConsoleSecret = "simulated-console-secret"
