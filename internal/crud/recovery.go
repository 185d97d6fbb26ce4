package crud

import (
	"context"
	"errors"
	"fmt"

	"terraform-provider-katapult/internal/rest"
)

// warnOfRecovery says how a deleted object can be brought back, if it can, instead of
// being created again. What an error says about another object is none of its business:
// a relation does not return with one of its sides.
func (r *resourceAdapter[C, M]) warnOfRecovery(ctx context.Context, state attributes, err error) {
	var recoverable rest.Recoverable
	if len(r.Key) != 1 || !errors.As(err, &recoverable) {
		return
	}
	id, how := recoverable.Recovery()
	if how == "" || id != text(ctx, state, r.Key[0]) {
		return
	}
	Warn(ctx, "Deleted object can be restored", fmt.Sprintf(
		"%s %s is deleted and leaves the state, so that an apply creates another one. %s To keep the deleted one, restore it before the apply, and import it:\n\n%s",
		r.Type, subject(ctx, state, r.Key), how, importBlock(r.Type, id)))
}

// importBlock is what imports an object into a resource that has yet to be named.
func importBlock(typeName, id string) string {
	return fmt.Sprintf("import {\n  to = %s.NAME\n  id = %q\n}", typeName, id)
}
