package provider

import (
	"context"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

// Serve offers the provider to Terraform, or to a debugger, until it is told to
// end. The address is what configurations name as source.
func Serve(ctx context.Context, version, address string, debug bool) error {
	if !debug {
		hush()
	}
	return providerserver.Serve(ctx, New(version), providerserver.ServeOpts{Address: address, Debug: debug})
}

// hush turns logging off, unless something in the environment asks for it. By
// default the SDK writes a trace of every call to Terraform, which reads it
// and throws it away: together nearly half of a large plan's time.
func hush() {
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "TF_LOG") && value != "" && !strings.EqualFold(value, "OFF") {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER"} {
		_ = os.Setenv(name, "OFF") // fails for no such name
	}
}
