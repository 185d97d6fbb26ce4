package katapult

import (
	"context"

	"terraform-provider-katapult/internal/rest"
)

// DataCenters is access to data centres.
type DataCenters struct{ client *Client }

// DataCenter is a place where objects live.
type DataCenter struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Permalink string `json:"permalink"`
	// Country is missing where the data centre is part of another object's row.
	Country Country `json:"country"`
}

// Country is where a data centre is.
type Country struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NoDataCenterError says that the client was given no data centre to use by
// default.
type NoDataCenterError struct{}

var _ rest.Hinted = (*NoDataCenterError)(nil)

func (e *NoDataCenterError) Error() string { return "no default data centre is configured" }

// Hint says what can be done about the error.
func (e *NoDataCenterError) Hint() string {
	return "Set it here, or set data_center in the provider block to a value known at plan time, or KATAPULT_DATA_CENTER."
}

// List returns all data centres.
//
// GET /data_centers; the answer has no pages.
func (s DataCenters) List(ctx context.Context) ([]DataCenter, error) {
	return get(ctx, s.client, "/data_centers", many[DataCenter]("data_centers"))
}

// Get returns the data centre with a permalink or an ID, or ErrNotFound.
//
// GET /data_centers/data_center
func (s DataCenters) Get(ctx context.Context, permalinkOrID string) (DataCenter, error) {
	return s.find(ctx, dataCenter(permalinkOrID))
}

// GetByID returns the data centre with an ID, whatever it begins with, or
// ErrNotFound.
//
// GET /data_centers/data_center
func (s DataCenters) GetByID(ctx context.Context, dataCenterID string) (DataCenter, error) {
	return s.find(ctx, reference{"id", dataCenterID})
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

// Only returns a test for being the data centre with a permalink or an ID, or
// ErrNotFound. Every data centre passes if that is empty.
//
// GET /data_centers/data_center
func (s DataCenters) Only(ctx context.Context, permalinkOrID string) (func(DataCenter) bool, error) {
	if permalinkOrID == "" {
		return func(DataCenter) bool { return true }, nil
	}
	only, err := s.Get(ctx, permalinkOrID)
	return func(d DataCenter) bool { return d.ID == only.ID }, err
}

func (s DataCenters) find(ctx context.Context, by reference) (DataCenter, error) {
	return get(ctx, s.client, "/data_centers/data_center", one[DataCenter]("data_center"), by.lookup("data_center"))
}

// dataCenter refers to a data centre. Their IDs have two prefixes.
func dataCenter(permalinkOrID string) reference {
	return parseReference(permalinkOrID, "permalink", "dc_", "loc_")
}
