package provider

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinegroup"
)

type requestKey struct{}

// carried is a context with a large value, like gRPC's.
func carried(ctx context.Context) (context.Context, weak.Pointer[[1 << 20]byte]) {
	large := new([1 << 20]byte)
	return context.WithValue(ctx, requestKey{}, large), weak.Make(large)
}

func TestCallLeavesNothingOfItsContextBehind(t *testing.T) {
	t.Parallel()
	server := Server("test", []crud.Object{virtualmachinegroup.Object})()
	large := func() weak.Pointer[[1 << 20]byte] {
		ctx, large := carried(t.Context())
		_, err := server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: "katapult_virtual_machine_group"})
		if err != nil {
			t.Fatal(err)
		}
		return large
	}()
	for range 10 {
		runtime.GC()
		if large.Value() == nil {
			return
		}
	}
	t.Error("the server keeps what the call was made with")
	runtime.KeepAlive(server)
}

func TestBorrowedContextIsThatOfTheCall(t *testing.T) {
	t.Parallel()
	reason := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(context.WithValue(t.Context(), requestKey{}, "value"))
	ctx, end := context.WithDeadline(ctx, time.Now().Add(time.Hour))
	defer end()
	var kept context.Context
	_, _ = releaseContexts(ctx, 0, func(b context.Context, _ int) (int, error) {
		kept = b
		child, stop := context.WithCancel(b)
		defer stop()
		deadline, _ := ctx.Deadline()
		if got, ok := b.Deadline(); !ok || got != deadline || b.Value(requestKey{}) != "value" || b.Err() != nil {
			t.Error("the borrowed context is not like the one of the call")
		}
		cancel(reason)
		<-child.Done()
		if context.Cause(child) != reason { //nolint:errorlint // identity, not equivalence
			t.Errorf("ended by %v", context.Cause(child))
		}
		return 0, nil
	})
	if kept.Err() == nil || kept.Value(requestKey{}) != nil {
		t.Error("the context outlives the call")
	}
}
