package crud

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/rest"
)

// Finder finds an object by an attribute, if that is set.
type Finder[T any] struct {
	applies bool
	find    func(ctx context.Context) (T, error)
}

// then returns a Finder that goes on with what this one finds.
func (f Finder[T]) then(next func(ctx context.Context, found T) (T, error)) Finder[T] {
	return Finder[T]{f.applies, func(ctx context.Context) (T, error) {
		found, err := f.find(ctx)
		if err != nil {
			return found, err
		}
		return next(ctx, found)
	}}
}

// ByKey asks the API for the object with the attribute's value. A missing object
// and a blank value are blamed on the attribute.
func ByKey[T any](attribute string, value types.String, get func(ctx context.Context, value string) (T, error)) Finder[T] {
	return Finder[T]{!value.IsNull(), func(ctx context.Context) (T, error) {
		var found T
		err := refuseBlank(attribute, value)
		if err == nil {
			found, err = get(ctx, value.ValueString())
		}
		if errors.Is(err, rest.ErrNotFound) {
			err = At(path.Root(attribute), err)
		}
		return found, err
	}}
}

// ByListing picks the object with the attribute's value from the list; see One. A
// cached list may lack the object, so it is read again before that is an error. A
// blank value is an error at once.
func ByListing[T any](attribute string, value types.String, list func(context.Context) ([]T, error), describe func(T) (value, id string)) Finder[T] {
	pick := func(ctx context.Context) (found T, listed bool, err error) {
		candidates, err := list(ctx)
		if err != nil {
			return found, false, err
		}
		found, err = One(candidates, path.Root(attribute), value.ValueString(), describe)
		return found, true, err
	}
	return Finder[T]{!value.IsNull(), func(ctx context.Context) (T, error) {
		asked := time.Now()
		if err := refuseBlank(attribute, value); err != nil {
			var none T
			return none, err
		}
		found, listed, err := pick(ctx)
		if listed && err != nil {
			found, _, err = pick(rest.WithMinFreshness(ctx, asked))
		}
		return found, err
	}}
}

// refuseBlank returns an error for a blank value, which does not mean "any".
func refuseBlank(attribute string, value types.String) error {
	if value.IsNull() || value.IsUnknown() || strings.TrimSpace(value.ValueString()) != "" {
		return nil
	}
	return At(path.Root(attribute), fmt.Errorf("%s must not be blank: leave it out, or set it to null, where it does not apply", attribute))
}

// Default finds the object if no attribute is set. It comes last.
func Default[T any](find func(context.Context) (T, error)) Finder[T] { return Finder[T]{true, find} }

// Resolve uses the first Finder whose attribute is set.
func Resolve[T any](ctx context.Context, finders ...Finder[T]) (T, error) {
	for _, f := range finders {
		if f.applies {
			return f.find(ctx)
		}
	}
	var none T
	return none, errors.New("no lookup argument is set")
}

// Rows turns the items that keep lets through into models. It never returns nil:
// Terraform shows an empty list.
func Rows[T, M any](items []T, keep func(T) bool, fill func(row *M, item T)) []M {
	rows := []M{}
	for _, item := range items {
		if keep(item) {
			var row M
			fill(&row, item)
			rows = append(rows, row)
		}
	}
	return rows
}
