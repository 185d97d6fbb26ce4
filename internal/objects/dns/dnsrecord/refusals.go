package dnsrecord

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/katapult"
)

// managedError refuses a record that Katapult manages: without it, the zone does not work.
type managedError struct{ record katapult.DNSRecord }

func (e *managedError) Error() string {
	return fmt.Sprintf("it is the %s record %s of the zone itself, which Katapult manages", e.record.Type, e.record.ID)
}

// Hint says what the user can do.
func (*managedError) Hint() string {
	return "Leave it out of the configuration. If it is in the state, take it out with a removed block or terraform state rm."
}

func refuseManaged(r katapult.DNSRecord) error {
	if r.IsManaged() {
		return &managedError{r}
	}
	return nil
}

// refusedArgument is the argument that an error is about, or empty. Sentences about the
// content of a record begin with its type.
func refusedArgument(err error, recordType string) string {
	var (
		outside   *katapult.OutsideZoneError
		duplicate *katapult.DuplicateDNSRecordError
		refusal   *katapult.Error
	)
	switch {
	case errors.As(err, &outside):
		return "name"
	case errors.As(err, &duplicate):
		return "type" // every record has one
	case errors.Is(err, katapult.DNSZoneNotFound):
		return "dns_zone_id"
	}
	if argument := katapult.RefusedArgument(err, "name", "type", "ttl", "priority"); argument != "" {
		return argument
	}
	about := func(words ...string) bool {
		return slices.ContainsFunc(refusal.Detail.Errors, func(sentence string) bool {
			return slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(sentence, word) })
		})
	}
	switch {
	case !errors.As(err, &refusal) || !katapult.HasCode(err, katapult.ValidationFailed, katapult.InvalidArgument):
		return ""
	case about(recordType+":", recordType+" ", "Content "), slices.Contains(refusal.Detail.Path, "content"):
		return holderOf(recordType)
	case about("TTL "):
		return "ttl"
	}
	return ""
}
