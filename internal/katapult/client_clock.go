package katapult

import "time"

// clock is the server's, as its responses show it.
//
// A date is cut to the second and written between the sending of a request and
// the arrival of its response, so each says within which bounds this machine's
// clock is behind the server's. A single date outside of the bounds of the others
// is not believed; several in a row mean that a clock has been set.
type clock struct {
	known bool
	// behind is how far this machine's clock is behind, at the least, and most how
	// far at the most.
	behind, maxBehind time.Duration
	odd               int // dates in a row that contradict the bounds
}

// oddInARow are too many dates to be exceptions.
const oddInARow = 3

// drift is how much the two clocks may part while the bounds hold.
const drift = time.Second

// verdict is what becomes of a date.
type verdict int

const (
	agreed  verdict = iota // with those before
	doubted                // and not taken in
	set                    // in place of those before
)

// observe takes in the date of a response. One that contradicts the others takes
// their place at once if they have to be wrong.
func (c *clock) observe(sent, now, date time.Time, wrong bool) verdict {
	behind, most := date.Sub(now), date.Add(time.Second).Sub(sent)
	switch agrees := behind <= c.maxBehind+drift && most >= c.behind-drift; {
	case !c.known:
		*c = clock{known: true, behind: behind, maxBehind: most}
		return agreed
	case agrees:
		c.behind, c.odd = max(c.behind, behind), 0
		c.maxBehind = max(c.behind, min(c.maxBehind, most))
		return agreed
	case c.odd+1 < oddInARow && !wrong:
		c.odd++
		return doubted
	}
	*c = clock{known: true, behind: behind, maxBehind: most}
	return set
}

// shift notes that this machine's clock was set back.
func (c *clock) shift(by time.Duration) {
	c.behind += by
	c.maxBehind += by
}
