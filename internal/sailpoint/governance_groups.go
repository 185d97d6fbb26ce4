package sailpoint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"terraform-provider-katapult/internal/rest"
)

// GovernanceGroups is access to governance groups, their members and what uses
// them.
type GovernanceGroups struct{ client *Client }

// GovernanceGroup is a set of identities that reviews and approves together.
type GovernanceGroup struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Owner       Owner  `json:"owner"`
	// MemberCount and ConnectionCount lag behind what they count.
	MemberCount     int64 `json:"memberCount"`
	ConnectionCount int64 `json:"connectionCount"`
	// Created and Modified are in the API's own spelling, which is not always
	// RFC 3339.
	Created  string `json:"created"`
	Modified string `json:"modified"`
}

// UnmarshalJSON takes in a group, which has to have an ID: one without could not
// be found again.
func (g *GovernanceGroup) UnmarshalJSON(data []byte) error {
	*g = GovernanceGroup{} // nothing stays of an attempt before
	type plain GovernanceGroup
	if err := json.Unmarshal(data, (*plain)(g)); err != nil {
		return err
	}
	if g.ID == "" {
		return errors.New("it is no governance group: there is no ID in it")
	}
	return nil
}

// groupResponse is the group with an ID, and no other.
type groupResponse struct {
	id      string
	secrets []string
	group   GovernanceGroup
}

func (s GovernanceGroups) responseFor(id string) *groupResponse {
	return &groupResponse{id: id, secrets: s.client.tokens.secrets()}
}

// UnmarshalJSON takes in the group, unless it is another one than was asked for.
func (r *groupResponse) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &r.group); err != nil {
		return err
	}
	if normalizeID(r.group.ID) != normalizeID(r.id) {
		return fmt.Errorf("it is %s, and %s was asked for", rest.Quote(r.group.ID, r.secrets...), r.id)
	}
	return nil
}

// Owner is the identity that a group belongs to.
type Owner struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	DisplayName  string `json:"displayName"`
	EmailAddress string `json:"emailAddress"`
}

// identity is how the API wants an identity to be named.
type identity struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

func asIdentity(id string) identity { return identity{"IDENTITY", id} }

// path is that of a group, or of something below it.
func (s GovernanceGroups) path(groupID string, below ...string) string {
	return strings.Join(append([]string{s.client.workgroups, url.PathEscape(groupID)}, below...), "/")
}

// GovernanceGroupFilter narrows down a list. Empty fields do not.
type GovernanceGroupFilter struct {
	// Name is exact, in case too, but for its Unicode normal form. IDs can have
	// any spelling.
	Name, NamePrefix, OwnerID, MemberID string
}

// List yields the groups that pass a filter, by name.
//
// GET /workgroups/v1, whose comparisons ignore case and which knows no filter
// for the owner.
func (s GovernanceGroups) List(ctx context.Context, filter GovernanceGroupFilter) iter.Seq2[GovernanceGroup, error] {
	var filters []string
	if filter.Name != "" {
		filters = append(filters, filterIn("name", normalForms(filter.Name)))
	}
	if filter.NamePrefix != "" {
		filters = append(filters, filterPrefix("name", normalForms(filter.NamePrefix)))
	}
	if filter.MemberID != "" {
		filters = append(filters, filterIn("memberships.identityId", idSpellings(filter.MemberID)))
	}
	return func(yield func(GovernanceGroup, error) bool) {
		for g, err := range s.list(ctx, strings.Join(filters, " and "), "name,id") {
			passes := err != nil || rest.BeginsWith(g.Name, filter.NamePrefix) &&
				(filter.Name == "" || rest.SameText(g.Name, filter.Name)) &&
				(filter.OwnerID == "" || normalizeID(g.Owner.ID) == normalizeID(filter.OwnerID))
			if passes && !yield(g, err) {
				return
			}
		}
	}
}

func (s GovernanceGroups) list(ctx context.Context, filters, sorters string) iter.Seq2[GovernanceGroup, error] {
	return cachedRows(ctx, s.client, s.listing(filters, sorters))
}

func (s GovernanceGroups) listing(filters, sorters string) listing[GovernanceGroup] {
	query := url.Values{"sorters": {sorters}}
	if filters != "" {
		query.Set("filters", filters)
	}
	return listing[GovernanceGroup]{
		path: s.client.workgroups, query: query, perPage: groupsPerPage,
		key: func(g GovernanceGroup) string { return g.ID },
	}
}

// GovernanceGroupArguments is what can be chosen about a group.
type GovernanceGroupArguments struct{ Name, Description, OwnerID string }

// Update changes a group from one set of arguments to another and returns it as
// it is then.
//
// PATCH /workgroups/v1/{id}, with the fields alone that differ.
func (s GovernanceGroups) Update(ctx context.Context, groupID string, from, to GovernanceGroupArguments) (GovernanceGroup, error) {
	type operation struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value any    `json:"value"`
	}
	var patch []operation
	if from.Name != to.Name {
		patch = append(patch, operation{"replace", "/name", to.Name})
	}
	if from.Description != to.Description {
		patch = append(patch, operation{"replace", "/description", to.Description})
	}
	if normalizeID(from.OwnerID) != normalizeID(to.OwnerID) {
		patch = append(patch, operation{"replace", "/owner", asIdentity(to.OwnerID)})
	}
	updated := s.responseFor(groupID)
	err := s.client.do(ctx, rest.Call{
		Method: http.MethodPatch, Path: s.path(groupID), Body: patch, ContentType: "application/json-patch+json", Into: updated,
	})
	return updated.group, aboutGroup(err)
}

// maxRead bounds how many groups are read at once, and with that the length of
// the address.
const maxRead = 100

// Get returns a group, or ErrNotFound. Calls made at about the same time share
// a request.
//
// GET /workgroups/v1/{id}, and GET /workgroups/v1 with a filter for IDs
func (s GovernanceGroups) Get(ctx context.Context, groupID string) (GovernanceGroup, error) {
	return s.client.reads.do(ctx, groupID)
}

// getMany reads groups with one request, and looks twice at those that seem to
// be gone: neither a 404 nor a list that lacks a group says so alone, since an
// address that is slightly wrong can answer both.
func (s GovernanceGroups) getMany(ctx context.Context, ids []string) callResults[GovernanceGroup] {
	if len(ids) == 1 {
		return s.getEach(ctx, ids, s.getConfirmed)
	}
	found, err := collect(s.list(ctx, filterIn("id", ids), "id"))
	if response := (*Error)(nil); errors.As(err, &response) && response.Status == http.StatusBadRequest {
		return s.getEach(ctx, ids, s.getConfirmed) // one of them may be no ID at all
	}
	if err != nil {
		return sameResult(ids, callResult[GovernanceGroup]{err: err})
	}
	present := make(callResults[GovernanceGroup], len(ids))
	for _, g := range found {
		present[normalizeID(g.ID)] = callResult[GovernanceGroup]{value: g}
	}
	absent := slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		_, ok := present[normalizeID(id)]
		return ok
	})
	maps.Copy(present, s.getEach(ctx, absent, s.getAbsent))
	return present
}

// getAbsent reads a group that a list of IDs lacks. The list may know the ID in
// another spelling.
func (s GovernanceGroups) getAbsent(ctx context.Context, id string) (GovernanceGroup, error) {
	if isCanonicalID(id) {
		return s.getOne(ctx, id)
	}
	return s.getConfirmed(ctx, id)
}

// getEach reads groups one by one, side by side.
func (s GovernanceGroups) getEach(ctx context.Context, ids []string, get func(context.Context, string) (GovernanceGroup, error)) callResults[GovernanceGroup] {
	var (
		all   = make(callResults[GovernanceGroup], len(ids))
		mu    sync.Mutex
		reads sync.WaitGroup
	)
	for _, id := range ids {
		reads.Go(func() {
			g, err := get(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			all[normalizeID(id)] = callResult[GovernanceGroup]{g, err}
		})
	}
	reads.Wait()
	return all
}

func (s GovernanceGroups) getOne(ctx context.Context, id string) (GovernanceGroup, error) {
	read := s.responseFor(id)
	err := s.client.do(ctx, rest.Call{Method: http.MethodGet, Path: s.path(id), Into: read})
	return read.group, aboutGroup(err)
}

// getConfirmed reads a group, and believes that it is gone if the list lacks
// it too.
func (s GovernanceGroups) getConfirmed(ctx context.Context, id string) (GovernanceGroup, error) {
	g, err := s.getOne(ctx, id)
	if !errors.Is(err, ErrNotFound) {
		return g, err
	}
	found, listErr := collect(s.list(ctx, filterIn("id", idSpellings(id)), "id"))
	if listErr != nil {
		return g, listErr
	}
	if i := slices.IndexFunc(found, func(g GovernanceGroup) bool { return normalizeID(g.ID) == normalizeID(id) }); i >= 0 {
		return found[i], nil
	}
	return g, err
}

// aboutGroup marks the answer to a call about one group as saying that it is
// gone, if it does and SailPoint's service wrote it.
func aboutGroup(err error) error {
	// What the login answers is about no group, and for all who wait for it.
	if response := (*Error)(nil); errors.As(err, &response) && response.Path != TokenPath {
		response.notFound = response.Status == http.StatusNotFound && response.DetailCode != ""
	}
	return err
}
