package core

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// builtin is the provider that Terraform brings itself, with terraform_data.
type builtin struct{ tfprotov6.ProviderServer }

func builtinProvider() (tfprotov6.ProviderServer, error) { return builtin{}, nil }

var dataType = cty.Object(map[string]cty.Type{
	"id": cty.String, "input": cty.DynamicPseudoType, "output": cty.DynamicPseudoType, "triggers_replace": cty.DynamicPseudoType,
})

func (builtin) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		ResourceSchemas: map[string]*tfprotov6.Schema{"terraform_data": {Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
			{Name: "id", Type: tftypes.String, Computed: true},
			{Name: "input", Type: tftypes.DynamicPseudoType, Optional: true},
			{Name: "output", Type: tftypes.DynamicPseudoType, Computed: true},
			{Name: "triggers_replace", Type: tftypes.DynamicPseudoType, Optional: true},
		}}}},
	}, nil
}

func (builtin) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (builtin) ValidateResourceConfig(context.Context, *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (builtin) UpgradeResourceState(_ context.Context, r *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	v, err := ctyjson.Unmarshal(r.RawState.JSON, dataType)
	if err != nil {
		return nil, err
	}
	encoded, err := encode(v, dataType)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: encoded}, err
}

func (builtin) ReadResource(_ context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: r.CurrentState}, nil
}

func (builtin) PlanResourceChange(_ context.Context, r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	prior, err := decode(r.PriorState, dataType)
	if err != nil {
		return nil, err
	}
	proposed, err := decode(r.ProposedNewState, dataType)
	if err != nil || proposed.IsNull() {
		return &tfprotov6.PlanResourceChangeResponse{PlannedState: r.ProposedNewState}, err
	}
	values := proposed.AsValueMap()
	answer := &tfprotov6.PlanResourceChangeResponse{}
	switch {
	case prior.IsNull():
		values["id"] = cty.UnknownVal(cty.String)
		values["output"] = promised(values["input"])
	case !prior.GetAttr("triggers_replace").RawEquals(values["triggers_replace"]):
		answer.RequiresReplace = []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName("triggers_replace")}
		values["output"] = promised(values["input"])
	case !prior.GetAttr("input").RawEquals(values["input"]):
		values["output"] = promised(values["input"])
	}
	answer.PlannedState, err = encode(cty.ObjectVal(values), dataType)
	return answer, err
}

// promised is the output that is planned for an input.
func promised(input cty.Value) cty.Value {
	if input.IsNull() && input.IsKnown() {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	return cty.UnknownVal(input.Type())
}

func (builtin) ApplyResourceChange(_ context.Context, r *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	planned, err := decode(r.PlannedState, dataType)
	if err != nil || planned.IsNull() {
		return &tfprotov6.ApplyResourceChangeResponse{NewState: r.PlannedState}, err
	}
	values := planned.AsValueMap()
	if !values["id"].IsKnown() {
		id := make([]byte, 16)
		_, _ = rand.Read(id)
		values["id"] = cty.StringVal(fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]))
	}
	values["output"] = values["input"]
	encoded, err := encode(cty.ObjectVal(values), dataType)
	return &tfprotov6.ApplyResourceChangeResponse{NewState: encoded}, err
}
