package managedorganization

import (
	"context"
	"fmt"
	"strings"

	"terraform-provider-katapult/internal/katapult"
)

// emptyTrash is the step that destroy can take itself.
const emptyTrash = "empty_trash"

// destroy asks what is left to do before it does anything.
func destroy(ctx context.Context, api *katapult.Client, state model) error {
	if state.DeletionProtection.ValueBool() {
		return &protectedError{&state}
	}
	defer api.ManagedOrganizations.AnnounceRelease(state.SubDomain.ValueString())()
	id := state.ID.ValueString()
	steps, err := api.Organizations.DeletionSteps(ctx, id)
	if katapult.HasCode(err, katapult.OrganizationNotFound) {
		return api.ManagedOrganizations.Delete(ctx, id) // which knows whether it is gone
	}
	if err != nil {
		return err
	}
	var left []katapult.DeletionStep
	purges := false
	for _, step := range steps {
		switch {
		case step.Satisfied:
		case step.Name == emptyTrash && state.PurgeTrashOnDestroy.ValueBool():
			purges = true
		default:
			left = append(left, step)
		}
	}
	if len(left) > 0 {
		return &unsatisfiedError{&state, left}
	}
	if purges {
		if err := api.TrashObjects.PurgeAllOf(ctx, id); err != nil {
			return fmt.Errorf("its trash could not be purged: %w", err)
		}
	}
	return api.ManagedOrganizations.Delete(ctx, id)
}

// unsatisfiedError says what is left to do before an organization can be deleted.
type unsatisfiedError struct {
	organization *model
	left         []katapult.DeletionStep
}

func (e *unsatisfiedError) Error() string {
	steps := make([]string, len(e.left))
	for i, step := range e.left {
		steps[i] = fmt.Sprintf("%s (%s)", step.Name, step.Description)
	}
	return fmt.Sprintf("organization %q (%s) cannot be deleted before this is done: %s. Nothing was deleted",
		e.organization.SubDomain.ValueString(), e.organization.ID.ValueString(), strings.Join(steps, "; "))
}

// Hint implements crud's optional interface for advice.
func (e *unsatisfiedError) Hint() string {
	if len(e.left) == 1 && e.left[0].Name == emptyTrash {
		return "Apply purge_trash_on_destroy = true first, or wait until Katapult has emptied the trash, which keeps what is deleted for two days."
	}
	return "Delete what is left in the organization, then run Terraform again. The data source katapult_organization_deletion_steps lists the steps."
}
