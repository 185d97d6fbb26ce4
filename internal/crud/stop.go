package crud

import (
	"context"
	"errors"
)

// stoppable returns a context whose cancellation has a readable cause. Terraform
// cancels running operations when it is interrupted.
func stoppable(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(parent))
	detach := context.AfterFunc(parent, func() {
		cause := context.Cause(parent)
		if errors.Is(cause, context.Canceled) {
			cause = &stoppedError{}
		}
		cancel(cause)
	})
	return ctx, func() { detach(); cancel(nil) }
}

// stoppedError is the cause of an interrupted operation.
type stoppedError struct{}

func (*stoppedError) Error() string { return "Terraform was interrupted" }

// Unwrap makes the error one of a cancelled context.
func (*stoppedError) Unwrap() error { return context.Canceled }

// Hint says what can be done about the error.
func (*stoppedError) Hint() string { return "Run Terraform again to continue." }
