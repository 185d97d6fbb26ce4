// Package dnszoneverification manages katapult_dns_zone_verification.
package dnszoneverification

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the verification of a DNS zone.
var Object = crud.Object{Resource: verification.New}

var verification = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_dns_zone_verification",
	Key:      []string{"dns_zone_id"},
	Prefixes: []string{"dnszone_"},
	Timeout:  15 * time.Minute,
	Schema: schema.Schema{
		MarkdownDescription: "Waits until Katapult has verified a DNS zone: until the domain is delegated to the zone's nameservers, or has the TXT record that the console shows. " +
			"What needs a verified zone, such as a certificate whose names are validated by DNS, depends on this.\n\n" +
			"It asks every 15 to 30 seconds. A delegation can take hours to be visible everywhere: `timeouts { create = \"2h\" }` allows for that, and the next apply goes on where one ended.\n\n" +
			"A zone that is no longer verified is verified again by the next apply. A destroy changes nothing at Katapult.",
		Attributes: map[string]schema.Attribute{
			"id":          attrs.ID("ID of the zone."),
			"dns_zone_id": attrs.Reference("ID of the zone."),
			"verified": schema.BoolAttribute{
				MarkdownDescription: "Whether the zone is verified: always `true`.",
				Computed:            true,
				PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
		},
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "a domain",
		Fits: func(written string) bool { return strings.Contains(written, ".") },
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			found, err := api.DNSZones.GetByName(ctx, written)
			return []string{found.ID}, err
		},
	},
	Create: create, Read: read, Destroy: destroy,
}

type model struct {
	ID        types.String   `tfsdk:"id"`
	DNSZoneID types.String   `tfsdk:"dns_zone_id"`
	Verified  types.Bool     `tfsdk:"verified"`
	Timeouts  timeouts.Value `tfsdk:"timeouts"`
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	zone, err := api.DNSZones.WaitVerified(ctx, plan.DNSZoneID.ValueString())
	if err != nil {
		return crud.At(path.Root("dns_zone_id"), err)
	}
	plan.ID, plan.Verified = plan.DNSZoneID, types.BoolValue(zone.Verified)
	return nil
}

// read takes a zone that is not verified for a verification that is deleted.
func read(ctx context.Context, api *katapult.Client, state *model) error {
	zone, err := api.DNSZones.Get(ctx, state.DNSZoneID.ValueString())
	if err != nil {
		return err
	}
	if !zone.Verified {
		return fmt.Errorf("DNS zone %s (%s) is not verified: %w", zone.Name, zone.ID, katapult.ErrNotFound)
	}
	state.ID, state.Verified = state.DNSZoneID, types.BoolValue(true)
	return nil
}

// destroy has nothing to undo: a verification cannot be taken back.
func destroy(context.Context, *katapult.Client, model) error { return nil }
