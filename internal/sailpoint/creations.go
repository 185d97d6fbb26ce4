package sailpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"terraform-provider-katapult/internal/rest"
)

// Create creates a group and returns it. If the response is lost, Create searches for the
// group. It returns a rest.UnresolvedCreateError if the search is not conclusive.
//
// POST /workgroups/v1
func (s GovernanceGroups) Create(ctx context.Context, args GovernanceGroupArguments) (GovernanceGroup, error) {
	spelling := map[string]string{}
	created, err := rest.Create(ctx, s.client.rest, rest.CreateOp[GovernanceGroup]{
		Description: "the governance group",
		ConflictKey: norm.NFC.String(strings.ToLower(args.Name)),
		ID: func(g GovernanceGroup) string {
			spelling[normalizeID(g.ID)] = g.ID
			return normalizeID(g.ID)
		},
		Send: func(ctx context.Context) (GovernanceGroup, error) {
			var created GovernanceGroup
			err := s.client.do(ctx, rest.Call{Method: http.MethodPost, Path: s.client.workgroups, Into: &created, Creates: true, Body: map[string]any{
				"name": args.Name, "description": args.Description, "owner": asIdentity(args.OwnerID),
			}})
			return created, err
		},
		Find: func(ctx context.Context, began time.Time) ([]GovernanceGroup, error) {
			return s.listNew(ctx, args, began)
		},
	})
	// The import ID is the one in the API's spelling.
	if unresolved := (*rest.UnresolvedCreateError)(nil); errors.As(err, &unresolved) {
		for i, id := range unresolved.IDs {
			unresolved.IDs[i] = spelling[id]
		}
	}
	return created, err
}

// listNew returns the groups that match the arguments and were created after a time on this
// machine's clock. It returns an error if the response lacks what is needed to decide: that
// group may be ours.
func (s GovernanceGroups) listNew(ctx context.Context, args GovernanceGroupArguments, sentAt time.Time) ([]GovernanceGroup, error) {
	newest, header, err := page(ctx, s.client, s.listing(filterIn("name", normalForms(args.Name)), "-created"), 0)
	if err != nil {
		return nil, err
	}
	since, err := rest.Since(sentAt, header)
	if err != nil {
		return nil, err
	}
	var all []GovernanceGroup
	for _, g := range newest {
		same, certain := g.matches(args)
		if certain && !same {
			continue
		}
		after, err := notBefore(g.Created, since)
		switch {
		case err != nil:
			return nil, fmt.Errorf("the creation time of the governance group %s cannot be read: %w", rest.Quote(g.ID), err)
		case after && !certain:
			return nil, fmt.Errorf("the governance group %s is new, and the response lacks its name, description or owner", rest.Quote(g.ID))
		case after:
			all = append(all, g)
		}
	}
	return all, nil
}

// matches reports whether a group matches the arguments, and whether that is certain.
// Fields may be missing in a response.
func (g GovernanceGroup) matches(args GovernanceGroupArguments) (same, certain bool) {
	same, certain = true, true
	for _, field := range []struct{ got, want string }{
		{norm.NFC.String(g.Name), norm.NFC.String(args.Name)}, {g.Description, args.Description}, {normalizeID(g.Owner.ID), normalizeID(args.OwnerID)},
	} {
		switch field.got {
		case field.want:
		case "":
			certain = false
		default:
			return false, true
		}
	}
	return same, certain
}
