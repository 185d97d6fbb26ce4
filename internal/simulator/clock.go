package simulator

import (
	"sync"
	"time"
)

// Clock tells the time in the simulated cloud.
type Clock interface{ Now() time.Time }

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

// ManualClock stands still until it is told to move.
type ManualClock struct {
	mutex sync.Mutex
	now   time.Time
}

// NewManualClock makes a clock that shows a given time.
func NewManualClock(start time.Time) *ManualClock { return &ManualClock{now: start} }

// Now is the time the clock shows.
func (c *ManualClock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

// Advance moves the clock forward.
func (c *ManualClock) Advance(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(d)
}
