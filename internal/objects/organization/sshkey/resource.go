// Package sshkey manages katapult_ssh_key and finds existing SSH keys.
package sshkey

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the SSH key.
var Object = crud.Object{
	Resource:    sshKey.New,
	DataSources: sshKeys.DataSources(),
	Lists:       []func() list.ListResource{listing.New},
}

// sshKey has no Prefixes: it is not documented what the IDs begin with.
var sshKey = crud.Resource[*katapult.Client, model]{
	Type: "katapult_ssh_key",
	Schema: schema.Schema{
		MarkdownDescription: "An SSH key of the organization. A virtual machine gets the keys that exist when it is built: " +
			"let it depend on them, with `depends_on`. A key that is added or deleted later changes nothing on the machines that are there, " +
			"unless Katapult manages their keys.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the SSH key."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the SSH key. Changing this forces a new resource.",
				Required:            true,
				Validators:          []validator.String{attrs.NotBlank()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"public_key": schema.StringAttribute{
				MarkdownDescription: "The public key as it is in a file `.pub`, such as `file(\"~/.ssh/id_ed25519.pub\")`. Required unless the key was imported: " +
					"Katapult tells its fingerprint alone. Another key forces a new resource; another comment or white space changes nothing.",
				Optional: true, Computed: true,
				Validators:    []validator.String{publicKey{}},
				PlanModifiers: []planmodifier.String{sameKey{}},
			},
			"fingerprint": attrs.ComputedOnce("Fingerprint of the SSH key, in Katapult's form."),
		},
	},
	ImportBy: &crud.ImportBy[*katapult.Client]{
		Form: "a fingerprint", Fits: func(written string) bool { return strings.Contains(written, ":") },
		Find: func(ctx context.Context, api *katapult.Client, written string) ([]string, error) {
			k, err := api.SSHKeys.GetByFingerprint(ctx, written)
			return []string{k.ID}, err
		},
	},
	Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	attributes

	PublicKey types.String   `tfsdk:"public_key"`
	Timeouts  timeouts.Value `tfsdk:"timeouts"`
}

type attributes struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	Fingerprint types.String `tfsdk:"fingerprint"`
}

func (m *attributes) fill(k katapult.SSHKey) {
	m.ID = types.StringValue(k.ID)
	m.Name = types.StringValue(k.Name)
	m.Fingerprint = types.StringValue(k.Fingerprint)
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	k, err := api.SSHKeys.Create(ctx, katapult.SSHKeyArguments{
		Name: plan.Name.ValueString(), Key: strings.TrimSpace(plan.PublicKey.ValueString()),
	})
	if err == nil {
		plan.fill(k)
	}
	switch katapult.RefusedArgument(err, "name", "key", "fingerprint") {
	case "name":
		return crud.At(path.Root("name"), err)
	case "key", "fingerprint":
		return crud.At(path.Root("public_key"), err)
	}
	return err
}

// read forgets the text of a key that is another one by now.
func read(ctx context.Context, api *katapult.Client, state *model) error {
	k, err := api.SSHKeys.Get(ctx, state.ID.ValueString())
	if err != nil {
		return err
	}
	before := state.Fingerprint
	state.fill(k)
	if before.IsNull() || before.Equal(state.Fingerprint) {
		return nil
	}
	if public, err := katapult.ParsePublicKey(state.PublicKey.ValueString()); err != nil || public.Compare(k.Fingerprint) != katapult.Equals {
		state.PublicKey = types.StringNull()
	}
	return nil
}

// update has nothing to do: an imported key gets its text in the state.
func update(context.Context, *katapult.Client, *model, *model) error { return nil }

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	return api.SSHKeys.Delete(ctx, state.ID.ValueString())
}
