package katapult

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// Detail is what errors carry beside code and description.
type Detail struct {
	// Errors are the API's reasons, as sentences.
	Errors Sentences `json:"errors"`
	// Details explain a refused token or permission.
	Details string `json:"details"`
	// Scopes are those of which the token needs one.
	Scopes []string `json:"scopes"`
	// IPAddress is where the API saw the request come from.
	IPAddress string `json:"ip_address"`
	// TotalPermitted is how many requests a minute the token may make.
	TotalPermitted int `json:"total_permitted"`
	// TrashObject is the trash's entry for the object in the way.
	TrashObject *TrashObject `json:"trash_object"`
}

// Sentences are a list of texts, which some errors give as a single one.
type Sentences []string

// UnmarshalJSON reads a list of texts, or a text.
func (s *Sentences) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil && one != "" {
		*s = Sentences{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(s))
}

// UnmarshalJSON reads what errors may repeat of it.
func (d *Detail) UnmarshalJSON(data []byte) error {
	type plain Detail
	err := json.Unmarshal(data, (*plain)(d)) // takes in what it can
	d.Errors, d.Scopes = rest.Quotes(d.Errors), rest.Quotes(d.Scopes)
	d.Details, d.IPAddress = rest.Quote(d.Details), rest.Quote(d.IPAddress)
	if t := d.TrashObject; t != nil {
		t.ID, t.ObjectID, t.ObjectType = rest.Quote(t.ID), rest.Quote(t.ObjectID), rest.Quote(t.ObjectType)
	}
	return err
}

func (d Detail) sentences() []string {
	var all []string
	if d.Details != "" {
		all = append(all, d.Details)
	}
	if d.IPAddress != "" {
		all = append(all, "The request came from "+d.IPAddress)
	}
	if len(d.Scopes) > 0 {
		all = append(all, "The token lacks a scope out of: "+strings.Join(d.Scopes, ", "))
	}
	if d.TotalPermitted > 0 {
		all = append(all, fmt.Sprintf("The token may make %d requests a minute", d.TotalPermitted))
	}
	if t := d.TrashObject; t != nil {
		all = append(all, fmt.Sprintf("%s %s is in the trash as %s and kept until %s",
			t.ObjectType, t.ObjectID, t.ID, time.Unix(t.KeepUntil, 0).UTC().Format(time.RFC3339)))
	}
	return append(all, d.Errors...)
}
