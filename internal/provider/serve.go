package provider

import (
	"os"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"terraform-provider-katapult/internal/crud"
)

// Serve runs the provider for Terraform, or for a debugger, until it is told to stop. The
// address is the source that configurations name.
func Serve(version, address string, objects []crud.Object, debugger bool) error {
	// The SDK would write each call into files there, also write-only arguments and ephemeral
	// values.
	_ = os.Unsetenv("TF_LOG_SDK_PROTO_DATA_DIR") // cannot fail for a valid name
	var options []tf6server.ServeOpt
	if debugger {
		options = append(options, tf6server.WithManagedDebug())
	} else {
		silenceSDKLogs()
		relaxGC()
	}
	return tf6server.Serve(address, Server(version, objects), options...)
}

// Server returns a constructor of servers for a provider with this version and these
// objects.
func Server(version string, objects []crud.Object, options ...Option) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		server := providerserver.NewProtocol6(New(version, objects, options...)())()
		if complete, ok := server.(protocol); ok {
			return contextReleaser{complete}
		}
		return server
	}
}

// silenceSDKLogs turns logging off unless a TF_LOG variable asks for it. By default the SDK
// sends Terraform a trace of every call, and Terraform discards it. Writing and reading it
// takes nearly half of a large plan's time.
func silenceSDKLogs() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "TF_LOG") && value != "" && !strings.EqualFold(value, "OFF") {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER"} {
		_ = os.Setenv(name, "OFF") // cannot fail for a valid name
	}
}

// relaxGC raises GOGC. The process lives for seconds, and would spend a fifth of its CPU
// time on garbage collection.
func relaxGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
