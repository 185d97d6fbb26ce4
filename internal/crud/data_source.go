package crud

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"terraform-provider-katapult/internal/rest"
)

// DataSource defines a data source by its schema and one function, which
// completes the configuration. Finding nothing is an error.
type DataSource[C, M any] struct {
	// Type is the full type name.
	Type       string
	Schema     schema.Schema
	Validators []datasource.ConfigValidator
	// Timeout bounds a read. It defaults to DefaultTimeout.
	Timeout time.Duration

	Read func(ctx context.Context, api C, config *M) error

	// check replaces the comparison of model and schema.
	check func(ctx context.Context) diag.Diagnostics
}

// New returns a data source for the framework.
func (d DataSource[C, M]) New() datasource.DataSource { return &dataSourceAdapter[C, M]{DataSource: d} }

// dataSourceAdapter implements the framework's interfaces for a DataSource.
type dataSourceAdapter[C, M any] struct {
	DataSource[C, M]
	connection[C]
}

var (
	_ datasource.DataSourceWithConfigure        = &dataSourceAdapter[any, any]{}
	_ datasource.DataSourceWithConfigValidators = &dataSourceAdapter[any, any]{}
)

func (s *dataSourceAdapter[C, M]) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = s.Type
}

func (s *dataSourceAdapter[C, M]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = s.DataSource.Schema
}

func (s *dataSourceAdapter[C, M]) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return s.Validators
}

func (s *dataSourceAdapter[C, M]) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.configure(req.ProviderData, &resp.Diagnostics)
}

func (s *dataSourceAdapter[C, M]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx, end := Collecting(ctx, &resp.Diagnostics)
	defer end()
	var config M
	if appendError(&resp.Diagnostics, req.Config.Get(ctx, &config)) || appendError(&resp.Diagnostics, revalidate(ctx, req.Config)) {
		return
	}
	ctx, cancel := bounded(ctx, reading, s.Timeout)
	defer cancel()
	api, err := s.client(ctx)
	if err == nil {
		err = s.DataSource.Read(rest.WithMaxAge(ctx, dataSourceMaxAge), api, &config)
	}
	if err != nil {
		s.report(&resp.Diagnostics, reading, "data source "+s.Type, subject(ctx, req.Config, []string{"id"}), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, config)...)
}
