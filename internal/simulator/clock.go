package simulator

import (
	"sync"
	"time"
)

// Clock tells the time of a simulated service.
type Clock interface{ Now() time.Time }

// SystemClock is the real time.
type SystemClock struct{}

// Now is the current time.
func (SystemClock) Now() time.Time { return time.Now() }

// ManualClock stands still until Advance moves it.
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
