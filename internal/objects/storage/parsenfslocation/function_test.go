package parsenfslocation_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/storage/parsenfslocation"
)

func TestLocationsAreTakenApart(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]struct{ server, path, says string }{
		"nfs2.nlc.storage.katapult.io:/katapult/fsv_ZojYRDrOTOj7IdZP": {server: "nfs2.nlc.storage.katapult.io", path: "/katapult/fsv_ZojYRDrOTOj7IdZP"},
		"192.0.2.7:/":                {server: "192.0.2.7", path: "/"},
		"[2001:db8::7]:/data":        {server: "[2001:db8::7]", path: "/data"},
		"nfs.example.net:/data:/new": {server: "nfs.example.net", path: "/data:/new"},
		"":                           {says: "it is empty"},
		"nfs.example.net":            {says: `"nfs.example.net" is not of the form HOST:/PATH`},
		"nfs.example.net:data":       {says: "not of the form"},
		"nfs.example.net:2049:/data": {says: "not of the form"},
		":/data":                     {says: "not of the form"},
		"2001:db8::7:/data":          {says: "not of the form"},
		"nfs.example.net:/data ro":   {says: "not of the form"},
		"nfs://nfs.example.net/data": {says: "not of the form"},
	} {
		resp := function.RunResponse{Result: function.NewResultData(types.ObjectUnknown(map[string]attr.Type{"server": types.StringType, "path": types.StringType}))}
		parsenfslocation.New().Run(t.Context(), function.RunRequest{Arguments: function.NewArgumentsData([]attr.Value{types.StringValue(location)})}, &resp)
		if want.says != "" {
			if resp.Error == nil || !strings.Contains(resp.Error.Text, want.says) || resp.Error.FunctionArgument == nil {
				t.Errorf("%q: %v", location, resp.Error)
			}
			continue
		}
		parts, _ := resp.Result.Value().(types.Object)
		server, path := parts.Attributes()["server"], parts.Attributes()["path"]
		if resp.Error != nil || !types.StringValue(want.server).Equal(server) || !types.StringValue(want.path).Equal(path) {
			t.Errorf("%q has %s and %s: %v", location, server, path, resp.Error)
		}
	}
}

func TestFunctionByTheRealCLI(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, parsenfslocation.Object)
	w.RunCLIFrom(
		tfversion.Version1_8_0,
		resource.TestStep{
			Config: `output "server" {
  value = provider::katapult::parse_nfs_location("nfs.example.net:/data").server
}`,
			Check: resource.TestCheckOutput("server", "nfs.example.net"),
		},
		resource.TestStep{
			Config:      `output "server" { value = provider::katapult::parse_nfs_location("nfs.example.net") }`,
			ExpectError: acctest.Matches(`Invalid value for "location" parameter`, `is not of the form HOST:/PATH`),
		},
	)
}
