package katapult

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// parseArguments merges query and body as the API does: deeply, and the body
// wins. A body of another content type than JSON is ignored.
func parseArguments(query url.Values, header http.Header, body []byte) (map[string]any, error) {
	arguments := parseQuery(query)
	if len(bytes.TrimSpace(body)) == 0 || !strings.HasPrefix(header.Get("Content-Type"), "application/json") {
		return arguments, nil
	}
	var fromBody map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	err := decoder.Decode(&fromBody)
	if _, trailing := decoder.Token(); err != nil || trailing != io.EOF {
		return nil, &failure{
			status:      http.StatusBadRequest,
			code:        "invalid_json_body",
			description: "The JSON body provided with this request is invalid",
			detail:      map[string]any{"details": "unexpected token"},
		}
	}
	merge(arguments, fromBody)
	return arguments, nil
}

var queryKey = regexp.MustCompile(`^([^\[\]]+)((?:\[[^\[\]]*\])*)$`)

// parseQuery reads a[b]=1 as an object, a[]=1 as a list and a[][b]=1 as a list of objects.
func parseQuery(query url.Values) map[string]any {
	arguments := map[string]any{}
	for key, values := range query {
		parts := queryKey.FindStringSubmatch(key)
		if parts == nil {
			continue
		}
		path := []string{parts[1]}
		for part := range strings.SplitSeq(parts[2], "]") {
			if part != "" {
				path = append(path, strings.TrimPrefix(part, "["))
			}
		}
		setQuery(arguments, path, values)
	}
	return arguments
}

func setQuery(into map[string]any, path, values []string) {
	for ; len(path) > 1 && path[1] != ""; path = path[1:] {
		inner, isMap := into[path[0]].(map[string]any)
		if !isMap {
			inner = map[string]any{}
			into[path[0]] = inner
		}
		into = inner
	}
	if len(path) == 1 {
		into[path[0]] = values[len(values)-1]
		return
	}
	list, _ := into[path[0]].([]any)
	for i, value := range values {
		switch {
		case len(path) == 2:
			list = append(list, value)
		case i == len(list):
			list = append(list, map[string]any{})
			fallthrough
		default:
			if element, isMap := list[i].(map[string]any); isMap {
				setQuery(element, path[2:], []string{value})
			}
		}
	}
	into[path[0]] = list
}

// arguments reads a set of arguments by name and type. It keeps the first error,
// so that a handler checks only once.
type arguments struct {
	values map[string]any
	path   []string
	err    *error
}

func (a arguments) fail(err error) {
	if *a.err == nil {
		*a.err = err
	}
}

func (a arguments) at(name string) []string { return append(slices.Clone(a.path), name) }

func (a arguments) given(name string) bool {
	_, given := a.values[name]
	return given
}

// set reads a nested set of arguments; given is false when it is absent or
// null.
func (a arguments) set(name string) (inner arguments, given bool) {
	inner = arguments{path: a.at(name), err: a.err}
	value, exists := a.values[name]
	if !exists || value == nil {
		return inner, false
	}
	values, isMap := value.(map[string]any)
	if !isMap {
		a.fail(invalidArgument(inner.path, "parse_error"))
	}
	inner.values = values
	return inner, true
}

// list reads a list of sets of arguments; absent and null are empty.
func (a arguments) list(name string) []arguments {
	value, exists := a.values[name]
	if !exists || value == nil {
		return nil
	}
	elements, isList := value.([]any)
	if !isList {
		a.fail(invalidArgument(a.at(name), "array_expected"))
	}
	var sets []arguments
	for _, element := range elements {
		values, isMap := element.(map[string]any)
		if !isMap {
			a.fail(invalidArgument(a.at(name), "parse_error"))
		}
		sets = append(sets, arguments{values: values, path: a.at(name), err: a.err})
	}
	return sets
}

// require fails the request if an argument is absent.
func (a arguments) require(name string) {
	if !a.given(name) {
		a.fail(missingArgument(a.at(name)))
	}
}

// copyText copies a text that is given into fields; null becomes empty.
func (a arguments) copyText(fields map[string]any, name string) {
	if a.given(name) {
		fields[name] = deref(a.text(name))
	}
}

// copyTexts copies a list of texts that is given into fields; null becomes empty.
func (a arguments) copyTexts(fields map[string]any, name string) {
	if !a.given(name) {
		return
	}
	list, isList := a.values[name].([]any)
	if !isList && a.values[name] != nil {
		a.fail(invalidArgument(a.at(name), "array_expected"))
	}
	texts := []any{}
	for _, element := range list {
		text, isText := element.(string)
		if !isText {
			a.fail(invalidArgument(a.at(name), "invalid_scalar"))
		}
		texts = append(texts, text)
	}
	fields[name] = texts
}

// copyBoolean copies a truth value that is given into fields.
func (a arguments) copyBoolean(fields map[string]any, name string) {
	if value := a.boolean(name); value != nil {
		fields[name] = *value
	}
}

// copyEnum copies a word that is given into fields.
func (a arguments) copyEnum(fields map[string]any, name string, allowed ...string) {
	if value := a.enum(name, allowed...); value != nil {
		fields[name] = *value
	}
}

// properties reads the set of arguments that most mutations need.
func (a arguments) properties() arguments {
	inner, given := a.set("properties")
	if !given {
		a.fail(missingArgument(inner.path))
	}
	return inner
}

// text reads a string; absent and null are nil.
func (a arguments) text(name string) *string {
	switch value := a.values[name].(type) {
	case nil:
		return nil
	case string:
		return &value
	}
	a.fail(invalidArgument(a.at(name), "invalid_scalar"))
	return nil
}

// boolean reads a truth value; absent and null are nil.
func (a arguments) boolean(name string) *bool {
	switch value := a.values[name].(type) {
	case nil:
		return nil
	case bool:
		return &value
	case string:
		if parsed, err := strconv.ParseBool(value); err == nil {
			return &parsed
		}
	}
	a.fail(invalidArgument(a.at(name), "invalid_scalar"))
	return nil
}

// integer reads a whole number; absent and null are nil.
func (a arguments) integer(name string) *int {
	switch value := a.values[name].(type) {
	case nil:
		return nil
	case float64:
		if whole := int(value); float64(whole) == value {
			return &whole
		}
	case string:
		if parsed, err := strconv.Atoi(value); err == nil {
			return &parsed
		}
	}
	a.fail(invalidArgument(a.at(name), "invalid_scalar"))
	return nil
}

// enum reads one of several words; absent and null are nil.
func (a arguments) enum(name string, allowed ...string) *string {
	value := a.text(name)
	if value != nil && !slices.Contains(allowed, *value) {
		a.fail(invalidArgument(a.at(name), "invalid_enum_value"))
		return nil
	}
	return value
}
