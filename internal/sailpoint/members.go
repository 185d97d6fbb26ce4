package sailpoint

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// Member is an identity in a group.
type Member struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Members yields the members of a group, by name. It returns ErrNotFound if the group does
// not exist.
//
// GET /workgroups/v1/{workgroupId}/members
func (s GovernanceGroups) Members(ctx context.Context, groupID string) iter.Seq2[Member, error] {
	return inGroup(ctx, s, groupID, listing[Member]{
		path: "members", query: url.Values{"sorters": {"name"}}, perPage: rowsPerPage,
		key: func(m Member) string { return m.ID },
	})
}

// MembersError lists the identities that could not be added to a group, or removed from it.
// All others were.
type MembersError struct {
	// Verb is the past participle of the attempt, such as "added".
	Verb string
	// Reasons are in the order of the given IDs.
	Reasons []MemberReason
}

// MemberReason says why one identity was not changed.
type MemberReason struct{ ID, Reason string }

func (e *MembersError) Error() string {
	lines := make([]string, len(e.Reasons))
	for i, r := range e.Reasons {
		lines[i] = fmt.Sprintf("%s: %s", r.ID, r.Reason)
	}
	return fmt.Sprintf("%d could not be %s:\n%s", len(lines), e.Verb, strings.Join(lines, "\n"))
}

// maxMembers is the maximum number of identities in one call. SailPoint documents no limit.
const maxMembers = 50

// AddMembers adds identities to a group. Existing members are no error. It returns
// ErrNotFound if the group does not exist, or a MembersError.
//
// POST /workgroups/v1/{workgroupId}/members/bulk-add
func (s GovernanceGroups) AddMembers(ctx context.Context, groupID string, ids []string) error {
	return s.changeMembers(ctx, groupID, ids, memberChange{
		path: "bulk-add", verb: "added", okStatuses: []statusCode{http.StatusCreated, http.StatusConflict}, wantMember: true,
	})
}

// RemoveMembers removes identities from a group. Identities that are not members are no
// error. It returns ErrNotFound if the group does not exist, or a MembersError.
//
// POST /workgroups/v1/{workgroupId}/members/bulk-delete
func (s GovernanceGroups) RemoveMembers(ctx context.Context, groupID string, ids []string) error {
	return s.changeMembers(ctx, groupID, ids, memberChange{
		path: "bulk-delete", verb: "removed", okStatuses: []statusCode{http.StatusNoContent, http.StatusNotFound},
	})
}

// memberChange is an addition or a removal of members.
type memberChange struct {
	path, verb string
	// okStatuses are the results that mean the identity is as planned.
	okStatuses []statusCode
	wantMember bool
}

func (s GovernanceGroups) changeMembers(ctx context.Context, groupID string, ids []string, c memberChange) error {
	ids = Distinct(ids)
	membersErr := &MembersError{Verb: c.verb}
	for chunk := range slices.Chunk(ids, maxMembers) {
		identities := make([]identity, len(chunk))
		for i, id := range chunk {
			identities[i] = asIdentity(id)
		}
		var response []itemResult
		// Repeating the call changes nothing more.
		err := s.retryRespelled(ctx, groupID, func(groupID string) error {
			return s.client.do(ctx, rest.Call{
				Method: http.MethodPost, Path: s.path(groupID, "members", c.path), Body: identities, Into: &response, Idempotent: true,
			})
		})
		if err != nil {
			return err
		}
		reasons, err := s.reasons(ctx, groupID, chunk, s.byID(response), c)
		if err != nil {
			return err
		}
		membersErr.Reasons = append(membersErr.Reasons, reasons...)
	}
	if len(membersErr.Reasons) > 0 {
		return membersErr
	}
	return nil
}

// reasons returns the identities that were not changed. It looks up identities that the
// response does not mention.
func (s GovernanceGroups) reasons(ctx context.Context, groupID string, ids []string, results map[string]itemResult, c memberChange) ([]MemberReason, error) {
	var (
		reasons []MemberReason
		members []Member
	)
	for _, id := range ids {
		result, mentioned := results[normalizeID(id)]
		if mentioned {
			if !slices.Contains(c.okStatuses, result.Status) {
				reasons = append(reasons, MemberReason{id, result.String()})
			}
			continue
		}
		if members == nil {
			all, err := rest.Collect(s.Members(ctx, groupID))
			if err != nil {
				return nil, err
			}
			members = append([]Member{}, all...)
		}
		isMember := slices.ContainsFunc(members, func(m Member) bool { return normalizeID(m.ID) == normalizeID(id) })
		if isMember != c.wantMember {
			reasons = append(reasons, MemberReason{id, "SailPoint's response does not mention it, and nothing has changed"})
		}
	}
	return reasons, nil
}
