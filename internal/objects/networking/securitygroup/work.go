package securitygroup

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// rulesWork changes the rules of a group step by step, and keeps track of those that
// exist: that is the state if a step fails.
type rulesWork struct {
	api     *katapult.Client
	groupID string
	// plan and wanted are the rules that shall exist in the end; wanted gets their IDs.
	plan   *model
	wanted []rule
	// current are rules that exist and that the state has.
	current []rule
	// made says of each rule that the state knows whether this resource has made it.
	made map[string]bool
}

// runAll carries steps out, up to the first that fails.
func (w *rulesWork) runAll(ctx context.Context, steps []step) error {
	for _, s := range steps {
		if err := w.run(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// run carries a step out.
func (w *rulesWork) run(ctx context.Context, s step) error {
	switch {
	case s.changes():
		return w.change(ctx, s.create, s.delete)
	case s.create != nil:
		return w.create(ctx, s.create)
	}
	err := w.api.SecurityGroupRules.Delete(ctx, s.delete.ID.ValueString())
	if err != nil && !errors.Is(err, katapult.ErrNotFound) {
		return fmt.Errorf("delete an %s rule (%s): %w", s.delete.Direction.ValueString(), s.delete.ID.ValueString(), err)
	}
	w.forget(s.delete.ID)
	return nil
}

// create makes a rule, and gives it its ID.
func (w *rulesWork) create(ctx context.Context, r *rule) error {
	known := make([]string, len(w.current))
	for i := range w.current {
		known[i] = w.current[i].ID.ValueString()
	}
	created, err := w.api.SecurityGroupRules.CreateOwned(ctx, w.groupID, argumentsOf(*r), known)
	if errors.Is(err, katapult.SecurityGroupNotFound) {
		return fmt.Errorf("security group %s was deleted: %w: %w", w.groupID, katapult.ErrNotFound, err)
	}
	if err != nil {
		return w.refused(r, fmt.Errorf("create an %s rule: %w", r.Direction.ValueString(), err))
	}
	r.ID = types.StringValue(created.ID)
	complete(r)
	w.current = append(w.current, *r)
	w.made[created.ID] = true
	return nil
}

// change changes one rule into another. If others have deleted it, it is created.
func (w *rulesWork) change(ctx context.Context, into, from *rule) error {
	id := from.ID
	_, err := w.api.SecurityGroupRules.Update(ctx, id.ValueString(), argumentsOf(*into))
	if errors.Is(err, katapult.ErrNotFound) {
		w.forget(id)
		return w.create(ctx, into)
	}
	if err != nil {
		return w.refused(into, fmt.Errorf("update an %s rule (%s): %w", from.Direction.ValueString(), id.ValueString(), err))
	}
	into.ID = id
	complete(into)
	at := slices.IndexFunc(w.current, func(r rule) bool { return r.ID.Equal(id) })
	if at >= 0 {
		w.current[at] = *into
	}
	return nil
}

func (w *rulesWork) forget(id types.String) {
	w.current = slices.DeleteFunc(w.current, func(r rule) bool { return r.ID.Equal(id) })
	delete(w.made, id.ValueString())
}

// complete fills in what the configuration leaves to the provider, where no plan has.
func complete(r *rule) {
	if r.Action.IsUnknown() {
		r.Action = types.StringValue(attrs.AllowAction)
	}
	for _, text := range []*types.String{&r.Ports, &r.Notes} {
		if text.IsUnknown() || text.IsNull() {
			*text = types.StringValue("")
		}
	}
}

// refused blames a refusal on the rule in the configuration.
func (w *rulesWork) refused(r *rule, err error) error {
	for i := range w.wanted {
		if &w.wanted[i] == r {
			return crud.At(w.plan.placeOf(i, katapult.RefusedArgument(err, "ports", "targets", "protocol", "action", "notes")), err)
		}
	}
	return err
}

// rulesKey is the private state of a group: its rules that the state knows, and which of
// them this resource has made.
const rulesKey = "rules"

// record notes the rules of the state.
func (w *rulesWork) record(ctx context.Context, rules []rule) error {
	known := map[string]bool{}
	for _, r := range rules {
		known[r.ID.ValueString()] = w.made[r.ID.ValueString()]
	}
	return crud.PrivateState(ctx).Set(rulesKey, known)
}

// knownRules are the rules that the state knows, and whether this resource has made them.
// They are nil for states of the official provider, and for older ones.
func knownRules(ctx context.Context) (known map[string]bool, err error) {
	_, err = crud.PrivateState(ctx).Get(rulesKey, &known)
	return known, err
}
