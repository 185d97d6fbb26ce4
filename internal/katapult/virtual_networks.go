package katapult

import (
	"context"
	"fmt"
)

// VirtualNetworks is access to virtual networks.
type VirtualNetworks struct{ client *Client }

// VirtualNetwork is a private network of an organization within one data
// centre. Names are not unique.
type VirtualNetwork struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	DataCenter DataCenter `json:"data_center"`
}

// VirtualNetworkArguments are the arguments of a new virtual network.
type VirtualNetworkArguments struct {
	Name string
	// DataCenterID defaults to the client's data centre.
	DataCenterID string
}

func (n VirtualNetwork) identity() string { return n.ID }

var virtualNetworks = object[VirtualNetwork]{
	key: "virtual_network", path: "/virtual_networks/virtual_network",
	list:      list[VirtualNetwork]{path: "/organizations/organization/virtual_networks", key: "virtual_networks", paged: true},
	listAfter: 3,
}

// List returns all virtual networks of the client's organization, oldest first.
//
// GET /organizations/organization/virtual_networks, all pages
func (s VirtualNetworks) List(ctx context.Context) ([]VirtualNetwork, error) {
	return virtualNetworks.all(ctx, s.client)
}

// Get returns a virtual network, or ErrNotFound.
//
// GET /virtual_networks/virtual_network
func (s VirtualNetworks) Get(ctx context.Context, networkID string) (VirtualNetwork, error) {
	return virtualNetworks.get(ctx, s.client, networkID)
}

// Create creates a virtual network in the client's organization. If the response is
// lost, it searches among the virtual networks that were not there before. It
// returns a NoDataCenterError, DataCenterNotFound, ValidationFailed, or a
// rest.UnresolvedCreateError.
//
// GET and POST /organizations/organization/virtual_networks
func (s VirtualNetworks) Create(ctx context.Context, a VirtualNetworkArguments) (VirtualNetwork, error) {
	center := s.client.dataCenter
	if a.DataCenterID != "" {
		center = reference{"id", a.DataCenterID}
	}
	if center.value == "" {
		return VirtualNetwork{}, &NoDataCenterError{}
	}
	organization := s.client.organization.lookup("organization")
	matches := func(n VirtualNetwork) (bool, error) {
		if n.DataCenter.ID == "" {
			return false, fmt.Errorf("the API does not say in which data centre virtual network %s is", n.ID)
		}
		return n.Name == a.Name && center.isTo(n.DataCenter), nil
	}
	network, _, err := virtualNetworks.create(ctx, s.client, creation[VirtualNetwork]{
		path: virtualNetworks.list.path,
		arguments: arguments{
			lookups: []lookup{organization, center.lookup("data_center")}, properties: map[string]string{"name": a.Name},
		},
		conflictKey: "virtual network " + a.Name,
		recovery:    notThereBefore(s.client, virtualNetworks.list, nil, matches, organization),
	})
	return network, err
}

// Rename renames a virtual network and returns it. It returns ErrNotFound, or
// ValidationFailed.
//
// PATCH /virtual_networks/virtual_network
func (s VirtualNetworks) Rename(ctx context.Context, networkID, name string) (VirtualNetwork, error) {
	return virtualNetworks.update(ctx, s.client, networkID, arguments{properties: map[string]string{"name": name}})
}

// Delete deletes a virtual network. It returns ErrNotFound, or DeletionRestricted
// with the API's reasons, such as a network interface that is on it.
//
// DELETE /virtual_networks/virtual_network
func (s VirtualNetworks) Delete(ctx context.Context, networkID string) error {
	return virtualNetworks.deleteNow(ctx, s.client, networkID)
}

// AnnounceRelease announces that the caller is about to delete network interfaces
// that are on virtual networks. Operations of this process that delete one of the
// networks wait for it. The caller calls done when it has finished or failed.
func (s VirtualNetworks) AnnounceRelease(networkIDs ...string) (done func()) {
	objects := make([]string, len(networkIDs))
	for i, id := range networkIDs {
		objects[i] = virtualNetwork(id)
	}
	return s.client.releases.announce(objects...)
}

// WatchRelease watches for another operation of this process that deletes a network
// interface on the virtual network.
func (s VirtualNetworks) WatchRelease(networkID string) ReleaseWatch {
	return s.client.releases.watch(virtualNetwork(networkID))
}

// virtualNetwork names a virtual network for releases.
func virtualNetwork(id string) string { return "virtual network " + id }
