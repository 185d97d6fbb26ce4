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

// Finder is one way to find an object, taken when its attribute is set.
type Finder[T any] struct {
	applies bool
	find    func(ctx context.Context) (T, error)
}

// ByKey asks the API for the object with the attribute's value. An object that
// the API does not know is blamed on the attribute, and so is a blank value.
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

// ByListing lists the objects and picks the one with the attribute's value; see One.
// A list that was read before this call may not have the object yet, and is
// asked for again before that is an error. A blank value is one at once.
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

// refuseBlank is the error of an attribute that is set to nothing visible: that
// is no way to say that any object will do.
func refuseBlank(attribute string, value types.String) error {
	if value.IsNull() || value.IsUnknown() || strings.TrimSpace(value.ValueString()) != "" {
		return nil
	}
	return At(path.Root(attribute), fmt.Errorf("%s must not be blank: leave it out, or set it to null, where it does not apply", attribute))
}

// Default finds the object that is meant when no attribute says which. It is
// the last way.
func Default[T any](find func(context.Context) (T, error)) Finder[T] { return Finder[T]{true, find} }

// Resolve goes the first way whose attribute is set.
func Resolve[T any](ctx context.Context, ways ...Finder[T]) (T, error) {
	for _, way := range ways {
		if way.applies {
			return way.find(ctx)
		}
	}
	var none T
	return none, errors.New("no lookup argument is set")
}

// Rows are what keep lets through of a list, as a data source shows it. They
// are never nil: where nothing is found there is an empty list.
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
