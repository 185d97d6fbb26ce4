package customcertificate

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// plan refuses to create a certificate without a key, or one that has expired.
func plan(ctx context.Context, _ *katapult.Client, prior, plan *model) error {
	if prior != nil {
		return nil
	}
	config, err := crud.Config[model](ctx)
	if err == nil {
		err = config.checkKey()
	}
	if err != nil || plan.Certificate.Certificate.IsUnknown() {
		return err
	}
	parsed, err := parseCertificate(plan.Certificate.Certificate.ValueString())
	if err == nil && time.Now().After(parsed.NotAfter) {
		return crud.At(path.Root("certificate"), fmt.Errorf("the certificate has expired at %s: Katapult takes none that has", parsed.NotAfter.UTC().Format(time.RFC3339)))
	}
	return nil // what is no certificate was refused before
}

// checkKey refuses a creation without a key.
func (m *model) checkKey() error {
	if m.PrivateKey.IsNull() && m.PrivateKeyWO.IsNull() {
		return errors.New("private_key or private_key_wo has to be set: Katapult takes a certificate together with its private key")
	}
	return nil
}

// trimmed is equal for texts that differ in white space at their ends alone, and in line
// ends.
func trimmed(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// keptKey plans the key of the state where none is configured, and none where the key is to
// be kept nowhere.
type keptKey struct{}

func (keptKey) Description(context.Context) string { return "stays where it is not configured" }

func (k keptKey) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

func (keptKey) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var writeOnly types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("private_key_wo"), &writeOnly)...)
	switch {
	case !req.ConfigValue.IsNull():
		if !req.ConfigValue.IsUnknown() && !req.StateValue.IsNull() && trimmed(req.ConfigValue.ValueString()) == trimmed(req.StateValue.ValueString()) {
			resp.PlanValue = req.StateValue
		}
	case !writeOnly.IsNull() || req.State.Raw.IsNull():
		resp.PlanValue = types.StringNull()
	default:
		resp.PlanValue = req.StateValue
	}
}

const keyReplaces = "Replaces the certificate if the key changes, and not if it is kept elsewhere."

// keyChanges reports whether one key follows another one.
func keyChanges(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = !req.StateValue.IsNull() && !req.PlanValue.IsNull()
}

func versionReplaces() planmodifier.Int64 {
	return int64planmodifier.RequiresReplaceIf(func(_ context.Context, req planmodifier.Int64Request, resp *int64planmodifier.RequiresReplaceIfFuncResponse) {
		resp.RequiresReplace = !req.StateValue.IsNull() && !req.PlanValue.IsNull()
	}, keyReplaces, keyReplaces)
}

// fittingKey refuses what is no certificate, no chain or no key, and a key of another
// certificate. What it says of a key is at no attribute: Terraform prints the line.
type fittingKey struct{}

func (fittingKey) Description(context.Context) string { return "the key belongs to the certificate" }

func (v fittingKey) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (fittingKey) ValidateResource(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var certificate, chain, key, writeOnly types.String
	var version types.Int64
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("private_key_wo_version"), &version)...)
	for name, into := range map[string]*types.String{"certificate": &certificate, "chain": &chain, "private_key": &key, "private_key_wo": &writeOnly} {
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), into)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if set(chain) {
		if _, err := parseCertificate(chain.ValueString()); err != nil {
			resp.Diagnostics.AddAttributeError(path.Root("chain"), "Invalid chain", fmt.Sprintf("chain %s.", err))
		}
	}
	var parsed *x509.Certificate
	if set(certificate) {
		var err error
		if parsed, err = parseCertificate(certificate.ValueString()); err != nil {
			resp.Diagnostics.AddAttributeError(path.Root("certificate"), "Invalid certificate", fmt.Sprintf("certificate %s.", err))
		}
	}
	name := "private_key"
	if !writeOnly.IsNull() {
		if !key.IsNull() {
			resp.Diagnostics.AddAttributeError(path.Root("private_key_wo_version"), "Two private keys", "Either private_key or private_key_wo can be set, and not both.")
		}
		if version.IsNull() {
			resp.Diagnostics.AddAttributeError(path.Root("private_key_wo_version"), "Version of the private key is missing", "private_key_wo has to be set together with private_key_wo_version, any number: Terraform sees no other change of the key.")
		}
		name, key = "private_key_wo", writeOnly
	}
	if !set(key) {
		return
	}
	public, err := publicKey(key.ValueString())
	switch {
	case err != nil:
		resp.Diagnostics.AddError("Invalid private key", fmt.Sprintf("%s %s.", name, err))
	case parsed != nil && !public.Equal(parsed.PublicKey):
		resp.Diagnostics.AddAttributeError(path.Root("certificate"), "Private key of another certificate", fmt.Sprintf("%s is not the key of this certificate, which is for %q.", name, parsed.Subject.CommonName))
	}
}

// set reports whether a text is known and not blank.
func set(text types.String) bool { return strings.TrimSpace(text.ValueString()) != "" }

// parseCertificate returns the first certificate of a text in PEM format. Its errors quote
// nothing.
func parseCertificate(text string) (*x509.Certificate, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, errors.New("has to be in PEM format, and to begin with -----BEGIN CERTIFICATE-----")
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, errors.New("is no certificate that can be read")
	}
	return parsed, nil
}

// publicKey returns the public half of an RSA key in PEM format. Its errors quote nothing.
func publicKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || !strings.HasSuffix(block.Type, "PRIVATE KEY") {
		return nil, errors.New("has to be in PEM format, and to begin with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----")
	}
	if block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "" {
		return nil, errors.New("is encrypted: Katapult needs it without a passphrase")
	}
	var parsed any
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	private, isRSA := parsed.(*rsa.PrivateKey)
	switch {
	case isRSA && err == nil:
		return &private.PublicKey, nil
	case err == nil, block.Type == "EC PRIVATE KEY":
		return nil, errors.New("is no RSA key, and Katapult takes no other")
	}
	return nil, errors.New("is no private key that can be read")
}
