package crud_test

import (
	"context"
	"testing"

	"terraform-provider-katapult/internal/crud"
)

func TestObjectOfTwoTypesOfResourcesIsWarnedAboutOnce(t *testing.T) {
	t.Parallel()
	var calls []string
	r := pair(&calls, nil)
	types := []string{"made_up_link", "made_up_link", "made_up_links", "made_up_link"}
	r.Create = func(ctx context.Context, _ api, _ *link) error {
		crud.Manage(ctx, "cable c_1", types[0])
		types = types[1:]
		crud.Manage(ctx, "another cable", "made_up_link")
		return nil
	}
	b := newBench(t, r)
	for n, warns := range []bool{false, false, true, false} {
		got := b.create(map[string]any{"name": string(rune('a' + n))}).Diagnostics
		if len(got) > 0 != warns {
			t.Errorf("create %d: %v", n, got)
		}
		if warns {
			expect(t, got, "Object managed twice", "belongs to cable c_1 is managed by resources of the types made_up_link and made_up_links")
		}
	}
}

func TestDeleteLearnsWhatTheRunHasAdopted(t *testing.T) {
	t.Parallel()
	var calls []string
	var adopted []bool
	r := pair(&calls, nil)
	r.Create = func(ctx context.Context, _ api, _ *link) error {
		crud.Adopt(ctx, "c_1", "c_2")
		return nil
	}
	r.Destroy = func(ctx context.Context, _ api, _ link) error {
		adopted = append(adopted, crud.IsAdopted(ctx, "c_2"), crud.IsAdopted(ctx, "c_3"))
		return nil
	}
	b := newBench(t, r)
	b.delete(t.Context())
	b.create(map[string]any{"name": "another"})
	b.delete(t.Context())
	if len(adopted) != 4 || adopted[0] || adopted[1] || !adopted[2] || adopted[3] {
		t.Errorf("adopted: %v", adopted)
	}
	crud.Manage(t.Context(), "c_1", "made_up_link") // without an operation nothing happens
	crud.Adopt(t.Context(), "c_1")
	if crud.IsAdopted(t.Context(), "c_1") {
		t.Error("adopted without an operation")
	}
}
