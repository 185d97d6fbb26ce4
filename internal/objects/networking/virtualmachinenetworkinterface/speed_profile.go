package virtualmachinenetworkinterface

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/katapult"
)

// speedProfileSchema keeps both permalink and ID in the state: a plan compares
// network_speed_profile, which may be either, with them.
var speedProfileSchema = schema.SingleNestedAttribute{
	MarkdownDescription: "The speed profile that `network_speed_profile` denotes.",
	Computed:            true,
	PlanModifiers:       []planmodifier.Object{attrs.KeepWhile(sameSpeedProfile)},
	Attributes: map[string]schema.Attribute{
		"id":        schema.StringAttribute{Computed: true, MarkdownDescription: "ID of the profile."},
		"name":      schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the profile."},
		"permalink": schema.StringAttribute{Computed: true, MarkdownDescription: "Permalink of the profile."},
	},
}

var speedProfileTypes = map[string]attr.Type{"id": types.StringType, "name": types.StringType, "permalink": types.StringType}

func speedProfile(p katapult.NetworkSpeedProfile) types.Object {
	return types.ObjectValueMust(speedProfileTypes, map[string]attr.Value{
		"id": types.StringValue(p.ID), "name": types.StringValue(p.Name), "permalink": types.StringValue(p.Permalink),
	})
}

// refersTo reports whether a permalink or an ID belongs to a profile.
func refersTo(permalinkOrID string, p katapult.NetworkSpeedProfile) bool {
	return permalinkOrID != "" && (permalinkOrID == p.Permalink || permalinkOrID == p.ID)
}

// sameSpeedProfile reports whether the plan keeps the speed profile. The permalink and
// the ID of one profile are the same.
func sameSpeedProfile(ctx context.Context, c *attrs.Change) bool {
	var planned, id, permalink types.String
	now := path.Root("speed_profile")
	c.Plan(ctx, path.Root("network_speed_profile"), &planned)
	c.Prior(ctx, now.AtName("id"), &id)
	c.Prior(ctx, now.AtName("permalink"), &permalink)
	return refersTo(planned.ValueString(), katapult.NetworkSpeedProfile{ID: id.ValueString(), Permalink: permalink.ValueString()})
}
