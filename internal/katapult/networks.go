package katapult

import "context"

// Networks is access to public networks.
type Networks struct{ client *Client }

// Network is a public network. Katapult has one in each data centre.
type Network struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Permalink is nil for a network without one.
	Permalink *string `json:"permalink"`
	// Default says that it is the default network of its data centre.
	Default    bool       `json:"default"`
	DataCenter DataCenter `json:"data_center"`
}

func (n Network) identity() string { return n.ID }

var networks = object[Network]{
	key: "network", path: "/networks/network",
	list: list[Network]{path: "/organizations/organization/available_networks", key: "networks"},
}

// List returns all networks that the client's organization can use.
//
// GET /organizations/organization/available_networks, without pages
func (s Networks) List(ctx context.Context) ([]Network, error) {
	return networks.all(ctx, s.client)
}

// Get returns a network, or ErrNotFound.
//
// GET /networks/network
func (s Networks) Get(ctx context.Context, networkID string) (Network, error) {
	return networks.get(ctx, s.client, networkID)
}

// GetByPermalink returns the network with a permalink, or ErrNotFound.
//
// GET /networks/network
func (s Networks) GetByPermalink(ctx context.Context, permalink string) (Network, error) {
	return networks.find(ctx, s.client, lookup{"network", "permalink", permalink})
}

// DefaultIn returns the default network of the data centre with a permalink or
// an ID, or ErrNotFound for the data centre.
//
// GET /data_centers/data_center/default_network
func (s Networks) DefaultIn(ctx context.Context, permalinkOrID string) (Network, error) {
	return s.defaultIn(ctx, dataCenter(permalinkOrID))
}

// DefaultInID returns the default network of the data centre with an ID, whatever
// its prefix. It returns ErrNotFound for the data centre.
//
// GET /data_centers/data_center/default_network
func (s Networks) DefaultInID(ctx context.Context, dataCenterID string) (Network, error) {
	return s.defaultIn(ctx, reference{"id", dataCenterID})
}

// Default returns the default network of the client's data centre. It returns
// a NoDataCenterError, or ErrNotFound for the data centre.
//
// GET /data_centers/data_center/default_network
func (s Networks) Default(ctx context.Context) (Network, error) {
	if s.client.dataCenter.value == "" {
		return Network{}, &NoDataCenterError{}
	}
	return s.defaultIn(ctx, s.client.dataCenter)
}

// DefaultID is the ID of Default, which it asks for once: many new objects need it, and
// it does not change. It returns a NoDataCenterError, or ErrNotFound for the data centre.
//
// GET /data_centers/data_center/default_network
func (s Networks) DefaultID(ctx context.Context) (string, error) {
	unlock, err := s.client.locks.Lock(ctx, "default network")
	if err != nil {
		return "", err
	}
	defer unlock()
	if s.client.defaultNetworkID == "" {
		network, err := s.Default(ctx)
		if err != nil {
			return "", err
		}
		s.client.defaultNetworkID = network.ID
	}
	return s.client.defaultNetworkID, nil
}

func (s Networks) defaultIn(ctx context.Context, center reference) (Network, error) {
	return get(ctx, s.client, "/data_centers/data_center/default_network", objectIn[Network]("network"), center.lookup("data_center"))
}
