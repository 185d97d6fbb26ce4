package katapult

import (
	"context"
	"errors"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

// Users is access to people.
type Users struct{ client *Client }

// User is a person who can sign in.
type User struct {
	ID        string `json:"id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	AvatarURL string `json:"avatar_url"`
}

// CurrentUser is whom a token belongs to.
type CurrentUser struct {
	// User is nil for the token of an organization.
	User          *User          `json:"user"`
	Organizations []Organization `json:"organizations"`
	// APITokenID is nil for other credentials than API tokens.
	APITokenID *string `json:"api_token_id"`
}

// Current returns whom the client's token belongs to. That is nobody for the token of an
// organization, which the API answers with an error.
//
// GET /users/current
func (s Users) Current(ctx context.Context) (CurrentUser, error) {
	into := &response[CurrentUser]{check: func(u CurrentUser) error {
		switch {
		case u.Organizations == nil:
			return errors.New("it has no organizations") // there is a list, even if it is empty
		case u.User != nil && u.User.ID == "":
			return errNoID
		}
		return withIDs(u.Organizations...)
	}}
	current, err := get(ctx, s.client, "/users/current", into)
	if HasCode(err, noUser) {
		return CurrentUser{}, nil
	}
	return current, err
}

// NotLinkedToWebSession says that nobody has got the client's token by signing in.
const NotLinkedToWebSession Code = "identity_not_linked_to_web_session"

// InvalidateWebSession ends the session in the Katapult console in which the client's token
// was made. It returns NotLinkedToWebSession for other tokens.
//
// POST /invalidate_linked_web_session
func (s Users) InvalidateWebSession(ctx context.Context) error {
	into := &response[bool]{key: "status", check: func(ended bool) error {
		if !ended {
			return errors.New("it does not say that the session has ended")
		}
		return nil
	}}
	return s.client.send(ctx, rest.Call{Method: http.MethodPost, Path: "/invalidate_linked_web_session", Into: into, Idempotent: true}, arguments{})
}

// userWithAccess is a row of a list of users, which may have been deleted.
type userWithAccess struct {
	User *User `json:"user"`
}

func (u userWithAccess) identity() string {
	if u.User == nil {
		return "nobody"
	}
	return u.User.ID
}

// ListOf returns the users with any access to the organization with a sub-domain or an ID.
// An empty one means the client's own.
//
// GET /organizations/organization/users_with_access, all pages
func (s Users) ListOf(ctx context.Context, subDomainOrID string) ([]User, error) {
	rows := list[userWithAccess]{path: "/organizations/organization/users_with_access", key: "users", paged: true}
	all, err := rest.Collect(rows.each(ctx, s.client, s.client.Organizations.lookup(subDomainOrID)))
	if err != nil {
		return nil, err
	}
	users := make([]User, 0, len(all))
	for _, row := range all {
		if row.User != nil {
			users = append(users, *row.User)
		}
	}
	return users, nil
}
