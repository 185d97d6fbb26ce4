package katapult

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// newCreate is the making of an object by a POST. It lacks what differs from kind
// to kind: what it is called, what it is like, and how it is looked for.
func newCreate[T identifiable](c *Client, path, key string, properties any, lookups ...lookup) (rest.CreateOp[T], error) {
	content := bodyOf(lookups)
	if properties != nil {
		content["properties"] = properties
	}
	body, err := json.Marshal(content)
	if err != nil {
		return rest.CreateOp[T]{}, fmt.Errorf("encode POST %s: %w", path, err)
	}
	return rest.CreateOp[T]{
		Send: func(ctx context.Context) (T, error) {
			made := one[T](key)
			err := c.do(ctx, rest.Call{
				Method: http.MethodPost, Path: path, Body: json.RawMessage(body), Into: made, Creates: true,
			}, lookups)
			return made.value, err
		},
		ID: T.identity,
	}, nil
}

// getSince reads like get, past everything that is remembered, and returns a
// time on this machine's clock in the API's.
func (c *Client) getSince(ctx context.Context, began time.Time, path string, into any, lookups ...lookup) (time.Time, error) {
	header := http.Header{}
	err := c.do(ctx, rest.Call{Method: http.MethodGet, Path: path, Query: queryOf(lookups), Into: into, Header: &header}, lookups)
	if err != nil {
		return time.Time{}, err
	}
	return rest.Since(began, header)
}
