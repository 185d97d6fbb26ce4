package acctest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"terraform-provider-katapult/internal/provider"
)

// address is the provider source in a Shell's configurations.
const address = "terraform.local/katapult/katapult"

// serve serves a provider to successive runs of the CLI, and returns the
// TF_REATTACH_PROVIDERS for them.
func serve(t *testing.T, o offer, options ...provider.Option) string {
	t.Helper()
	served, err := o.factories(options...)["katapult"]()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	started, stopped := make(chan *plugin.ReattachConfig), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(address, func() tfprotov6.ProviderServer { return served },
			tf6server.WithDebug(ctx, started, stopped),
			tf6server.WithLoggingSink(t), tf6server.WithoutLogStderrOverride(), tf6server.WithGoPluginLogger(hclog.NewNullLogger()))
	}()
	t.Cleanup(func() {
		stop()
		<-stopped
	})
	select {
	case at := <-started:
		return reattach(t, at)
	case err := <-failed:
		t.Fatal("the provider is not served: ", err)
		return ""
	}
}

// reattach returns the value of TF_REATTACH_PROVIDERS.
func reattach(t *testing.T, at *plugin.ReattachConfig) string {
	t.Helper()
	type socket struct{ Network, String string }
	type server struct {
		Protocol        string
		ProtocolVersion int
		Pid             int
		Test            bool
		Addr            socket
	}
	text, err := json.Marshal(map[string]server{address: {
		Protocol: string(at.Protocol), ProtocolVersion: at.ProtocolVersion, Pid: at.Pid, Test: true,
		Addr: socket{at.Addr.Network(), at.Addr.String()},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
