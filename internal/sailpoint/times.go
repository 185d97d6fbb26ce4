package sailpoint

import (
	"errors"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// spellings are those in which the API has been seen to write times, and what
// they leave out. Those without a zone are in UTC.
var spellings = []struct {
	layout string
	exact  time.Duration
}{
	{time.RFC3339, time.Second},
	{"2006-01-02T15:04Z07:00", time.Minute},
	{"2006-01-02T15:04:05", time.Second},
}

// notBefore reports whether a time in one of the API's spellings can be that of
// another one or later.
func notBefore(written string, limit time.Time) (bool, error) {
	var problem error
	for _, s := range spellings {
		at, err := time.Parse(s.layout, written)
		if err == nil {
			return !at.Before(limit.Truncate(s.exact)), nil
		}
		if problem == nil {
			problem = errors.New(rest.Quote(err.Error()))
		}
	}
	return false, problem
}
