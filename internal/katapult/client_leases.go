package katapult

import (
	"context"
	"maps"
	"math"
	"sync"

	"golang.org/x/sync/semaphore"
)

// leases tell apart the leases of one IP address. The ID belongs to the address: whoever
// leases it next gets the same one, and nothing in the object tells two leases apart.
type leases struct {
	// creates is shared by creates that are under way. A delete whose response was lost
	// takes it alone: the address may be part of a new lease by then.
	creates *semaphore.Weighted

	mu sync.Mutex
	// free are addresses that this process has just leased or released, and not used since.
	free map[string]IPAddress
	// begun and ended count the leases of this process, by the ID of the address.
	begun, ended map[string]int
}

func newLeases() *leases {
	return &leases{creates: semaphore.NewWeighted(math.MaxInt64), begun: map[string]int{}, ended: map[string]int{}, free: map[string]IPAddress{}}
}

// create runs a create whose object leases an address, and notes the lease. A creation that
// leases one without this could lose it to a release whose response was lost.
func (l *leases) create(ctx context.Context, create func() (addressID string, err error)) error {
	done, err := l.hold(ctx, 1)
	if err != nil {
		return err
	}
	defer done()
	addressID, err := create()
	if err == nil {
		l.begin(addressID)
	}
	return err
}

// withoutCreates waits until no create is under way, and lets none begin until done is
// called.
func (l *leases) withoutCreates(ctx context.Context) (done func(), err error) {
	return l.hold(ctx, math.MaxInt64)
}

func (l *leases) hold(ctx context.Context, weight int64) (done func(), err error) {
	if err := l.creates.Acquire(ctx, weight); err != nil {
		return nil, context.Cause(ctx)
	}
	return func() { l.creates.Release(weight) }, nil
}

// begin notes a new lease. What was known of the address was about another one.
func (l *leases) begin(addressID string) {
	l.takeFree(addressID)
	l.count(l.begun, addressID)
}

func (l *leases) end(addressID string) { l.count(l.ended, addressID) }

func (l *leases) count(which map[string]int, addressID string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	which[addressID]++
}

// noteFree remembers that nothing has an address.
func (l *leases) noteFree(a IPAddress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a.AllocationID, a.AllocationType = nil, nil
	l.free[a.ID] = a
}

// takeFree returns an address that is known to be free, once.
func (l *leases) takeFree(addressID string) (a IPAddress, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, known = l.free[addressID]
	delete(l.free, addressID)
	return a, known
}

// begunSoFar returns how many leases of an address this process has begun.
func (l *leases) begunSoFar(addressID string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.begun[addressID]
}

// endedSoFar returns how many leases of each address this process has ended.
func (l *leases) endedSoFar() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.ended)
}
