package katapult

import "context"

// DataCenters is access to data centres.
type DataCenters struct{ client *Client }

// DataCenter is a place where objects live.
type DataCenter struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Permalink string `json:"permalink"`
}

// Get returns the data centre with a permalink or an ID, or ErrNotFound.
//
// GET /data_centers/data_center
func (s DataCenters) Get(ctx context.Context, permalinkOrID string) (DataCenter, error) {
	var answer struct {
		DataCenter DataCenter `json:"data_center"`
	}
	err := s.client.get(ctx, "/data_centers/data_center", &answer, dataCenter(permalinkOrID).lookup("data_center"))
	return answer.DataCenter, err
}

// dataCenter refers to a data centre. Their IDs have two prefixes.
func dataCenter(permalinkOrID string) reference {
	return referTo(permalinkOrID, "permalink", "dc_", "loc_")
}
