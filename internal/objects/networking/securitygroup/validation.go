package securitygroup

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// rulesValidator refuses rules that Katapult would refuse, or that nobody would manage.
type rulesValidator struct{}

func (rulesValidator) Description(context.Context) string {
	return "rules have one form and one owner, and something to do"
}

func (r rulesValidator) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (rulesValidator) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	var problems diag.Diagnostics // the response has those of other validators
	problems.Append(req.Config.Get(ctx, &config)...)
	if problems.HasError() {
		resp.Diagnostics.Append(problems...)
		return
	}
	total, last := 0, path.Empty()
	for _, d := range directions {
		blocks, attribute := config.lists(d)
		for _, form := range []struct {
			name string
			list *types.List
		}{{d.block(), blocks}, {d.attribute(), attribute}} {
			at, n := path.Root(form.name), len(form.list.Elements())
			if n > 0 {
				total, last = total+n, at
				problems.Append(refuseRules(config, d, at)...)
			}
		}
		if len(blocks.Elements()) > 0 && !attribute.IsNull() {
			problems.AddAttributeError(path.Root(d.attribute()), "Rules in two forms", fmt.Sprintf(
				"The %s rules are in blocks %s and in %s: put all of them into one of the two.", d, d.block(), d.attribute()))
		}
	}
	if total > maximumRules {
		problems.AddAttributeError(last, "Too many rules", fmt.Sprintf(
			"A security group can have %d rules of both directions together, and these are %d. Put some of them into another group for the same machines: the rules of all groups count together.", maximumRules, total))
	}
	resp.Diagnostics.Append(problems...)
}

// refuseRules refuses rules that cannot be there.
func refuseRules(config model, d direction, at path.Path) (problems diag.Diagnostics) {
	if config.allowsAll(d) {
		problems.AddAttributeError(at, "Rules where everything is allowed", fmt.Sprintf(
			"%s = true allows all %s traffic, and Katapult then takes no %s rules: remove one or the other.", d.allowAll(), d, d))
	}
	if config.ExternalRules.ValueBool() {
		problems.AddAttributeError(at, "Rules that others manage", fmt.Sprintf(
			"external_rules = true leaves the rules to others, such as katapult_security_group_rule: remove it, or the %s rules here.", d))
	}
	return problems
}
