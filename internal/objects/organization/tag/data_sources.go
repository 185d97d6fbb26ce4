package tag

import (
	"context"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var tags = crud.Lookup[*katapult.Client, katapult.Tag, attributes]{
	Type: "katapult_tag", Plural: "katapult_tags", Rows: "tags",
	Noun:  "tag",
	Lists: "Lists the tags of the organization, in order of their names.",
	Keys: []crud.Key[*katapult.Client, katapult.Tag]{
		{
			Name: "id", Description: "ID of the tag", Value: func(t katapult.Tag) string { return t.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.Tag, error) {
				return api.Tags.Get(ctx, id)
			},
		},
		{Name: "name", Description: "Exact name of the tag", Value: func(t katapult.Tag) string { return t.Name }},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.Tag, error) {
		return api.Tags.List(ctx)
	},
	Name:       func(t katapult.Tag) string { return t.Name },
	Attributes: attrs.ReadOnly(tag.Schema.Attributes), Fill: (*attributes).fill,
}

var listing = crud.ListOf(tags, tag, func(m *model, t katapult.Tag) { m.fill(t) })
