//go:build !race

// The race detector crashes if fuzz targets and other tests of one program use
// testing/synctest. "make test" runs these without it.

package provider_test

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// protocol is the part of Terraform's protocol that the provider implements.
type protocol interface {
	tfprotov6.ProviderServerWithListResource
	tfprotov6.ProviderServerWithActions
}

// terraform calls a provider about the object with a name. An error of a call is
// as good as a response.
type terraform struct {
	protocol
	ctx  context.Context
	name string
}

// values are the inputs of calls.
type values struct {
	config, prior, plan, identity *tfprotov6.DynamicValue
	// raw is any bytes that are no value of the protocol. number is a version or a
	// limit.
	raw    []byte
	number int64
}

func (v values) identified() *tfprotov6.ResourceIdentityData {
	return &tfprotov6.ResourceIdentityData{IdentityData: v.identity}
}

// call is a call about objects of one kind.
type call struct {
	about string
	made  func(terraform, values)
}

// calls maps names to all calls that have an input.
var calls = map[string]call{
	"ApplyResourceChange": {"resource", func(c terraform, v values) {
		_, _ = c.ApplyResourceChange(c.ctx, &tfprotov6.ApplyResourceChangeRequest{
			TypeName: c.name, PriorState: v.prior, PlannedState: v.plan, Config: v.config, PlannedPrivate: v.raw, PlannedIdentity: v.identified(),
		})
	}},
	"CallFunction": {"function", func(c terraform, v values) {
		_, _ = c.CallFunction(c.ctx, &tfprotov6.CallFunctionRequest{Name: c.name, Arguments: []*tfprotov6.DynamicValue{v.config}})
	}},
	"CloseEphemeralResource": {"ephemeral", func(c terraform, v values) {
		_, _ = c.CloseEphemeralResource(c.ctx, &tfprotov6.CloseEphemeralResourceRequest{TypeName: c.name, Private: v.raw})
	}},
	"ConfigureProvider": {"provider", func(c terraform, v values) {
		_, _ = c.ConfigureProvider(c.ctx, &tfprotov6.ConfigureProviderRequest{Config: v.config})
	}},
	"GenerateResourceConfig": {"resource", func(c terraform, v values) {
		_, _ = c.GenerateResourceConfig(c.ctx, &tfprotov6.GenerateResourceConfigRequest{TypeName: c.name, State: v.prior})
	}},
	"ImportResourceState": {"resource", func(c terraform, v values) {
		c.imports(&tfprotov6.ImportResourceStateRequest{TypeName: c.name, Identity: v.identified()})
		c.imports(&tfprotov6.ImportResourceStateRequest{TypeName: c.name, ID: string(v.raw)})
	}},
	"InvokeAction": {"action", func(c terraform, v values) {
		stream, err := c.InvokeAction(c.ctx, &tfprotov6.InvokeActionRequest{ActionType: c.name, Config: v.config})
		if err == nil {
			_ = slices.Collect(stream.Events)
		}
	}},
	"ListResource": {"list", func(c terraform, v values) { c.lists(v, false); c.lists(v, true) }},
	"MoveResourceState": {"resource", func(c terraform, v values) {
		_, _ = c.MoveResourceState(c.ctx, &tfprotov6.MoveResourceStateRequest{
			TargetTypeName: c.name, SourceTypeName: c.name, SourceProviderAddress: "registry.terraform.io/krystal/katapult",
			SourceSchemaVersion: v.number, SourceState: &tfprotov6.RawState{JSON: v.raw}, SourcePrivate: v.raw,
			SourceIdentitySchemaVersion: v.number, SourceIdentity: &tfprotov6.RawState{JSON: v.raw},
		})
	}},
	"OpenEphemeralResource": {"ephemeral", func(c terraform, v values) {
		_, _ = c.OpenEphemeralResource(c.ctx, &tfprotov6.OpenEphemeralResourceRequest{TypeName: c.name, Config: v.config})
	}},
	"PlanAction": {"action", func(c terraform, v values) {
		_, _ = c.PlanAction(c.ctx, &tfprotov6.PlanActionRequest{ActionType: c.name, Config: v.config})
	}},
	"PlanResourceChange": {"resource", func(c terraform, v values) {
		_, _ = c.PlanResourceChange(c.ctx, &tfprotov6.PlanResourceChangeRequest{
			TypeName: c.name, PriorState: v.prior, ProposedNewState: v.plan, Config: v.config, PriorPrivate: v.raw, PriorIdentity: v.identified(),
		})
	}},
	"ReadDataSource": {"data", func(c terraform, v values) {
		_, _ = c.ReadDataSource(c.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: c.name, Config: v.config})
	}},
	"ReadResource": {"resource", func(c terraform, v values) {
		_, _ = c.ReadResource(c.ctx, &tfprotov6.ReadResourceRequest{TypeName: c.name, CurrentState: v.prior, Private: v.raw, CurrentIdentity: v.identified()})
		_, _ = c.ReadResource(c.ctx, &tfprotov6.ReadResourceRequest{TypeName: c.name, CurrentState: v.prior})
	}},
	"RenewEphemeralResource": {"ephemeral", func(c terraform, v values) {
		_, _ = c.RenewEphemeralResource(c.ctx, &tfprotov6.RenewEphemeralResourceRequest{TypeName: c.name, Private: v.raw})
	}},
	"UpgradeResourceIdentity": {"resource", func(c terraform, v values) {
		_, _ = c.UpgradeResourceIdentity(c.ctx, &tfprotov6.UpgradeResourceIdentityRequest{
			TypeName: c.name, Version: v.number, RawIdentity: &tfprotov6.RawState{JSON: v.raw},
		})
	}},
	"UpgradeResourceState": {"resource", func(c terraform, v values) {
		_, _ = c.UpgradeResourceState(c.ctx, &tfprotov6.UpgradeResourceStateRequest{
			TypeName: c.name, Version: v.number, RawState: &tfprotov6.RawState{JSON: v.raw},
		})
	}},
	"ValidateActionConfig": {"action", func(c terraform, v values) {
		_, _ = c.ValidateActionConfig(c.ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: c.name, Config: v.config})
	}},
	"ValidateDataResourceConfig": {"data", func(c terraform, v values) {
		_, _ = c.ValidateDataResourceConfig(c.ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: c.name, Config: v.config})
	}},
	"ValidateEphemeralResourceConfig": {"ephemeral", func(c terraform, v values) {
		_, _ = c.ValidateEphemeralResourceConfig(c.ctx, &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: c.name, Config: v.config})
	}},
	"ValidateListResourceConfig": {"list", func(c terraform, v values) {
		_, _ = c.ValidateListResourceConfig(c.ctx, &tfprotov6.ValidateListResourceConfigRequest{
			TypeName: c.name, Config: v.config, IncludeResourceObject: v.prior, Limit: v.plan,
		})
	}},
	"ValidateProviderConfig": {"provider", func(c terraform, v values) {
		_, _ = c.ValidateProviderConfig(c.ctx, &tfprotov6.ValidateProviderConfigRequest{Config: v.config})
	}},
	"ValidateResourceConfig": {"resource", func(c terraform, v values) {
		_, _ = c.ValidateResourceConfig(c.ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: c.name, Config: v.config})
	}},
}

// imports reads the imported object, as Terraform does.
func (c terraform) imports(request *tfprotov6.ImportResourceStateRequest) {
	answer, err := c.ImportResourceState(c.ctx, request)
	if err != nil {
		return
	}
	for _, imported := range answer.ImportedResources {
		_, _ = c.ReadResource(c.ctx, &tfprotov6.ReadResourceRequest{
			TypeName: imported.TypeName, CurrentState: imported.State, Private: imported.Private, CurrentIdentity: imported.Identity,
		})
	}
}

// lists reads no more results than it requested.
func (c terraform) lists(v values, whole bool) {
	stream, err := c.ListResource(c.ctx, &tfprotov6.ListResourceRequest{
		TypeName: c.name, Config: v.config, IncludeResource: whole, Limit: v.number,
	})
	if err != nil {
		return
	}
	most := v.number
	for range stream.Results {
		if most--; most == 0 {
			return
		}
	}
}

// everything makes all calls about objects of one kind, or of any kind. Each
// call has its own timeout.
func (c terraform) everything(about string, v values) {
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		if about == calls[name].about || about == "" {
			ctx, stop := context.WithTimeout(c.ctx, patience)
			calls[name].made(terraform{c.protocol, ctx, c.name}, v)
			stop()
		}
	}
}

func TestEveryCallIsFuzzed(t *testing.T) {
	t.Parallel()
	all := reflect.TypeFor[protocol]()
	takeNothing := []string{"GetFunctions", "GetMetadata", "GetProviderSchema", "GetResourceIdentitySchemas", "StopProvider"}
	for i := range all.NumMethod() {
		name := all.Method(i).Name
		if _, fuzzed := calls[name]; fuzzed == slices.Contains(takeNothing, name) {
			t.Errorf("add %s to the calls", name)
		}
	}
}
