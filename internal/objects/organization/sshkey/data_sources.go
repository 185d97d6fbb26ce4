package sshkey

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

var sshKeys = crud.Lookup[*katapult.Client, katapult.SSHKey, attributes]{
	Type: "katapult_ssh_key", Plural: "katapult_ssh_keys", Rows: "ssh_keys",
	Noun: "SSH key", Purpose: "which the organization's new virtual machines accept",
	Lists: "Lists the SSH keys of the organization, which new virtual machines accept.",
	Keys: []crud.Key[*katapult.Client, katapult.SSHKey]{
		{
			Name: "id", Description: "ID of the SSH key", Value: func(k katapult.SSHKey) string { return k.ID },
			Get: func(ctx context.Context, api *katapult.Client, id string) (katapult.SSHKey, error) {
				return api.SSHKeys.Get(ctx, id)
			},
		},
		{Name: "name", Description: "Exact name of the SSH key", Value: func(k katapult.SSHKey) string { return k.Name }},
		{
			Name: "fingerprint", Description: "Fingerprint of the SSH key, of the hash that Katapult uses: MD5 or SHA-256",
			Value: func(k katapult.SSHKey) string { return k.Fingerprint },
			Get: func(ctx context.Context, api *katapult.Client, fingerprint string) (katapult.SSHKey, error) {
				return api.SSHKeys.GetByFingerprint(ctx, fingerprint)
			},
		},
		{
			Name: "public_key", Description: "Text of the public key, whatever its comment",
			Value: func(katapult.SSHKey) string { return "" }, // only Katapult has it
			Get:   byPublicKey,
		},
	},
	List: func(ctx context.Context, api *katapult.Client) ([]katapult.SSHKey, error) {
		return api.SSHKeys.List(ctx)
	},
	Name: func(k katapult.SSHKey) string { return k.Name },
	Attributes: map[string]schema.Attribute{
		"id":          attrs.ComputedString("ID of the SSH key."),
		"name":        attrs.ComputedString("Name of the SSH key."),
		"fingerprint": attrs.ComputedString("Fingerprint of the SSH key, in Katapult's form."),
	},
	Fill: (*attributes).fill,
}

var listing = crud.ListOf(sshKeys, sshKey, func(m *model, k katapult.SSHKey) { m.fill(k) })

// byPublicKey blames the argument for a text that is no public key, but not for a private
// one: Terraform prints the line that is to blame.
func byPublicKey(ctx context.Context, api *katapult.Client, text string) (katapult.SSHKey, error) {
	if _, err := katapult.ParsePublicKey(text); err != nil && !errors.Is(err, katapult.ErrPrivateKey) {
		return katapult.SSHKey{}, crud.At(path.Root("public_key"), err)
	}
	return api.SSHKeys.GetByPublicKey(ctx, text)
}
