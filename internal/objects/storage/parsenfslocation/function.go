// Package parsenfslocation offers the function parse_nfs_location.
package parsenfslocation

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
)

// Object is the function.
var Object = crud.Object{Functions: []func() function.Function{New}}

// New returns the function.
func New() function.Function { return parse{} }

type parse struct{}

func (parse) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_nfs_location"
}

func (parse) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Takes the location of an NFS export apart.",
		MarkdownDescription: "Takes a location apart, such as `nfs_location` of `katapult_file_storage_volume`, and returns an object with its `server` and its `path`: " +
			"`nfs.example.net:/data` has the server `nfs.example.net` and the path `/data`. An IPv6 address keeps its brackets, as programs that mount it want them. Functions need Terraform 1.8 or later.",
		Parameters: []function.Parameter{function.StringParameter{
			Name: "location", MarkdownDescription: "Location, in the form `HOST:/PATH`.",
		}},
		Return: function.ObjectReturn{AttributeTypes: parts},
	}
}

var parts = map[string]attr.Type{"server": types.StringType, "path": types.StringType}

// form is HOST:/PATH, and not that of a URL. Only an IPv6 address, in brackets, has colons.
var form = regexp.MustCompile(`^([^\s:/\[\]]+|\[[0-9A-Fa-f:.%]+\]):(/(?:[^/\s]\S*)?)$`)

func (parse) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var location string
	if resp.Error = req.Arguments.Get(ctx, &location); resp.Error != nil {
		return
	}
	found := form.FindStringSubmatch(location)
	switch {
	case location == "":
		resp.Error = function.NewArgumentFuncError(0, "it is empty: a file storage volume has no location before it is ready for the first time")
		return
	case found == nil:
		resp.Error = function.NewArgumentFuncError(0, fmt.Sprintf("%q is not of the form HOST:/PATH", location))
		return
	}
	resp.Error = resp.Result.Set(ctx, types.ObjectValueMust(parts, map[string]attr.Value{
		"server": types.StringValue(found[1]), "path": types.StringValue(found[2]),
	}))
}
