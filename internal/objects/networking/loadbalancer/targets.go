package loadbalancer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// A load balancer has targets of one type. Each type is an argument of its own.
var targetTypes = []struct {
	argument, resourceType string
	of                     func(*attributes) *types.Set
}{
	{"virtual_machine_ids", katapult.ToVirtualMachines, func(m *attributes) *types.Set { return &m.VirtualMachineIDs }},
	{"virtual_machine_group_ids", katapult.ToVirtualMachineGroups, func(m *attributes) *types.Set { return &m.VirtualMachineGroupIDs }},
	{"tag_ids", katapult.ToTags, func(m *attributes) *types.Set { return &m.TagIDs }},
}

// targetSet is the argument for one type of targets. Those that are not used are empty in
// states of the krystal/katapult provider, not null.
func targetSet(description string, others ...string) schema.SetAttribute {
	return schema.SetAttribute{
		MarkdownDescription: fmt.Sprintf("%s Excludes elements of `%s`. Defaults to none.", description, strings.Join(others, "` and `")),
		ElementType:         types.StringType, Optional: true, Computed: true,
		Default:    setdefault.StaticValue(idSet(nil)),
		Validators: []validator.Set{attrs.KnownElements()},
	}
}

func idSet(ids []string) types.Set {
	return attrs.StringSet(attrs.Distinct(ids, func(id string) string { return id }))
}

// setTargets copies the targets of a load balancer into the set of their type.
func (m *attributes) setTargets(b katapult.LoadBalancer, unused types.Set) {
	for _, t := range targetTypes {
		*t.of(m) = unused
		if t.resourceType == b.ResourceType && len(b.ResourceIDs) > 0 {
			*t.of(m) = idSet(b.ResourceIDs)
		}
	}
}

func (m *attributes) sameTargets(prior attributes) bool {
	return m.VirtualMachineIDs.Equal(prior.VirtualMachineIDs) && m.VirtualMachineGroupIDs.Equal(prior.VirtualMachineGroupIDs) && m.TagIDs.Equal(prior.TagIDs)
}

// targets are what a request says of the targets. Without any they are virtual machines.
func (m *attributes) targets() (resourceType string, ids []string, err error) {
	resourceType, ids = katapult.ToVirtualMachines, []string{}
	for _, t := range targetTypes {
		if len(t.of(m).Elements()) == 0 {
			continue
		}
		if len(ids) > 0 {
			return "", nil, crud.At(path.Root(t.argument), errors.New("only one of virtual_machine_ids, virtual_machine_group_ids and tag_ids can have elements"))
		}
		resourceType, ids = t.resourceType, attrs.SetTexts(*t.of(m))
	}
	return resourceType, ids, nil
}

// used is the argument that has targets.
func (m *attributes) used() string {
	for _, t := range targetTypes {
		if len(t.of(m).Elements()) > 0 {
			return t.argument
		}
	}
	return targetTypes[0].argument
}

const severalTypes = "Only one of virtual_machine_ids, virtual_machine_group_ids and tag_ids can have elements. Leave the others out, or set them to []."

// fittingTargets refuses targets of several types.
type fittingTargets struct{}

func (fittingTargets) Description(context.Context) string {
	return "virtual_machine_ids, virtual_machine_group_ids and tag_ids exclude elements of each other"
}

func (f fittingTargets) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (fittingTargets) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	used := 0
	for _, t := range targetTypes {
		var set types.Set
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(t.argument), &set)...)
		if len(set.Elements()) == 0 {
			continue
		}
		if used++; used > 1 {
			resp.Diagnostics.AddAttributeError(path.Root(t.argument), "Targets of several types", severalTypes)
		}
	}
}

// reaches reports whether a machine can be behind the load balancer. Who is in a group, or
// has a tag, is not known here.
func (m *attributes) reaches(machineID string) bool {
	for _, t := range targetTypes {
		if t.of(m).IsUnknown() {
			return true
		}
	}
	return m.used() != targetTypes[0].argument ||
		slices.ContainsFunc(m.VirtualMachineIDs.Elements(), func(id attr.Value) bool {
			return id.IsUnknown() || id.Equal(types.StringValue(machineID))
		})
}

// replaceIfKnown replaces a load balancer whose data centre changes. States of the
// krystal/katapult provider do not tell it.
func replaceIfKnown() planmodifier.String {
	return stringplanmodifier.RequiresReplaceIf(
		func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
			resp.RequiresReplace = !req.StateValue.IsNull()
		}, "changing it forces a new resource", "changing it forces a new resource")
}
