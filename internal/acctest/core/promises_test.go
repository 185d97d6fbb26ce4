package core

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/zclconf/go-cty/cty"
)

const web = "resource \"toy_thing\" \"web\" {\n  name = \"web\"\n  secret = \"s3cret\"\n}\n"

// broken are providers that break a promise, and what Terraform says of it.
var broken = map[string]struct {
	bend func(*toy)
	says string
	// second is the configuration in which it is broken, after a first that works.
	second, config string
	// identity is what CLIs below 1.12 do not look at.
	identity bool
}{
	"a plan that changes what is configured": {
		bend: func(p *toy) {
			p.plan = func(_ *tfprotov6.PlanResourceChangeRequest, a *tfprotov6.PlanResourceChangeResponse) {
				a.PlannedState = with(a.PlannedState, "name", cty.StringVal("WEB"))
			}
		},
		says: `Error: Provider produced invalid plan .*toy_thing\.web\.name: planned value cty\.StringVal\("WEB"\) does not match config value cty\.StringVal\("web"\)`,
	},
	"a plan with what is neither configured nor computed": {
		bend: func(p *toy) {
			p.plan = func(_ *tfprotov6.PlanResourceChangeRequest, a *tfprotov6.PlanResourceChangeResponse) {
				a.PlannedState = with(a.PlannedState, "plain", cty.StringVal("x"))
			}
		},
		says: `Error: Provider produced invalid plan .*\.plain: planned value cty\.StringVal\("x"\) for a non-computed attribute`,
	},
	"a plan without the object": {
		bend: func(p *toy) {
			p.plan = func(_ *tfprotov6.PlanResourceChangeRequest, a *tfprotov6.PlanResourceChangeResponse) {
				a.PlannedState = null()
			}
		},
		says: `Error: Provider produced invalid plan .*planned for absence but config wants existence`,
	},
	"a replacement because of nothing": {
		bend: func(p *toy) {
			p.plan = func(r *tfprotov6.PlanResourceChangeRequest, a *tfprotov6.PlanResourceChangeResponse) {
				if prior, _ := decode(r.PriorState, thingType); !prior.IsNull() {
					a.RequiresReplace = []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName("nonsense")}
				}
			}
		},
		second: strings.Replace(web, `"web"`+"\n  sec", `"other"`+"\n  sec", 1),
		says:   `Error: Provider produced invalid plan .*has indicated "requires replacement" on toy_thing\.web for a non-existent attribute path`,
	},
	"a result that is not what was planned": {
		bend: func(p *toy) {
			p.apply = func(_ *tfprotov6.ApplyResourceChangeRequest, a *tfprotov6.ApplyResourceChangeResponse) {
				a.NewState = with(a.NewState, "name", cty.StringVal("WEB"))
			}
		},
		says: `Error: Provider produced inconsistent result after apply .*\.name: was cty\.StringVal\("web"\), but now cty\.StringVal\("WEB"\)`,
	},
	"a secret that is not what was planned": {
		bend: func(p *toy) {
			p.apply = func(_ *tfprotov6.ApplyResourceChangeRequest, a *tfprotov6.ApplyResourceChangeResponse) {
				a.NewState = with(a.NewState, "secret", cty.StringVal("other"))
			}
		},
		says: `Error: Provider produced inconsistent result after apply .*\.secret: inconsistent values for sensitive attribute`,
	},
	"no result at all": {
		bend: func(p *toy) {
			p.apply = func(_ *tfprotov6.ApplyResourceChangeRequest, a *tfprotov6.ApplyResourceChangeResponse) {
				a.NewState = null()
			}
		},
		says: `Error: Provider produced inconsistent result after apply .*Root object was present, but now absent`,
	},
	"a result that is still unknown": {
		bend: func(p *toy) {
			p.apply = func(_ *tfprotov6.ApplyResourceChangeRequest, a *tfprotov6.ApplyResourceChangeResponse) {
				a.NewState = with(a.NewState, "note", cty.UnknownVal(cty.String))
			}
		},
		says: `Error: Provider returned invalid result object after apply .*unknown value for toy_thing\.web\.note`,
	},
	"something left by a destroy": {
		bend: func(p *toy) {
			p.apply = func(r *tfprotov6.ApplyResourceChangeRequest, a *tfprotov6.ApplyResourceChangeResponse) {
				if planned, _ := decode(r.PlannedState, thingType); planned.IsNull() {
					a.NewState, a.Private = r.PriorState, r.PlannedPrivate
				}
			}
		},
		second: "# nothing\n",
		says:   `Error: Provider returned invalid result object after apply .*non-null object for toy_thing\.web`,
	},
	"another plan when it is carried out": {
		bend: func(p *toy) {
			plans := 0
			p.plan = func(_ *tfprotov6.PlanResourceChangeRequest, a *tfprotov6.PlanResourceChangeResponse) {
				plans++
				a.PlannedState = with(a.PlannedState, "note", cty.StringVal(strings.Repeat("x", plans)))
			}
		},
		says: `Error: Provider produced inconsistent final plan .*\.note: was cty\.StringVal\("x"\), but now cty\.StringVal\("xx"\)`,
	},
	"a replacement that was no part of the plan": {
		bend: func(p *toy) {
			plans := 0
			p.plan = func(r *tfprotov6.PlanResourceChangeRequest, a *tfprotov6.PlanResourceChangeResponse) {
				if prior, _ := decode(r.PriorState, thingType); prior.IsNull() {
					return
				}
				if plans++; plans > 1 {
					a.RequiresReplace = []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName("name")}
				}
			}
		},
		second: strings.Replace(web, `"web"`+"\n  sec", `"other"`+"\n  sec", 1),
		says:   `Error: Provider produced inconsistent final plan .*changed the planned action from Update to DeleteThenCreate`,
	},
	"something unknown that was read": {
		bend: func(p *toy) {
			p.read = func(a *tfprotov6.ReadResourceResponse) {
				a.NewState = with(a.NewState, "note", cty.UnknownVal(cty.String))
			}
		},
		second: web,
		says:   `Error: Provider produced invalid object`,
	},
	"a data source without a value": {
		bend: func(p *toy) {
			p.data = func(a *tfprotov6.ReadDataSourceResponse) {
				ty := cty.Object(map[string]cty.Type{"of": cty.String, "number": cty.Number})
				a.State, _ = encode(cty.NullVal(ty), ty)
			}
		},
		config: "data \"toy_count\" \"all\" {}\n",
		says:   `Error: Provider produced null object`,
	},
	"another identity that was read": {
		bend: func(p *toy) {
			p.read = func(a *tfprotov6.ReadResourceResponse) {
				ty := cty.Object(map[string]cty.Type{"id": cty.String})
				a.NewIdentity.IdentityData, _ = encode(cty.ObjectVal(map[string]cty.Value{"id": cty.StringVal("somebody else's")}), ty)
			}
		},
		second: web, identity: true,
		says: `Error: Provider produced invalid identity`,
	},
	"an identity that stays unknown": {
		bend: func(p *toy) {
			p.apply = func(_ *tfprotov6.ApplyResourceChangeRequest, a *tfprotov6.ApplyResourceChangeResponse) {
				ty := cty.Object(map[string]cty.Type{"id": cty.String})
				if a.NewIdentity != nil {
					a.NewIdentity.IdentityData, _ = encode(cty.ObjectVal(map[string]cty.Value{"id": cty.UnknownVal(cty.String)}), ty)
				}
			}
		},
		identity: true,
		says:     `Error: Provider produced invalid identity`,
	},
}

func TestBrokenPromisesAreFoundAsTerraformFindsThem(t *testing.T) {
	t.Parallel()
	for name, test := range broken {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, tf := newToy(), (*Terraform)(nil)
			tf = p.terraform()
			config := test.config
			if config == "" {
				config = web
			}
			if test.second != "" {
				if err := play(t, tf, config); err != nil {
					t.Fatal(err)
				}
				config = test.second
			}
			test.bend(p)
			if text := fails(t, play(t, tf, config)); !regexp.MustCompile(test.says).MatchString(text) {
				t.Errorf("got %s\nwant %s", text, test.says)
			}
		})
	}
}

// TestTheCLIFindsTheSameBrokenPromises runs where ACCTEST_DRIVER is cli.
func TestTheCLIFindsTheSameBrokenPromises(t *testing.T) {
	t.Parallel()
	if os.Getenv("ACCTEST_DRIVER") != "cli" {
		t.Skip("the CLI is asked with ACCTEST_DRIVER=cli")
	}
	for name, test := range broken {
		if test.identity {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newToy()
			config := test.config
			if config == "" {
				config = web
			}
			var steps []resource.TestStep
			bad := resource.TestStep{Config: config, PreConfig: func() { test.bend(p) }, ExpectError: regexp.MustCompile(`(?s)` + strings.ReplaceAll(test.says, " ", `\s+`))}
			if test.second != "" {
				steps, bad.Config = append(steps, resource.TestStep{Config: config}), test.second
			}
			mend := func() { p.plan, p.apply, p.read, p.data = nil, nil, nil, nil }
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){"toy": p.factory},
				Steps:                    append(steps, bad, resource.TestStep{PreConfig: mend, Config: web, Destroy: true}),
			})
		})
	}
}
