package governancegroup

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/sailpoint"
)

// bulkDelete deletes groups that the configuration does not manage.
var bulkDelete = crud.Action[*sailpoint.Client, bulkDeletion]{
	Type: "katapult_sailpoint_governance_groups_bulk_delete",
	Schema: schema.Schema{
		MarkdownDescription: "Deletes governance groups in SailPoint Identity Security Cloud that this configuration does not manage, 100 with each request. " +
			"Groups that it does manage are better destroyed: that is as fast, and takes them out of the state. Actions need Terraform 1.14 or later.\n\n" +
			"What can be deleted is deleted, whatever becomes of the rest, and there is an error for each group that is left. " +
			"A request that fails is an error for the groups it names, and the others are still sent, except when SailPoint refuses the credentials or the permission.",
		Attributes: map[string]schema.Attribute{
			"ids": schema.ListAttribute{
				MarkdownDescription: "IDs of the groups, any number of them. What is named twice is deleted once.",
				ElementType:         types.StringType,
				Required:            true,
				Validators:          []validator.List{attrs.KnownElements()},
			},
			"in_use": schema.StringAttribute{
				MarkdownDescription: "What a group is that cannot be deleted because something uses it: an `error`, or something to `warn` of. Defaults to `error`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("error", "warn")},
			},
			"not_found": schema.StringAttribute{
				MarkdownDescription: "What a group is that does not exist: an `error`, or nothing to mention (`ignore`). Defaults to `ignore`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("ignore", "error")},
			},
		},
	},
	Timeout: time.Hour,
	Invoke:  invoke,
}

type bulkDeletion struct {
	IDs      types.List   `tfsdk:"ids"`
	InUse    types.String `tfsdk:"in_use"`
	NotFound types.String `tfsdk:"not_found"`
}

func invoke(ctx context.Context, api *sailpoint.Client, config bulkDeletion, progress func(string)) error {
	requested, err := attrs.Elements(ctx, config.IDs)
	if err != nil {
		return crud.At(path.Root("ids"), err)
	}
	var failures crud.Errors
	ids := sailpoint.Distinct(requested)
	chunks := slices.Collect(slices.Chunk(ids, sailpoint.MaxDelete))
	for i, chunk := range chunks {
		deletions, err := api.GovernanceGroups.DeleteChunk(ctx, chunk)
		if err != nil {
			progress(fmt.Sprintf("%d of %d: failed", i+1, len(chunks)))
			failures = append(failures, fmt.Errorf("request %d of %d: %w\n\nIt was about %s", i+1, len(chunks), err, strings.Join(chunk, ", ")))
			if remaining := len(ids) - i*sailpoint.MaxDelete - len(chunk); remaining > 0 && fatalForAll(ctx, err) {
				failures = append(failures, fmt.Errorf("%d more groups were not tried, since the same would have happened to them", remaining))
				break
			}
			continue
		}
		progress(fmt.Sprintf("%d of %d: %s", i+1, len(chunks), summarize(deletions)))
		for _, d := range deletions {
			if err := config.classify(ctx, d); err != nil {
				failures = append(failures, crud.At(path.Root("ids").AtListIndex(slices.Index(requested, d.ID)), err))
			}
		}
	}
	if len(failures) > 0 {
		return failures
	}
	return nil
}

// fatalForAll reports whether every further request would fail the same way.
func fatalForAll(ctx context.Context, err error) bool {
	var apiErr *sailpoint.Error
	return ctx.Err() != nil ||
		errors.As(err, &apiErr) && (apiErr.Status == http.StatusUnauthorized || apiErr.Status == http.StatusForbidden || apiErr.Path == sailpoint.TokenPath)
}

// classify turns the outcome of one deletion into an error, a warning or nil, depending on
// in_use and not_found.
func (b bulkDeletion) classify(ctx context.Context, d sailpoint.Deletion) error {
	switch {
	case d.Outcome == sailpoint.Deleted, d.Outcome == sailpoint.NotFound && b.NotFound.ValueString() != "error":
		return nil
	case d.Outcome == sailpoint.InUse && b.InUse.ValueString() == "warn":
		crud.Warn(ctx, "Governance group in use", fmt.Sprintf("%s was not deleted: %s", d.ID, d.Reason))
		return nil
	case d.Outcome == sailpoint.InUse:
		return &inUseError{d}
	}
	return fmt.Errorf("%s was not deleted: %s", d.ID, d.Reason)
}

// summarize counts the outcomes for a progress message.
func summarize(deletions []sailpoint.Deletion) string {
	count := map[sailpoint.Outcome]int{}
	for _, d := range deletions {
		count[d.Outcome]++
	}
	parts := []string{fmt.Sprintf("%d deleted", count[sailpoint.Deleted])}
	for _, kind := range []struct {
		outcome sailpoint.Outcome
		name    string
	}{{sailpoint.InUse, "in use"}, {sailpoint.NotFound, "not found"}, {sailpoint.Undecided, "not deleted"}} {
		if n := count[kind.outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind.name))
		}
	}
	return strings.Join(parts, ", ")
}

type inUseError struct{ sailpoint.Deletion }

func (e *inUseError) Error() string { return fmt.Sprintf("%s was not deleted: %s", e.ID, e.Reason) }

// Hint implements rest.Hinted.
func (e *inUseError) Hint() string {
	return "The data source katapult_sailpoint_governance_group_connections reads what uses the group. Take the group out of that and try again; SailPoint notices only after a while."
}
