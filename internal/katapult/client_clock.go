package katapult

import "time"

// clock estimates the server's clock from the Date headers of its responses.
//
// A Date is truncated to the second. The server writes it between the request's departure
// and the response's arrival. So each Date bounds how far this machine's clock is behind
// the server's. A single Date outside the bounds is ignored. Several in a row mean that one
// of the clocks was set.
type clock struct {
	known bool
	// This machine's clock is at least behind, and at most maxBehind, behind the server's.
	behind, maxBehind time.Duration
	contradictions    int // consecutive dates outside the bounds
}

// contradictionsToReset is how many contradicting dates in a row are too many to be
// outliers.
const contradictionsToReset = 3

// maxDrift is how far the clocks may drift apart while the bounds hold.
const maxDrift = time.Second

// dateVerdict says how the clock used a date.
type dateVerdict int

const (
	dateAccepted dateVerdict = iota // it agrees with the bounds
	dateIgnored                     // it contradicts the bounds
	clockReset                      // it replaced the bounds
)

// observe updates the bounds with the Date of a response. If the caller knows that the
// bounds are wrong, a contradicting date replaces them at once.
func (c *clock) observe(sent, now, date time.Time, boundsWrong bool) dateVerdict {
	behind, maxBehind := date.Sub(now), date.Add(time.Second).Sub(sent)
	switch agrees := behind <= c.maxBehind+maxDrift && maxBehind >= c.behind-maxDrift; {
	case !c.known:
		*c = clock{known: true, behind: behind, maxBehind: maxBehind}
		return dateAccepted
	case agrees:
		c.behind, c.contradictions = max(c.behind, behind), 0
		c.maxBehind = max(c.behind, min(c.maxBehind, maxBehind))
		return dateAccepted
	case c.contradictions+1 < contradictionsToReset && !boundsWrong:
		c.contradictions++
		return dateIgnored
	}
	*c = clock{known: true, behind: behind, maxBehind: maxBehind}
	return clockReset
}

// shift adjusts the bounds after this machine's clock was set back.
func (c *clock) shift(by time.Duration) {
	c.behind += by
	c.maxBehind += by
}
