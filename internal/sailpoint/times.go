package sailpoint

import (
	"errors"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// timeLayouts are the formats that the API has been seen to use, with their precision.
// Times without a zone are in UTC.
var timeLayouts = []struct {
	layout string
	exact  time.Duration
}{
	{time.RFC3339, time.Second},
	{"2006-01-02T15:04Z07:00", time.Minute},
	{"2006-01-02T15:04:05", time.Second},
}

// notBefore reports whether a time, at its own precision, may be at or after a limit.
func notBefore(value string, limit time.Time) (bool, error) {
	var firstErr error
	for _, s := range timeLayouts {
		at, err := time.Parse(s.layout, value)
		if err == nil {
			return !at.Before(limit.Truncate(s.exact)), nil
		}
		if firstErr == nil {
			firstErr = errors.New(rest.Quote(err.Error()))
		}
	}
	return false, firstErr
}
