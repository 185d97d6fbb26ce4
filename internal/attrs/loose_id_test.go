package attrs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
)

const (
	dashed = "2c9180a4-6faa-dee4-016f-b4e018c20639"
	plain  = "2c9180a46faadee4016fb4e018c20639"
	other  = "2c7180a46faadee4016fb4e018c20642"
)

var capitals = strings.ToUpper(dashed)

func TestSpellingOfAnIDThatMeansTheSameIsKeptInThePlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ state, plan, want types.String }{
		"dashes":       {types.StringValue(plain), types.StringValue(dashed), types.StringValue(plain)},
		"capitals":     {types.StringValue(dashed), types.StringValue(capitals), types.StringValue(dashed)},
		"another":      {types.StringValue(plain), types.StringValue(other), types.StringValue(other)},
		"a new object": {types.StringNull(), types.StringValue(dashed), types.StringValue(dashed)},
		"unknown":      {types.StringValue(plain), types.StringUnknown(), types.StringUnknown()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := planmodifier.StringResponse{PlanValue: test.plan}
			for _, m := range attrs.Loose(schema.StringAttribute{}).PlanModifiers {
				m.PlanModifyString(t.Context(), planmodifier.StringRequest{StateValue: test.state, PlanValue: resp.PlanValue}, &resp)
			}
			if !resp.PlanValue.Equal(test.want) {
				t.Errorf("got %s", resp.PlanValue)
			}
		})
	}
}

func ids(all ...string) types.Set {
	elements := make([]attr.Value, len(all))
	for i, id := range all {
		elements[i] = attrs.NewLooseID(id)
	}
	return types.SetValueMust(attrs.LooseIDType{}, elements)
}

func TestSetOfIDsThatMeansTheSameIsKeptInThePlan(t *testing.T) {
	t.Parallel()
	unknown := types.SetValueMust(attrs.LooseIDType{}, []attr.Value{attrs.NewLooseID(dashed), attrs.LooseID{StringValue: types.StringUnknown()}})
	for name, test := range map[string]struct{ state, plan, want types.Set }{
		"the same":     {ids(plain, other), ids(other, capitals), ids(plain, other)},
		"one more":     {ids(plain), ids(dashed, other), ids(dashed, other)},
		"one less":     {ids(plain, other), ids(dashed), ids(dashed)},
		"none":         {ids(), ids(), ids()},
		"an unknown":   {ids(plain, other), unknown, unknown},
		"a new object": {types.SetNull(attrs.LooseIDType{}), ids(dashed), ids(dashed)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := planmodifier.SetResponse{PlanValue: test.plan}
			for _, m := range attrs.LooseSet("").PlanModifiers {
				m.PlanModifySet(t.Context(), planmodifier.SetRequest{StateValue: test.state, PlanValue: test.plan}, &resp)
			}
			if !resp.PlanValue.Equal(test.want) {
				t.Errorf("got %s", resp.PlanValue)
			}
		})
	}
}

func TestTwoSpellingsOfOneIDInASetAreRefusedAtTheirPath(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		set types.Set
		at  []string
	}{
		"twice":     {ids(plain, other, dashed), []string{`ids[Value("` + dashed + `")]`}},
		"different": {ids(plain, other), []string{}},
		"an unknown": {
			types.SetValueMust(attrs.LooseIDType{}, []attr.Value{attrs.NewLooseID(dashed), attrs.LooseID{StringValue: types.StringUnknown()}}), []string{},
		},
	} {
		var resp validator.SetResponse
		for _, v := range attrs.LooseSet("").Validators {
			v.ValidateSet(t.Context(), validator.SetRequest{Path: path.Root("ids"), ConfigValue: test.set}, &resp)
		}
		if at := places(resp.Diagnostics); !slices.Equal(at, test.at) {
			t.Errorf("%s: %q", name, at)
		}
	}
}

func TestSpellingsOfAnIDHaveOneCanonicalForm(t *testing.T) {
	t.Parallel()
	for _, id := range []string{plain, dashed, capitals} {
		if got := attrs.NewLooseID(id).Canonical(); got != plain {
			t.Errorf("%s is %s", id, got)
		}
		for _, same := range []string{plain, dashed, capitals} {
			equal, _ := attrs.NewLooseID(id).StringSemanticEquals(t.Context(), attrs.NewLooseID(same))
			if !equal || attrs.NewLooseID(id).Equal(attrs.NewLooseID(same)) != (id == same) {
				t.Errorf("%s and %s", id, same)
			}
		}
		if attrs.NewLooseID(id).Means(other) || (attrs.LooseID{StringValue: types.StringNull()}).Means("") {
			t.Errorf("%s means another one", id)
		}
	}
}
