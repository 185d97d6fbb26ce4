package katapult

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// UnknownDataCenterError means that the configured data centre does not exist.
type UnknownDataCenterError struct {
	DataCenter string
	// Known lists the permalinks of the organization's data centres.
	Known []string
}

func (e *UnknownDataCenterError) Error() string {
	return fmt.Sprintf("there is no data centre %q; the organization can use %s", e.DataCenter, rest.Quote(strings.Join(e.Known, ", ")))
}

// Check validates the token, the organization and the data centre with one request. The
// request needs no scope. Check accepts a token that is refused permission for it.
//
// It returns an UnknownDataCenterError, or the Error of a refused token or an unknown
// organization.
//
// GET /organizations/organization/available_networks, because every data centre has a
// public network.
func (c *Client) Check(ctx context.Context) error {
	networks, err := c.Networks.List(ctx)
	if HasCode(err, ScopeNotGranted, PermissionDenied, OrganizationSuspended, OrganizationNotActivated) {
		return nil
	}
	if err != nil || c.dataCenter.value == "" {
		return err
	}
	known := make([]string, 0, len(networks))
	for _, n := range networks {
		if c.dataCenter.value == n.DataCenter.ID || c.dataCenter.value == n.DataCenter.Permalink {
			return nil
		}
		known = append(known, n.DataCenter.Permalink)
	}
	// A data centre without a public network would be new, but is possible.
	_, err = c.DataCenters.Get(ctx, c.dataCenter.value)
	if errors.Is(err, ErrNotFound) {
		slices.Sort(known)
		return &UnknownDataCenterError{DataCenter: c.dataCenter.value, Known: slices.Compact(known)}
	}
	return err
}
