package crud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/rest"
)

// At blames an error on an attribute: Terraform shows it there.
func At(attribute path.Path, err error) error {
	if err == nil {
		return nil
	}
	return &attributeError{attribute, err}
}

// AtIf blames an error on an attribute if that is to blame.
func AtIf(toBlame bool, attribute path.Path, err error) error {
	if !toBlame {
		return err
	}
	return At(attribute, err)
}

type attributeError struct {
	attribute path.Path
	err       error
}

func (e *attributeError) Error() string { return e.err.Error() }
func (e *attributeError) Unwrap() error { return e.err }

// operation names what was attempted, so that all errors are worded alike.
type operation struct{ verb, doing string }

var (
	creating = operation{"create", "Creating"}
	reading  = operation{"read", "Reading"}
	updating = operation{"update", "Updating"}
	deleting = operation{"delete", "Deleting"}
	listing  = operation{"list", "Listing"}
	invoking = operation{"invoke", "Invoking"}
	opening  = operation{"open", "Opening"}
	planning = operation{"plan", "Planning"}
	closing  = operation{"close", "Closing"}

	importing = operation{"import", "Importing"}
)

// report adds the diagnostic of an error: what was attempted on which object,
// what went wrong, and what to do about it.
func (c *connection[C]) report(diagnostics *diag.Diagnostics, o operation, typeName, subject string, err error) {
	summary := fmt.Sprintf("Cannot %s %s", o.verb, typeName)
	// Messages quote names that others have chosen.
	detail := rest.Printable(fmt.Sprintf("%s %s failed: %s", o.doing, subject, err))
	if advice := o.advice(err, c.advise); advice != "" {
		detail += "\n\n" + advice
	}
	var candidates rest.Candidates
	if errors.As(err, &candidates) {
		for _, id := range candidates.Candidates() {
			detail += "\n\n" + importBlock(typeName, id)
		}
	}
	var located *attributeError
	if errors.As(err, &located) {
		diagnostics.AddAttributeError(located.attribute, summary, detail)
		return
	}
	diagnostics.AddError(summary, detail)
}

// advice returns what can be done about an error, or nothing. What is not found while it
// is updated, and blamed on no attribute, is the object itself.
func (o operation) advice(err error, advise func(error) string) string {
	advice := Advice(err, advise)
	if o == updating && errors.Is(err, rest.ErrNotFound) && (advice == "" || !errors.As(err, new(*attributeError))) {
		return "It was deleted after the plan was made. Plan again; Terraform will re-create it."
	}
	return advice
}

// Advice returns what can be done about an error, or nothing. Of the errors that it
// wraps, the outermost decides that has a hint itself, or that advise knows.
func Advice(err error, advise func(error) string) string {
	if hinting, ok := err.(rest.Hinted); ok && hinting.Hint() != "" {
		return hinting.Hint()
	}
	if advise != nil {
		if advice := advise(err); advice != "" {
			return advice
		}
	}
	switch wrapping := err.(type) { //nolint:errorlint // this unwraps
	case interface{ Unwrap() error }:
		return Advice(wrapping.Unwrap(), advise)
	case interface{ Unwrap() []error }:
		for _, wrapped := range wrapping.Unwrap() {
			if advice := Advice(wrapped, advise); advice != "" {
				return advice
			}
		}
	}
	return ""
}

// attributes is implemented by plans, states and configurations.
type attributes interface {
	GetAttribute(ctx context.Context, path path.Path, target any) diag.Diagnostics
}

// called returns what people call an object: its full name, its name or its IP address. It
// may be empty.
func called(ctx context.Context, a attributes) string {
	return cmp.Or(text(ctx, a, "full_name"), text(ctx, a, "name"), text(ctx, a, "address"))
}

// subject names an object by what people call it and by its key. Terraform itself names
// no object in errors of a destroy.
func subject(ctx context.Context, a attributes, key []string) string {
	keys := make([]string, 0, len(key))
	for _, k := range key {
		if value := text(ctx, a, k); value != "" {
			keys = append(keys, rest.Quote(value))
		}
	}
	id, name := strings.Join(keys, "/"), called(ctx, a)
	switch {
	case name != "" && id != "":
		return fmt.Sprintf("%q (%s)", name, id)
	case name != "":
		return fmt.Sprintf("%q", name)
	case id != "":
		return id
	}
	return "it"
}

// text reads a string or a number. An attribute that is missing, null, unknown
// or of another type is empty.
func text(ctx context.Context, a attributes, name string) string {
	var value attr.Value
	if a.GetAttribute(ctx, path.Root(name), &value).HasError() || value == nil || value.IsNull() || value.IsUnknown() {
		return ""
	}
	raw, err := value.ToTerraformValue(ctx)
	if err != nil {
		return ""
	}
	var s string
	var number *big.Float
	switch {
	case raw.Type().Is(tftypes.String) && raw.As(&s) == nil:
		return s
	case raw.Type().Is(tftypes.Number) && raw.As(&number) == nil:
		return number.Text('f', -1)
	}
	return ""
}
