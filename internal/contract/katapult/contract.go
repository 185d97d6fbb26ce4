// Package katapult checks requests and responses against the published OpenAPI
// document of Katapult's API. It is for tests. Beyond the document it knows
// where recordings of the real API differ from it.
package katapult

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"terraform-provider-katapult/internal/contract"
)

const prefix = "/core/v1"

// Contract is a loaded document.
type Contract struct {
	operations []operation
}

// operation is one of the document. Segments of its path that are also the name
// of an argument stand for an object.
type operation struct {
	*openapi3.Operation
	method, path string
	segments     []string
	placeholders map[string]bool
}

// Open loads the document for a test. Where it is missing Open returns nil and
// says so; in CI it fails the test.
func Open(t testing.TB) *Contract {
	t.Helper()
	return open(t)
}

var open = contract.Opener("katapult/core-openapi.json", load)

func load(path string) (*Contract, error) {
	document, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("load the contract: %w", err)
	}
	c := &Contract{}
	strict := strictness{}
	for path, item := range document.Paths.Map() {
		for method, o := range item.Operations() {
			c.operations = append(c.operations, newOperation(method, path, o))
			strict.operation(o)
		}
	}
	slices.SortFunc(c.operations, func(a, b operation) int { return strings.Compare(a.path, b.path) })
	return c, nil
}

func newOperation(method, path string, o *openapi3.Operation) operation {
	arguments := map[string]bool{}
	for _, parameter := range o.Parameters {
		name, _, _ := strings.Cut(parameter.Value.Name, "[")
		arguments[name] = true
	}
	if schema := bodySchema(o); schema != nil {
		for name := range schema.Properties {
			arguments[name] = true
		}
	}
	segments := strings.Split(strings.Trim(path, "/"), "/")
	placeholders := map[string]bool{}
	for _, segment := range segments {
		placeholders[segment] = arguments[segment]
	}
	return operation{Operation: o, method: method, path: path, segments: segments, placeholders: placeholders}
}

func bodySchema(o *openapi3.Operation) *openapi3.Schema {
	if o.RequestBody == nil || o.RequestBody.Value == nil {
		return nil
	}
	media := o.RequestBody.Value.Content.Get("application/json")
	if media == nil || media.Schema == nil {
		return nil
	}
	return media.Schema.Value
}

// Operations lists those of the document, as in "GET /zones".
func (c *Contract) Operations() []string {
	all := make([]string, len(c.operations))
	for i, o := range c.operations {
		all[i] = o.method + " " + o.path
	}
	return all
}

// Lists maps the operations whose responses have pages to the member that has the rows, as
// in "GET /countries" to "countries".
func (c *Contract) Lists() map[string]string {
	all := map[string]string{}
	for _, o := range c.operations {
		schema, _ := o.responseSchema(http.StatusOK)
		if schema == nil || schema.Properties["pagination"] == nil {
			continue
		}
		for name, member := range schema.Properties {
			if member.Value.Type.Is("array") {
				all[o.method+" "+o.path] = name
			}
		}
	}
	return all
}

// Check finds the operation of a request, whatever its path says for the
// objects. It returns every difference of request and response from it.
func (c *Contract) Check(
	method, path string, query url.Values, requestBody []byte, status int, responseBody []byte,
) error {
	operation, named := c.find(method, path)
	if operation != nil && operation.respondsWithText(status) {
		return operation.checkRequest(query, named, requestBody)
	}
	var response any
	if err := json.Unmarshal(responseBody, &response); err != nil {
		return fmt.Errorf("%s %s: the response is not JSON: %w", method, path, err)
	}
	response, code := unwrapped(response, status)
	if frameworkErrors[code] == status && code != "" {
		return nil
	}
	if operation == nil && IsNewer(method+" "+strings.TrimPrefix(path, prefix)) {
		return nil
	}
	if operation == nil {
		return fmt.Errorf("%s %s: the contract has no such operation", method, path)
	}
	if slices.Contains(undeclaredErrors[fmt.Sprintf("%s %s %d", method, operation.path, status)], code) {
		return operation.checkRequest(query, named, requestBody)
	}
	err := errors.Join(operation.checkRequest(query, named, requestBody), operation.checkResponse(status, response))
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, operation.path, err)
	}
	return nil
}

// find returns the operation with most literal segments, and the objects that
// the path itself names.
func (c *Contract) find(method, path string) (*operation, map[string]any) {
	segments := strings.Split(strings.Trim(strings.TrimPrefix(path, prefix), "/"), "/")
	var best *operation
	most := -1
	for i := range c.operations {
		o := &c.operations[i]
		if literal := o.fit(method, segments); literal > most {
			best, most = o, literal
		}
	}
	if best == nil {
		return nil, nil
	}
	named := map[string]any{}
	for i, segment := range segments {
		if !best.placeholders[best.segments[i]] || segment == best.segments[i] || segment == "_" ||
			strings.HasPrefix(segment, ":") {
			continue
		}
		named[best.segments[i]] = map[string]any{"id": segment}
	}
	return best, named
}

// fit counts the segments that are literally those of the operation, -1 when
// the path is not the operation's.
func (o *operation) fit(method string, segments []string) int {
	if method != o.method || len(segments) != len(o.segments) {
		return -1
	}
	literal := 0
	for i, segment := range o.segments {
		switch {
		case segment == segments[i]:
			literal++
		case !o.placeholders[segment]:
			return -1
		}
	}
	return literal
}

func (o *operation) checkRequest(query url.Values, named map[string]any, body []byte) error {
	schema := bodySchema(o.Operation)
	if schema == nil {
		return o.checkQuery(query, body)
	}
	arguments := map[string]any{}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &arguments); err != nil {
			return fmt.Errorf("the request's body is not a JSON object: %w", err)
		}
		if arguments == nil {
			return errors.New("the request's body is null, and not a JSON object")
		}
	}
	// The API accepts lookups of mutations in query, path and body: 247 recorded
	// requests use the first two.
	for name, values := range query {
		argument, key, isLookup := strings.Cut(strings.TrimSuffix(name, "]"), "[")
		if !isLookup {
			return fmt.Errorf("the argument %q belongs in the body", name)
		}
		if arguments[argument] == nil {
			arguments[argument] = map[string]any{key: values[0]}
		}
	}
	for argument, lookup := range named {
		if arguments[argument] == nil {
			arguments[argument] = lookup
		}
	}
	for _, known := range nullArguments {
		removeNull(arguments, known)
	}
	if err := schema.VisitJSON(arguments, openapi3.MultiErrors()); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	return nil
}

func (o *operation) checkQuery(query url.Values, body []byte) error {
	if len(body) > 0 {
		return errors.New("request: a body where the contract has none")
	}
	for name, values := range query {
		index := slices.IndexFunc(o.Parameters, func(p *openapi3.ParameterRef) bool { return p.Value.Name == name })
		if index < 0 {
			return fmt.Errorf("request: undeclared parameter %q", name)
		}
		schema := o.Parameters[index].Value.Schema.Value
		for _, value := range values {
			if _, err := strconv.Atoi(value); schema.Type.Is("integer") && err != nil {
				return fmt.Errorf("request: %q is not an integer: %q", name, value)
			}
		}
	}
	return nil
}

// responseSchema returns the schema of responses with a status, or nil if the document has
// none for it.
func (o *operation) responseSchema(status int) (*openapi3.Schema, error) {
	response := o.Responses.Value(strconv.Itoa(status))
	if response == nil {
		return nil, fmt.Errorf("response: undeclared status %d", status)
	}
	media := response.Value.Content.Get("application/json")
	if media == nil || media.Schema == nil {
		return nil, nil
	}
	return media.Schema.Value, nil
}

func (o *operation) checkResponse(status int, body any) error {
	schema, err := o.responseSchema(status)
	if schema == nil {
		return err
	}
	for _, known := range undeclaredFields {
		remove(body, strings.Split(known, "."))
	}
	flattenAllocation(body)
	for _, member := range notLists[o.method+" "+o.path] {
		if object, isObject := body.(map[string]any); isObject && object[member] != nil {
			object[member] = []any{object[member]}
		}
	}
	if err := schema.VisitJSON(body, openapi3.MultiErrors()); err != nil {
		return fmt.Errorf("response %d: %w", status, err)
	}
	return nil
}

// respondsWithText reports whether responses with a status are plain text.
func (o *operation) respondsWithText(status int) bool {
	response := o.Responses.Value(strconv.Itoa(status))
	return response != nil && response.Value.Content.Get("text/plain") != nil
}

// strictness closes every object of the document against undeclared fields.
// OpenAPI leaves them open by default.
type strictness map[*openapi3.Schema]bool

func (s strictness) operation(o *openapi3.Operation) {
	s.schema(bodySchema(o))
	for _, response := range o.Responses.Map() {
		if media := response.Value.Content.Get("application/json"); media != nil && media.Schema != nil {
			s.schema(media.Schema.Value)
		}
	}
}

func (s strictness) schema(schema *openapi3.Schema) {
	if schema == nil || s[schema] {
		return
	}
	s[schema] = true
	if len(schema.Properties) > 0 {
		closed := false
		schema.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
	}
	for _, property := range schema.Properties {
		s.schema(property.Value)
	}
	if schema.Items != nil {
		s.schema(schema.Items.Value)
	}
	for _, list := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
		for _, one := range list {
			s.schema(one.Value)
		}
	}
}
