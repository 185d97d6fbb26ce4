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

// GovernanceGroups gives access to governance groups, their members, and their connections.
type GovernanceGroups struct{ client *Client }

// GovernanceGroup is a set of identities that review and approve together.
type GovernanceGroup struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Owner       Owner  `json:"owner"`
	// MemberCount and ConnectionCount lag behind the actual numbers.
	MemberCount     int64 `json:"memberCount"`
	ConnectionCount int64 `json:"connectionCount"`
	// Created and Modified are in the API's own format, which is not always RFC 3339.
	Created  string `json:"created"`
	Modified string `json:"modified"`
}

// UnmarshalJSON implements json.Unmarshaler. A group without an ID is an error: it could
// not be found again.
func (g *GovernanceGroup) UnmarshalJSON(data []byte) error {
	*g = GovernanceGroup{} // reset: a retry decodes into the same value
	type plain GovernanceGroup
	if err := json.Unmarshal(data, (*plain)(g)); err != nil {
		return err
	}
	if g.ID == "" {
		return errors.New("it is not a governance group: it has no ID")
	}
	return nil
}

// groupResponse decodes the group with the requested ID, and rejects any other.
type groupResponse struct {
	id      string
	secrets []string
	group   GovernanceGroup
}

func (s GovernanceGroups) responseFor(id string) *groupResponse {
	return &groupResponse{id: id, secrets: s.client.tokens.secrets()}
}

// UnmarshalJSON implements json.Unmarshaler. Another group than the requested one is an
// error.
func (r *groupResponse) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &r.group); err != nil {
		return err
	}
	if normalizeID(r.group.ID) != normalizeID(r.id) {
		return fmt.Errorf("it is about %s instead of %s", rest.Quote(r.group.ID, r.secrets...), r.id)
	}
	return nil
}

// Owner is the identity that owns a group.
type Owner struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	DisplayName  string `json:"displayName"`
	EmailAddress string `json:"emailAddress"`
}

// identity refers to an identity in a request.
type identity struct {
	Type string `json:"type"`
	ID   string `json:"id"`
}

func asIdentity(id string) identity { return identity{"IDENTITY", id} }

// path returns the path of a group, or of something below it.
func (s GovernanceGroups) path(groupID string, below ...string) string {
	return strings.Join(append([]string{s.client.workgroups, url.PathEscape(groupID)}, below...), "/")
}

// GovernanceGroupFilter narrows a list. Empty fields match everything.
type GovernanceGroupFilter struct {
	// Name is case-sensitive and matches any Unicode normal form. IDs match in any
	// spelling.
	Name, NamePrefix, OwnerID, MemberID string
}

// List yields the groups that match a filter, by name.
//
// GET /workgroups/v1. Its comparisons ignore case, and it has no filter for the owner.
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

// GovernanceGroupArguments are the settings of a group.
type GovernanceGroupArguments struct{ Name, Description, OwnerID string }

// Update changes the settings that differ between from and to, and returns the updated
// group. It returns ErrNotFound if the group does not exist.
//
// PATCH /workgroups/v1/{id}
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

// maxRead is the maximum number of groups in one read. It bounds the length of the URL.
const maxRead = 100

// Get returns a group, or ErrNotFound. Concurrent calls share a request.
//
// GET /workgroups/v1/{id}, and GET /workgroups/v1 with a filter for IDs
func (s GovernanceGroups) Get(ctx context.Context, groupID string) (GovernanceGroup, error) {
	return s.client.reads.do(ctx, groupID)
}

// getMany reads groups with one request, and confirms that missing groups do not exist.
// Neither a 404 nor a list without the group proves that alone: a slightly wrong base URL
// can produce both.
func (s GovernanceGroups) getMany(ctx context.Context, ids []string) callResults[GovernanceGroup] {
	if len(ids) == 1 {
		return s.getEach(ctx, ids, s.getConfirmed)
	}
	found, err := rest.Collect(s.list(ctx, filterIn("id", ids), "id"))
	if response := (*Error)(nil); errors.As(err, &response) && response.Status == http.StatusBadRequest {
		return s.getEach(ctx, ids, s.getConfirmed) // one of the IDs may be malformed
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

// getAbsent reads a group that is missing from a list of IDs. The list may know the ID in
// another spelling.
func (s GovernanceGroups) getAbsent(ctx context.Context, id string) (GovernanceGroup, error) {
	if isCanonicalID(id) {
		return s.getOne(ctx, id)
	}
	return s.getConfirmed(ctx, id)
}

// getEach reads each group with a request of its own, concurrently.
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

// getConfirmed reads a group. It returns ErrNotFound only if the list lacks the group too.
func (s GovernanceGroups) getConfirmed(ctx context.Context, id string) (GovernanceGroup, error) {
	g, err := s.getOne(ctx, id)
	if !errors.Is(err, ErrNotFound) {
		return g, err
	}
	found, listErr := rest.Collect(s.list(ctx, filterIn("id", idSpellings(id)), "id"))
	if listErr != nil {
		return g, listErr
	}
	if i := slices.IndexFunc(found, func(g GovernanceGroup) bool { return normalizeID(g.ID) == normalizeID(id) }); i >= 0 {
		return found[i], nil
	}
	return g, err
}

// aboutGroup marks a 404 as ErrNotFound for the group, if SailPoint's service wrote it.
func aboutGroup(err error) error {
	// A login error is about no group, and shared by every call that waits for the login.
	if response := (*Error)(nil); errors.As(err, &response) && response.Path != TokenPath {
		response.notFound = response.Status == http.StatusNotFound && response.DetailCode != ""
	}
	return err
}
