package sailpoint

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkBatcher measures a batched call with a request that takes no time. Most of it is
// the wait of the last calls.
func BenchmarkBatcher(b *testing.B) {
	var requests, calls atomic.Int64
	gather := newBatcher(Window{Idle: 100 * time.Microsecond, Max: time.Millisecond}, 100,
		func(_ context.Context, ids []string) callResults[int] {
			requests.Add(1)
			return sameResult(ids, callResult[int]{value: 1})
		})
	b.ReportAllocs()
	b.SetParallelism(100)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := fmt.Sprintf("2C9180857E7C5E2E017E%012d", calls.Add(1))
			if got, err := gather.do(b.Context(), id); err != nil || got != 1 {
				b.Error(got, err)
				return
			}
		}
	})
	b.ReportMetric(float64(calls.Load())/float64(max(requests.Load(), 1)), "calls/request")
}
