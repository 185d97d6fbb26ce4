package acctest

import (
	"net/http"

	"terraform-provider-katapult/internal/simulator"
)

// LostResponses returns the ways to lose a response of Katapult's API, for a fault of
// any operation.
func LostResponses() map[string]simulator.Fault {
	return map[string]simulator.Fault{
		"before the effect":    {DropBefore: true},
		"after the effect":     {DropAfter: true},
		"within the response":  {Truncate: true},
		"to a gateway's page":  {Status: http.StatusBadGateway, Body: "<html>Bad gateway</html>", ContentType: "text/html"},
		"to an internal error": {Status: http.StatusInternalServerError, Code: "unhandled_exception"},
	}
}
