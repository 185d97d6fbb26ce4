package crud_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
)

// pair is a definition whose key the configuration decides. It records the
// calls of its functions.
func pair(calls *[]string, fail func(call string) error) crud.Resource[api, link] {
	var mu sync.Mutex
	call := func(name string) error {
		mu.Lock()
		*calls = append(*calls, name)
		mu.Unlock()
		if fail == nil {
			return nil
		}
		return fail(name)
	}
	r := definition(nil)
	r.Key = []string{"name"}
	r.Create = func(_ context.Context, _ api, _ *link) error { return call("create") }
	r.Update = func(_ context.Context, _ api, _, _ *link) error { return call("update") }
	r.Read = func(context.Context, api, *link) error { return nil }
	r.Destroy = func(_ context.Context, _ api, _ link) error { return call("delete") }
	return r
}

func (b *bench) resize() *resource.UpdateResponse {
	b.t.Helper()
	plan := b.raw(map[string]any{"id": "l_1", "name": "web", "size": 4})
	resp := &resource.UpdateResponse{State: b.state(), Identity: b.identity}
	b.resource.Update(b.t.Context(), resource.UpdateRequest{State: b.state(), Plan: tfsdk.Plan{Schema: b.schema, Raw: plan}}, resp)
	return resp
}

func (b *bench) delete(ctx context.Context) *resource.DeleteResponse {
	resp := &resource.DeleteResponse{State: b.state()}
	b.resource.Delete(ctx, resource.DeleteRequest{State: b.state()}, resp)
	return resp
}

func TestDeleteSparesWhatACreateOfTheSameRunHasAdopted(t *testing.T) {
	t.Parallel()
	var calls []string
	b := newBench(t, pair(&calls, nil))
	if created := b.create(map[string]any{"name": "web"}); created.Diagnostics.HasError() {
		t.Fatal(created.Diagnostics)
	}
	deleted := b.delete(t.Context())
	if len(calls) != 1 || deleted.Diagnostics.HasError() {
		t.Errorf("called %q: %v", calls, deleted.Diagnostics)
	}
	expect(t, deleted.Diagnostics, "Object kept", `made_up_link "web" (web) is also managed by another resource`)
}

func TestDeleteSparesWhatAnUpdateOfTheSameRunHasWritten(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]error{"that succeeded": nil, "that failed": errors.New("the cable broke")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls []string
			b := newBench(t, pair(&calls, func(string) error { return fail }))
			b.resize()
			if b.delete(t.Context()); len(calls) != 1 {
				t.Errorf("called %q", calls)
			}
		})
	}
}

func TestDeleteOfWhatACreateDidNotKeepIsCarriedOut(t *testing.T) {
	t.Parallel()
	var calls []string
	b := newBench(t, pair(&calls, func(call string) error {
		if call == "create" {
			return errors.New("refused")
		}
		return nil
	}))
	b.create(map[string]any{"name": "web"})
	if b.delete(t.Context()); len(calls) != 2 {
		t.Errorf("called %q", calls)
	}
}

func TestDeleteComesBeforeTheCreateThatReplacesIt(t *testing.T) {
	t.Parallel()
	var calls []string
	b := newBench(t, pair(&calls, nil))
	b.delete(t.Context())
	if created := b.create(map[string]any{"name": "web"}); created.Diagnostics.HasError() || len(calls) != 2 {
		t.Errorf("called %q: %v", calls, created.Diagnostics)
	}
}

func TestAnotherRunOwesNothingToTheOneBefore(t *testing.T) {
	t.Parallel()
	var calls []string
	r := pair(&calls, nil)
	newBench(t, r).create(map[string]any{"name": "web"})
	if newBench(t, r).delete(t.Context()); len(calls) != 2 {
		t.Errorf("called %q", calls)
	}
}

func TestKeyThatTheAPIDecidesIsNeverSpared(t *testing.T) {
	t.Parallel()
	var calls []string
	r := pair(&calls, nil)
	r.Key = nil
	b := newBench(t, r)
	b.resize()
	if b.delete(t.Context()); len(calls) != 2 {
		t.Errorf("called %q", calls)
	}
}

func TestSecondResourceThatWritesOneObjectIsRefused(t *testing.T) {
	t.Parallel()
	var calls []string
	b := newBench(t, pair(&calls, nil))
	b.create(map[string]any{"name": "web"})
	check := func(diagnostics diag.Diagnostics, summary string) {
		t.Helper()
		expect(t, diagnostics, summary, `another resource of this configuration has written made_up_link "web" (web) in this run`)
		expect(t, diagnostics, summary, "Keep one of the two resources")
	}
	created := b.create(map[string]any{"name": "web"})
	check(created.Diagnostics, "Cannot create made_up_link")
	if !created.State.Raw.IsNull() {
		t.Error("the second one is in the state, and a destroy would take the object away")
	}
	check(b.resize().Diagnostics, "Cannot update made_up_link")
	if other := b.create(map[string]any{"name": "db"}); other.Diagnostics.HasError() || len(calls) != 2 {
		t.Errorf("another object: called %q: %v", calls, other.Diagnostics)
	}
}

func TestOperationsOnOneKeyTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls []string
		b := newBench(t, pair(&calls, func(string) error { time.Sleep(time.Minute); return nil }))
		began := time.Now()
		var all sync.WaitGroup
		all.Go(func() { b.delete(t.Context()) })
		all.Go(func() { b.delete(t.Context()) })
		all.Wait()
		if took := time.Since(began); took != 2*time.Minute {
			t.Errorf("two deletes of one object took %s", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		all.Go(func() { b.delete(t.Context()) })
		synctest.Wait()
		expect(t, b.delete(ctx).Diagnostics, "Cannot delete made_up_link", "waiting for other work on made_up_link web")
		all.Wait()
	})
}

// Whatever has to happen first is work on an object with the same key.
func TestDeleteIsDoneWhileACreateOfTheSameKeyWaitsForIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls []string
		released, waits := make(chan struct{}), make(chan struct{})
		r := pair(&calls, nil)
		r.Create = func(ctx context.Context, _ api, _ *link) error {
			calls = append(calls, "create")
			return crud.WhileUnclaimed(ctx, func() error { close(waits); <-released; return nil })
		}
		r.Destroy = func(context.Context, api, link) error {
			calls = append(calls, "delete")
			close(released)
			return nil
		}
		b := newBench(t, r)
		var group sync.WaitGroup
		group.Go(func() {
			if created := b.create(map[string]any{"name": "web"}); created.Diagnostics.HasError() {
				t.Error(created.Diagnostics)
			}
		})
		<-waits
		if deleted := b.delete(t.Context()); len(deleted.Diagnostics) > 0 {
			t.Error(deleted.Diagnostics)
		}
		group.Wait()
		// The create has its claim again, and has recorded it.
		if b.delete(t.Context()); len(calls) != 2 {
			t.Errorf("called %q", calls)
		}
	})
}

func TestCreateEndsIfAnotherHasWrittenTheObjectWhileItWaited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls []string
		goOn, waits := make(chan struct{}), make(chan struct{})
		r := pair(&calls, nil)
		first := true
		r.Create = func(ctx context.Context, _ api, _ *link) error {
			if !first {
				return nil
			}
			first = false
			return crud.WhileUnclaimed(ctx, func() error { close(waits); <-goOn; return nil })
		}
		b := newBench(t, r)
		var group sync.WaitGroup
		group.Go(func() {
			expect(t, b.create(map[string]any{"name": "web"}).Diagnostics, "Cannot create made_up_link", "another resource of this configuration has written made_up_link")
		})
		<-waits
		if created := b.create(map[string]any{"name": "web"}); created.Diagnostics.HasError() {
			t.Error(created.Diagnostics)
		}
		close(goOn)
		group.Wait()
	})
}

func TestFailedWaitLeavesTheObjectUnclaimed(t *testing.T) {
	t.Parallel()
	var calls []string
	r := pair(&calls, nil)
	r.Create = func(ctx context.Context, _ api, _ *link) error {
		return crud.WhileUnclaimed(ctx, func() error { return errors.New("the cable broke") })
	}
	b := newBench(t, r)
	expect(t, b.create(map[string]any{"name": "web"}).Diagnostics, "Cannot create made_up_link", "the cable broke")
	if b.delete(t.Context()); len(calls) != 1 {
		t.Errorf("called %q", calls)
	}
}

func TestKeyThatTheAPIDecidesIsNeverClaimed(t *testing.T) {
	t.Parallel()
	waited := false
	b := newBench(t, definition(func(ctx context.Context, m *link) error {
		m.ID = types.StringValue("l_1")
		return crud.WhileUnclaimed(ctx, func() error { waited = true; return nil })
	}))
	if created := b.create(map[string]any{"name": "web"}); created.Diagnostics.HasError() || !waited {
		t.Errorf("waited is %t: %v", waited, created.Diagnostics)
	}
}
