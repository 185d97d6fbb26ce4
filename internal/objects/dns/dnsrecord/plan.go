package dnsrecord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// plan keeps what the state has, where the configuration means the same, and refuses names
// that only their zone shows to be wrong.
func plan(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	if prior != nil && !plan.DNSZoneID.Equal(prior.DNSZoneID) {
		prior = nil // it is to be replaced
	}
	if prior == nil {
		_, err := plan.zone(ctx, api, plan.Name)
		return err
	}
	renamed := !plan.Name.Equal(prior.Name)
	if renamed || !plan.Type.Equal(prior.Type) {
		zone, err := plan.zone(ctx, api, plan.Name, prior.Name)
		if err != nil {
			return err
		}
		renamed = plan.Name.IsUnknown() || !nameMeans(plan.Name, prior.Name, zone)
		if !renamed && !plan.Name.IsNull() && !prior.Name.IsNull() { // Terraform wants null where none is configured, and only there
			plan.Name = prior.Name
		}
	}
	if !renamed {
		plan.FullName = prior.FullName
	}
	if plan.meansContentOf(prior) {
		plan.Value, plan.SRV, plan.CAA, plan.SSHFP, plan.HTTPRedirect = prior.Value, prior.SRV, prior.CAA, prior.SSHFP, prior.HTTPRedirect
		plan.Content = prior.Content
	}
	return nil
}

// zone returns the name of the zone, and checks that of the record against it. It is empty
// if it is not known, or if none of the names can be a full one.
func (m *model) zone(ctx context.Context, api *katapult.Client, names ...types.String) (string, error) {
	full := slices.ContainsFunc(names, func(name types.String) bool { return strings.Contains(name.ValueString(), ".") })
	if !full || m.DNSZoneID.IsUnknown() {
		return "", nil
	}
	zone, err := api.DNSZones.NameOf(ctx, m.DNSZoneID.ValueString())
	if errors.Is(err, katapult.ErrNotFound) {
		err = crud.At(path.Root("dns_zone_id"), err)
	}
	if err == nil && !m.Name.IsUnknown() {
		err = m.refuseName(zone)
	}
	return zone, err
}

// refuseName refuses a name outside of the zone, and types that the zone itself cannot have.
func (m *model) refuseName(zone string) error {
	relative, inside := katapult.RelativeDNSName(m.Name.ValueString(), zone)
	if !inside {
		return crud.At(path.Root("name"), &katapult.OutsideZoneError{Name: m.Name.ValueString(), Zone: zone})
	}
	if problem := apexProblem(m.Type); relative == "" && problem != "" {
		return crud.At(path.Root("type"), fmt.Errorf("%s is the zone itself: %s", m.Name, problem))
	}
	return nil
}

// nameMeans reports whether two names of a zone mean the same.
func nameMeans(a, b types.String, zone string) bool {
	first, _ := katapult.RelativeDNSName(a.ValueString(), zone)
	second, _ := katapult.RelativeDNSName(b.ValueString(), zone)
	return strings.EqualFold(first, second)
}
