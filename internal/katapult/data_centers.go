package katapult

import (
	"context"
)

// DataCenters is access to data centres.
type DataCenters struct{ client *Client }

// DataCenter is a location of objects.
type DataCenter struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Permalink string `json:"permalink"`
	// Country is missing where the data centre belongs to a row of a list.
	Country Country `json:"country"`
}

// NoDataCenterError says that the client was configured without a data centre.
type NoDataCenterError struct{}

func (e *NoDataCenterError) Error() string { return "no default data centre is configured" }

func (d DataCenter) identity() string { return d.ID }

var dataCenters = object[DataCenter]{key: "data_center", path: "/data_centers/data_center"}

// List returns all data centres.
//
// GET /data_centers, without pages
func (s DataCenters) List(ctx context.Context) ([]DataCenter, error) {
	return get(ctx, s.client, "/data_centers", listIn[DataCenter]("data_centers"))
}

// Get returns the data centre with a permalink or an ID, or ErrNotFound.
//
// GET /data_centers/data_center
func (s DataCenters) Get(ctx context.Context, permalinkOrID string) (DataCenter, error) {
	return s.find(ctx, dataCenter(permalinkOrID))
}

// GetByID returns the data centre with an ID, whatever its prefix, or ErrNotFound.
//
// GET /data_centers/data_center
func (s DataCenters) GetByID(ctx context.Context, dataCenterID string) (DataCenter, error) {
	return dataCenters.get(ctx, s.client, dataCenterID)
}

// Default returns the data centre that the client was configured with. It
// returns a NoDataCenterError, or ErrNotFound.
//
// GET /data_centers/data_center
func (s DataCenters) Default(ctx context.Context) (DataCenter, error) {
	if s.client.dataCenter.value == "" {
		return DataCenter{}, &NoDataCenterError{}
	}
	return s.find(ctx, s.client.dataCenter)
}

// Filter returns a filter for the data centre with a permalink or an ID, or
// ErrNotFound. If that is empty, every data centre passes.
//
// GET /data_centers/data_center
func (s DataCenters) Filter(ctx context.Context, permalinkOrID string) (func(DataCenter) bool, error) {
	if permalinkOrID == "" {
		return func(DataCenter) bool { return true }, nil
	}
	only, err := s.Get(ctx, permalinkOrID)
	return func(d DataCenter) bool { return d.ID == only.ID }, err
}

func (s DataCenters) find(ctx context.Context, by reference) (DataCenter, error) {
	return dataCenters.find(ctx, s.client, by.lookup("data_center"))
}

// dataCenter refers to a data centre. IDs of data centres have two prefixes.
func dataCenter(permalinkOrID string) reference {
	return parseReference(permalinkOrID, "permalink", "dc_", "loc_")
}

// isTo reports whether the reference is to a data centre.
func (r reference) isTo(d DataCenter) bool {
	return r.key == "id" && r.value == d.ID || r.key == "permalink" && r.value == d.Permalink
}
