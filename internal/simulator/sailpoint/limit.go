package sailpoint

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

// limitPeriod is the window of the rate limit.
const limitPeriod = 10 * time.Second

// limit counts a request of a client to a version, or returns the response that
// refuses it. The window slides, so that two bursts at its edge are refused.
// Refused requests do not count.
func (s *Simulator) limit(key string, now time.Time) *simulator.Response {
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
