package sailpoint

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

// limitPeriod is the time that the limit counts over.
const limitPeriod = 10 * time.Second

// admit counts a request against the budget of a client and version, or
// answers that it is exhausted. The period slides, so that no client gets by
// with two bursts around the edge of one; refused requests cost nothing.
func (s *Simulator) admit(key string, now time.Time) *simulator.Response {
	if s.options.RateLimit < 0 {
		return nil
	}
	times := slices.DeleteFunc(s.admitted[key], func(t time.Time) bool { return now.Sub(t) >= limitPeriod })
	if len(times) < s.options.RateLimit {
		s.admitted[key] = append(times, now)
		return nil
	}
	s.admitted[key] = times
	response := refuse(&failure{status: http.StatusTooManyRequests})
	wait := limitPeriod - now.Sub(times[0])
	response.Header.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	return response
}
