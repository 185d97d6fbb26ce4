package katapult

import "encoding/json"

// Nullable is a property that a request leaves out, sets, or clears by an explicit
// null. The zero value leaves it out; its field needs the JSON option omitzero.
type Nullable[T any] struct {
	value   *T
	present bool
}

// Set sets a property.
func Set[T any](value T) Nullable[T] { return Nullable[T]{value: &value, present: true} }

// Null clears a property.
func Null[T any]() Nullable[T] { return Nullable[T]{present: true} }

// IsZero reports whether the property is left out.
func (n Nullable[T]) IsZero() bool { return !n.present }

// MarshalJSON encodes the value, or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) { return json.Marshal(n.value) }

// get returns the value, if one is set.
func (n Nullable[T]) get() (value T, isSet bool) {
	if n.value == nil {
		return value, false
	}
	return *n.value, true
}
