package katapult

import "strings"

// blank complains about a text that must not be empty.
func blank(value any, name string) []string {
	if text, _ := value.(string); strings.TrimSpace(text) == "" {
		return []string{name + " can't be blank"}
	}
	return nil
}

func deref[T any](pointer *T) T {
	if pointer == nil {
		var zero T
		return zero
	}
	return *pointer
}
