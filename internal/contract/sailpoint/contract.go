// Package sailpoint checks requests and responses against the published OpenAPI
// document of SailPoint's governance groups. It is for tests.
package sailpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"terraform-provider-katapult/internal/contract"
)

// Contract is the loaded document.
type Contract struct{ document *openapi3.T }

// Open loads the document for a test. Where it is missing Open returns nil and
// says so; in CI it fails the test.
func Open(t testing.TB) *Contract {
	t.Helper()
	return open(t)
}

var open = contract.Opener("sailpoint/governance-groups.v1.openapi.json", load)

func load(path string) (*Contract, error) {
	document, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("load the contract: %w", err)
	}
	return &Contract{document}, nil
}

// versionedPath begins a path of another version. All versions have the same
// contract; the document shows the paths of v1.
var versionedPath = regexp.MustCompile(`^/(?:beta|v20\d\d)/workgroups`)

// Check returns every difference of a request and its response from the
// document. Paths may be those of any version. The token endpoint is in none.
//
// Two responses are known that the document lacks: 404 for a group that does
// not exist, 415 for a body of another type.
func (c *Contract) Check(
	method, path string, query url.Values, contentType string, requestBody []byte, status int, responseBody []byte,
) error {
	if strings.HasPrefix(path, "/oauth/") {
		return nil
	}
	declared, operation := c.find(method, versionedPath.ReplaceAllString(path, "/workgroups/v1"))
	if operation == nil {
		return fmt.Errorf("%s %s: the contract has no such operation", method, path)
	}
	if status == http.StatusNotFound || status == http.StatusUnsupportedMediaType {
		status = http.StatusBadRequest
	}
	var refused error
	if status < http.StatusBadRequest {
		refused = checkRequest(operation, query, contentType, requestBody)
	}
	if err := errors.Join(refused, checkResponse(operation, status, responseBody)); err != nil {
		return fmt.Errorf("%s %s: %w", method, declared, err)
	}
	return nil
}

// find prefers a path without parameters.
func (c *Contract) find(method, path string) (string, *openapi3.Operation) {
	candidates := c.document.Paths.InMatchingOrder()
	wanted := strings.Split(path, "/")
	for _, candidate := range candidates {
		segments := strings.Split(candidate, "/")
		fits := len(segments) == len(wanted)
		for i := 0; fits && i < len(segments); i++ {
			fits = segments[i] == wanted[i] || strings.HasPrefix(segments[i], "{")
		}
		if operation := c.document.Paths.Value(candidate).GetOperation(method); fits && operation != nil {
			return candidate, operation
		}
	}
	return "", nil
}

func checkRequest(o *openapi3.Operation, query url.Values, contentType string, body []byte) error {
	for name, values := range query {
		parameter := o.Parameters.GetByInAndName(openapi3.ParameterInQuery, name)
		if parameter == nil {
			return fmt.Errorf("request: undeclared parameter %q", name)
		}
		for _, value := range values {
			var typed any = value
			if number, err := strconv.ParseFloat(value, 64); err == nil && parameter.Schema.Value.Type.Is("integer") {
				typed = number
			} else if isTrue, err := strconv.ParseBool(value); err == nil && parameter.Schema.Value.Type.Is("boolean") {
				typed = isTrue
			}
			if err := parameter.Schema.Value.VisitJSON(typed); err != nil {
				return fmt.Errorf("request: parameter %q: %w", name, err)
			}
		}
	}
	if o.RequestBody == nil {
		if len(body) > 0 {
			return errors.New("request: a body where the contract has none")
		}
		return nil
	}
	contentType, _, _ = strings.Cut(contentType, ";")
	media := o.RequestBody.Value.Content[contentType]
	if media == nil {
		return fmt.Errorf("request: undeclared content type %q", contentType)
	}
	if err := visit(media.Schema.Value, body, openapi3.VisitAsRequest()); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	return nil
}

func checkResponse(o *openapi3.Operation, status int, body []byte) error {
	response := o.Responses.Value(strconv.Itoa(status))
	if response == nil {
		return fmt.Errorf("response: undeclared status %d", status)
	}
	media := response.Value.Content.Get("application/json")
	if media == nil {
		if len(body) > 0 {
			return fmt.Errorf("response %d: a body where the contract has none", status)
		}
		return nil
	}
	if status == http.StatusMultiStatus {
		// The contract declared a string until November 2024.
		body = textualStatus.ReplaceAll(body, []byte(`"status":$1`))
	}
	if err := visit(media.Schema.Value, body, openapi3.VisitAsResponse()); err != nil {
		return fmt.Errorf("response %d: %w", status, err)
	}
	return nil
}

var textualStatus = regexp.MustCompile(`"status":"(\d+)"`)

// visit checks a body against a schema, and refuses fields that it lacks.
func visit(schema *openapi3.Schema, body []byte, option openapi3.SchemaValidationOption) error {
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return fmt.Errorf("the body is not JSON: %w", err)
	}
	return errors.Join(schema.VisitJSON(value, openapi3.MultiErrors(), option), undeclared(schema, value, ""))
}

// undeclared finds fields that no part of a schema has.
func undeclared(schema *openapi3.Schema, value any, path string) error {
	switch value := value.(type) {
	case []any:
		if schema.Items == nil {
			return nil
		}
		found := []error{}
		for i, element := range value {
			found = append(found, undeclared(schema.Items.Value, element, fmt.Sprintf("%s/%d", path, i)))
		}
		return errors.Join(found...)
	case map[string]any:
		properties := propertiesOf(schema)
		if len(properties) == 0 {
			return nil
		}
		found := []error{}
		for name, field := range value {
			property := properties[name]
			if property == nil {
				found = append(found, fmt.Errorf("undeclared field %s/%s", path, name))
				continue
			}
			found = append(found, undeclared(property.Value, field, path+"/"+name))
		}
		return errors.Join(found...)
	}
	return nil
}

func propertiesOf(schema *openapi3.Schema) openapi3.Schemas {
	properties := openapi3.Schemas{}
	for _, one := range slices.Concat(openapi3.SchemaRefs{{Value: schema}}, schema.AllOf) {
		for name, property := range one.Value.Properties {
			properties[name] = property
		}
	}
	return properties
}
