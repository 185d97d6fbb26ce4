package attrs

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// LooseID is an ID for which dashes and capitals make no difference.
type LooseID = Spelled[LooseIDs]

// LooseIDType is the type of LooseID.
type LooseIDType = SpelledType[LooseIDs]

// LooseIDs is the Spelling of a LooseID.
type LooseIDs struct{}

// Canonical returns an ID without dashes and capitals.
func (LooseIDs) Canonical(id string) string {
	return strings.ToLower(strings.ReplaceAll(id, "-", ""))
}

// NewLooseID returns an ID in the given spelling.
func NewLooseID(id string) LooseID { return NewSpelled[LooseIDs](id) }

// Loose makes an attribute of a resource a LooseID. A new spelling of the same
// ID plans no change.
func Loose(a schema.StringAttribute) schema.StringAttribute { return InAnySpelling[LooseIDs](a) }

// LooseSet is a required set of LooseIDs. A new spelling of the same IDs plans no
// change, and two spellings of one ID are refused.
func LooseSet(description string) schema.SetAttribute {
	return schema.SetAttribute{
		MarkdownDescription: description, ElementType: LooseIDType{}, Required: true,
		Validators:    []validator.Set{KnownElements(), oneSpelling{}},
		PlanModifiers: []planmodifier.Set{KeepSpelling(canonical[LooseIDs])},
	}
}

// oneSpelling refuses two spellings of one ID in a set.
type oneSpelling struct{}

func (oneSpelling) Description(context.Context) string { return "IDs must differ in their meaning" }

func (o oneSpelling) MarkdownDescription(ctx context.Context) string { return o.Description(ctx) }

func (oneSpelling) ValidateSet(ctx context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	spelled := map[string]string{}
	for _, element := range req.ConfigValue.Elements() {
		id, err := textOf(ctx, element)
		if err != nil {
			continue // it is unknown, or other validators refuse it
		}
		if before, twice := spelled[canonical[LooseIDs](id)]; twice {
			resp.Diagnostics.AddAttributeError(req.Path.AtSetValue(element), "Two spellings of one ID",
				fmt.Sprintf("%q and %q are the same ID: dashes and capitals make no difference. Leave one of them out.", before, id))
			continue
		}
		spelled[canonical[LooseIDs](id)] = id
	}
}
