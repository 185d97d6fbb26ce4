package crud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

type callKey struct{}

// call holds what an object's functions rarely need, so that it is not among
// their arguments.
type call struct {
	config  *tfsdk.Config
	private privateReader
	// replace is nil outside of a plan.
	replace *path.Paths
	claims  *claims
}

func withCall(ctx context.Context, c call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// Config returns the configuration that a Create, an Update or a Plan serves.
// Write-only arguments are there and nowhere else.
func Config[M any](ctx context.Context) (M, error) {
	var config M
	c, _ := ctx.Value(callKey{}).(call)
	if c.config == nil {
		return config, errors.New("this operation has no configuration. This is a bug in the provider; please report it")
	}
	return config, asError(c.config.Get(ctx, &config))
}

// RequireReplace makes a Plan replace the object because of an attribute.
// Terraform ignores it unless the plan changes that attribute.
func RequireReplace(ctx context.Context, attribute path.Path) {
	if c, _ := ctx.Value(callKey{}).(call); c.replace != nil {
		c.replace.Append(attribute)
	}
}

// PrivateState returns the data that the provider keeps next to the state of an
// object, unseen by users. Terraform does not pass on to a Create what the Plan
// before it has set.
func PrivateState(ctx context.Context) Private {
	c, _ := ctx.Value(callKey{}).(call)
	return Private{ctx, c.private}
}

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	privateReader
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// readOnlyPrivate hides that the framework's private data can be set.
type readOnlyPrivate struct{ privateReader }

// Private stores small values as JSON, by key.
type Private struct {
	ctx  context.Context // it lives as long as the operation
	data privateReader
}

// Get decodes the value of a key. It reports whether there is one.
func (p Private) Get(key string, into any) (found bool, err error) {
	if p.data == nil {
		return false, errors.New("this operation has no private state. This is a bug in the provider; please report it")
	}
	value, problems := p.data.GetKey(p.ctx, key)
	if err := asError(problems); err != nil || len(value) == 0 {
		return false, err
	}
	return true, json.Unmarshal(value, into)
}

// Set stores a value under a key; nil removes the key. What a Destroy sets is kept if it
// fails.
func (p Private) Set(key string, value any) error {
	data, writable := p.data.(privateWriter)
	if !writable {
		return errors.New("this operation cannot set private state. This is a bug in the provider; please report it")
	}
	if value == nil {
		return asError(data.SetKey(p.ctx, key, nil))
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return asError(data.SetKey(p.ctx, key, encoded))
}

// asError returns the first error of diagnostics.
func asError(diagnostics diag.Diagnostics) error {
	for _, d := range diagnostics.Errors() {
		return fmt.Errorf("%s: %s", d.Summary(), d.Detail())
	}
	return nil
}
