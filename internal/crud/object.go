// Package crud joins plain functions over an API client to the Terraform plugin
// framework. It owns what all objects have in common: decoding, deadlines, saving,
// failed creates, deleted objects, import, identity and the wording of errors. It
// knows no API.
package crud

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Object is everything Terraform sees of one kind of object. Fields that do not
// apply are left out.
type Object struct {
	Resource    func() resource.Resource
	DataSources []func() datasource.DataSource
	Lists       []func() list.ListResource
	Actions     []func() action.Action
	Ephemerals  []func() ephemeral.EphemeralResource
	Functions   []func() function.Function
}

// Connect returns the client of an API. It is called at each use, so that an
// unused API needs no configuration.
type Connect[C any] func(ctx context.Context) (C, error)

// Clients are what a configured provider passes to its objects: one Connect for
// each API, and the claims they share.
type Clients struct {
	advise   func(error) string
	connects []any
	claims   *claims
}

// NewClients returns the clients of a newly configured provider, each a Connect.
// advise says what users can do about an error of a client, or nothing; it gets
// each error by itself, without those that wrap it.
func NewClients(advise func(error) string, connects ...any) Clients {
	return Clients{advise, connects, &claims{}}
}

// connection holds the client of one API.
type connection[C any] struct {
	connect Connect[C]
	claims  *claims
	advise  func(error) string
}

// configure stores the provider's clients. There are none while Terraform only
// validates.
func (c *connection[C]) configure(providerData any, diagnostics *diag.Diagnostics) {
	clients, ok := providerData.(Clients)
	if !ok {
		return
	}
	c.claims, c.advise = clients.claims, clients.advise
	for _, candidate := range clients.connects {
		if connect, ok := candidate.(Connect[C]); ok {
			c.connect = connect
			return
		}
	}
	diagnostics.AddError("Missing API client", fmt.Sprintf(
		"The provider offers no %T. This is a bug in the provider; please report it.", c.connect))
}

// How old a cached response may be.
const (
	// refreshMaxAge covers the refresh of a large plan: nothing is written meanwhile.
	refreshMaxAge = 30 * time.Second
	// dataSourceMaxAge covers data sources that are read side by side. During an apply
	// they may depend on objects that another API client has just created.
	dataSourceMaxAge = time.Second
)

func (c *connection[C]) client(ctx context.Context) (C, error) {
	if c.connect == nil {
		var none C
		return none, fmt.Errorf("the provider is not configured")
	}
	return c.connect(ctx)
}
