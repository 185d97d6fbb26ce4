package acctest

import (
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/provider"
)

// asPlugin in the environment makes a test binary serve the provider.
const asPlugin = "ACCTEST_PLUGIN"

// Main runs the tests of a package. A process that Terraform has started by PluginCommand
// serves the provider instead, with the timings of tests.
func Main(m *testing.M, objects ...crud.Object) {
	if os.Getenv(asPlugin) == "" {
		os.Exit(m.Run())
	}
	if err := tf6server.Serve(address, provider.Server("test", objects, fastTimings)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// PluginCommand is a command line that starts a provider in a process of its own. The
// package needs a TestMain that calls Main.
func PluginCommand(t *testing.T) string {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s=1 TF_LOG_SDK=OFF TF_LOG_PROVIDER=OFF exec '%s'", asPlugin, binary)
}
