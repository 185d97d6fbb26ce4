package katapult

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// Detail holds what API errors carry besides code and description.
type Detail struct {
	// Errors are the API's reasons, in sentences.
	Errors Sentences `json:"errors"`
	// Details explain a refused token or permission.
	Details string `json:"details"`
	// Scopes lists the scopes of which the token needs one.
	Scopes []string `json:"scopes"`
	// IPAddress is the client's address as the API saw it.
	IPAddress string `json:"ip_address"`
	// TotalPermitted is the token's limit, in requests per minute.
	TotalPermitted int `json:"total_permitted"`
	// Path leads to the argument that was refused, if the API names one.
	Path []string `json:"path"`
	// Issue says what is wrong with that argument, as in "invalid_enum_value".
	Issue string `json:"issue"`
	// TrashObject is the trash's entry for the object that prevents the call.
	TrashObject *TrashObject `json:"trash_object"`
}

// Sentences is a list of strings. Some errors have a single string instead.
type Sentences []string

// UnmarshalJSON decodes a list of strings, or one string.
func (s *Sentences) UnmarshalJSON(data []byte) error {
	var single string
	if json.Unmarshal(data, &single) == nil && single != "" {
		*s = Sentences{single}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(s))
}

// UnmarshalJSON decodes the detail. It limits and escapes the strings, because error
// messages quote them.
func (d *Detail) UnmarshalJSON(data []byte) error {
	type plain Detail
	err := json.Unmarshal(data, (*plain)(d)) // on an error, other fields are still set
	d.Errors, d.Scopes = rest.Quotes(d.Errors), rest.Quotes(d.Scopes)
	d.Details, d.IPAddress = rest.Quote(d.Details), rest.Quote(d.IPAddress)
	d.Path, d.Issue = rest.Quotes(d.Path), rest.Quote(d.Issue)
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
	if d.Issue != "" {
		all = append(all, "The reason is "+d.Issue)
	}
	if d.TotalPermitted > 0 {
		all = append(all, fmt.Sprintf("The token may make %d requests a minute", d.TotalPermitted))
	}
	if t := d.TrashObject; t != nil {
		all = append(all, fmt.Sprintf("%s %s is in the trash as %s and kept until %s",
			t.ObjectType, t.ObjectID, t.ID, t.keptUntil()))
	}
	return append(all, d.Errors...)
}

// RefusedArgument returns which of the arguments an error refuses. It is empty if
// the error does not tell, or is about several.
//
// A path names the argument. Sentences of a validation begin with its name.
func RefusedArgument(err error, names ...string) string {
	var refusal *Error
	if !errors.As(err, &refusal) {
		return ""
	}
	var refused []string
	for _, name := range names {
		begins := func(sentence string) bool { return strings.HasPrefix(sentence, humanized(name)+" ") }
		if slices.Contains(refusal.Detail.Path, name) || refusal.Code == ValidationFailed && slices.ContainsFunc(refusal.Detail.Errors, begins) {
			refused = append(refused, name)
		}
	}
	if len(refused) != 1 {
		return ""
	}
	return refused[0]
}

// IsTaken reports whether an error refuses an argument because another object has its value.
func IsTaken(err error, argument string) bool {
	var refusal *Error
	return errors.As(err, &refusal) && refusal.Code == ValidationFailed &&
		slices.Contains(refusal.Detail.Errors, humanized(argument)+" has already been taken")
}

// humanized is the name of an argument at the beginning of a sentence.
func humanized(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ")
}
