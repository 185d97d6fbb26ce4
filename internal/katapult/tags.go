package katapult

import "context"

// Tags is access to tags. All its calls are synchronous, and tags have no trash.
type Tags struct{ client *Client }

// Tag marks virtual machines, which name it, and load balancers, which use its ID.
// It is not documented whether names are unique.
type Tag struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Color is one of TagColors, or one that the API has got since.
	Color string `json:"color"`
	// CreatedAt is in Unix seconds. Lists lack it.
	CreatedAt int64 `json:"created_at"`
}

// TagColors are the documented colours.
var TagColors = []string{
	"red", "pink", "purple", "dark_blue", "green", "teal", "aqua", "light_blue", "yellow", "orange", "orange_red",
	"brown", "black", "dark_gray", "light_gray", "light_brown", "pastel_red", "pastel_pink", "pastel_purple",
	"pastel_dark_blue", "pastel_green", "pastel_teal", "pastel_aqua", "pastel_light_blue", "pastel_yellow",
	"pastel_orange", "pastel_orange_red", "pastel_brown", "pastel_black", "pastel_dark_gray", "pastel_light_gray",
	"pastel_light_brown",
}

// TagArguments are the arguments of a tag. Nil is the API's choice in Create, and
// no change in Update.
type TagArguments struct {
	Name  *string `json:"name,omitempty"`
	Color *string `json:"color,omitempty"`
}

func (t Tag) identity() string { return t.ID }

var tags = object[Tag]{
	key: "tag", path: "/tags/tag",
	list:      list[Tag]{path: "/organizations/organization/tags", key: "tags", paged: true},
	listAfter: 3, // rows lack the time of creation, which refreshes do not read
}

// List returns all tags of the client's organization, in order of their names and
// without CreatedAt.
//
// GET /organizations/organization/tags, all pages
func (s Tags) List(ctx context.Context) ([]Tag, error) {
	return tags.all(ctx, s.client)
}

// Get returns a tag, or ErrNotFound. Under a maximum age it may lack CreatedAt.
//
// GET /tags/tag
func (s Tags) Get(ctx context.Context, tagID string) (Tag, error) {
	return tags.get(ctx, s.client, tagID)
}

// Create creates a tag in the client's organization. If the response is lost, it
// searches for the tag. It returns ValidationFailed or InvalidArgument for refused
// arguments, or a rest.UnresolvedCreateError.
//
// POST /organizations/organization/tags
func (s Tags) Create(ctx context.Context, a TagArguments) (Tag, error) {
	organization := s.client.organization.lookup("organization")
	how := creation[Tag]{
		path:      tags.list.path,
		arguments: arguments{lookups: []lookup{organization}, properties: a},
		recovery: readCreatedSince(s.client, tags.list, s.Get,
			func(t Tag) int64 { return t.CreatedAt }, a.matches, organization),
	}
	if a.Name != nil {
		how.conflictKey = "tag " + *a.Name
	}
	tag, _, err := tags.create(ctx, s.client, how)
	return tag, err
}

// matches reports whether a tag has the values of the arguments.
func (a TagArguments) matches(t Tag) bool {
	return (a.Name == nil || *a.Name == t.Name) && (a.Color == nil || *a.Color == t.Color)
}

// Update changes what the arguments set and returns the changed tag. It returns
// ErrNotFound, or ValidationFailed or InvalidArgument for refused arguments.
//
// PATCH /tags/tag
func (s Tags) Update(ctx context.Context, tagID string, a TagArguments) (Tag, error) {
	return tags.update(ctx, s.client, tagID, arguments{properties: a})
}

// Delete deletes a tag. It is not documented what becomes of objects that have it.
// It returns ErrNotFound if the tag is gone.
//
// DELETE /tags/tag
func (s Tags) Delete(ctx context.Context, tagID string) error {
	return tags.delete(ctx, s.client, tagID)
}
