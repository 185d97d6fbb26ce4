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

// Serve offers the provider to Terraform, or to a debugger, until it is told to
// end. The address is what configurations name as source.
func Serve(version, address string, objects []crud.Object, debugger bool) error {
	var options []tf6server.ServeOpt
	if debugger {
		options = append(options, tf6server.WithManagedDebug())
	} else {
		silenceSDKLogs()
		relaxGC()
	}
	return tf6server.Serve(address, Server(version, objects), options...)
}

// Server returns what makes servers of the provider in a version, which offer
// the objects.
func Server(version string, objects []crud.Object, options ...Option) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		server := providerserver.NewProtocol6(New(version, objects, options...)())()
		if complete, ok := server.(protocol); ok {
			return contextReleaser{complete}
		}
		return server
	}
}

// silenceSDKLogs turns logging off, unless something in the environment asks for it. By
// default the SDK writes a trace of every call to Terraform, which reads it
// and throws it away: together nearly half of a large plan's time.
func silenceSDKLogs() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "TF_LOG") && value != "" && !strings.EqualFold(value, "OFF") {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER"} {
		_ = os.Setenv(name, "OFF") // fails for no such name
	}
}

// relaxGC lets the process take some more memory before it looks for what it can
// free. It lives for seconds, and a fifth of its work would be looking.
func relaxGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
