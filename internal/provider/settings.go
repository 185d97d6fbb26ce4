package provider

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// settings reads the arguments of Katapult and SailPoint, first from the provider block and
// then from the environment. Values are trimmed, and a blank value is unset. Each missing
// or malformed value becomes an error at its attribute.
type settings struct {
	diagnostics *diag.Diagnostics
	// unknown lists the arguments whose values are known only during apply.
	unknown []string
}

// value returns an argument's value and its source. The value is empty when the argument is
// unset or unknown.
func (s *settings) value(name, variable string, configured attr.Value) (value, source string) {
	if configured.IsUnknown() {
		s.unknown = append(s.unknown, name)
		return "", ""
	}
	if isSet(configured) {
		return stringValue(configured), name
	}
	return fromEnvironment(variable), variable
}

// isSet reports whether the block sets an argument: to an unknown value, or to one that is
// not blank.
func isSet(configured attr.Value) bool {
	return configured.IsUnknown() || stringValue(configured) != ""
}

// stringValue returns an argument as trimmed text. It is empty for null.
func stringValue(configured attr.Value) string {
	if configured.IsNull() {
		return ""
	}
	switch v := configured.(type) {
	case types.Bool:
		return strconv.FormatBool(v.ValueBool())
	case types.Int64:
		return strconv.FormatInt(v.ValueInt64(), 10)
	case types.String:
		return strings.TrimSpace(v.ValueString())
	}
	return strings.TrimSpace(configured.String())
}

func fromEnvironment(variable string) string { return strings.TrimSpace(os.Getenv(variable)) }

func (s *settings) stringVar(name, variable string, configured types.String) string {
	value, source := s.value(name, variable, configured)
	if strings.ContainsFunc(value, unicode.IsControl) || !utf8.ValidString(value) {
		s.addMalformed(name, source, value, "a text without control characters")
	}
	return value
}

// token reads a secret. Its error names no attribute, whose line Terraform would
// print.
func (s *settings) token(name, variable string, configured types.String) string {
	value, source := s.value(name, variable, configured)
	if strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
		s.diagnostics.AddError("Malformed "+name, fmt.Sprintf("%s has a control character, white space or a character outside ASCII in it, "+
			"which no token has. Copy the token again, and check the file or the command that it comes from.", source))
	}
	return value
}

// requireValue reports an argument that has no value. An unknown one may get its
// value during apply.
func (s *settings) requireValue(name, variable, value, where string) {
	if value == "" && !slices.Contains(s.unknown, name) {
		s.diagnostics.AddAttributeError(path.Root(name), "Missing "+name, fmt.Sprintf(
			"Set %s in the provider block, or %s in the environment. %s", name, variable, where))
	}
}

func (s *settings) addMalformed(name, source, value, expected string) {
	summary, detail := malformedMessage(name, source, value, expected)
	s.diagnostics.AddAttributeError(path.Root(name), summary, detail)
}

func malformedMessage(name, source, value, expected string) (summary, detail string) {
	return "Malformed " + name, fmt.Sprintf("%s is %q, but has to be %s.", source, value, expected)
}

func (s *settings) boolVar(name, variable string, configured types.Bool) bool {
	value, source := s.value(name, variable, configured)
	if value == "" {
		return false
	}
	parsed, err := strconv.ParseBool(value)
	if err != nil {
		s.addMalformed(name, source, value, "true or false")
	}
	return parsed
}

func (s *settings) intVar(name, variable string, configured types.Int64, fallback int) int {
	value, source := s.value(name, variable, configured)
	if value == "" {
		return fallback
	}
	parsed, err := strconv.Atoi(value)
	if err != nil || parsed < 0 {
		s.addMalformed(name, source, value, "a whole number, 0 or more")
	}
	return parsed
}

func (s *settings) duration(name, variable string, configured types.String) time.Duration {
	value, source := s.value(name, variable, configured)
	if value == "" {
		return 0
	}
	parsed, err := time.ParseDuration(value)
	if err != nil || parsed <= 0 {
		s.addMalformed(name, source, value, "a duration such as 30s or 2m")
	}
	return parsed
}

// address reads a URL that has only scheme and host. Only a server on this machine may use
// http, which would send the token in clear text.
func (s *settings) address(name, variable string, configured types.String, example string) string {
	value, source := s.value(name, variable, configured)
	if value == "" {
		return ""
	}
	address, err := url.Parse(value)
	switch {
	case err != nil || address.Hostname() == "" || address.Scheme != "https" && address.Scheme != "http":
		// The value may hold secrets, so the message does not quote it. Here and below, the
		// error names no attribute: Terraform would print that line.
		s.diagnostics.AddError("Malformed "+name, fmt.Sprintf("%s has to be an address such as %s.", source, example))
		return value
	case address.User != nil || address.RawQuery != "" || address.Fragment != "" || strings.Trim(address.Path, "/") != "":
		s.diagnostics.AddError(malformedMessage(name, source, address.Scheme+"://"+address.Host+"…",
			"an address without user, path, query and fragment, such as "+example))
	case address.Scheme == "http" && !isLoopback(address.Hostname()):
		s.addMalformed(name, source, value, "an https:// address: over http:// the token would travel in clear")
	}
	return (&url.URL{Scheme: address.Scheme, Host: address.Host}).String()
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// trimmed validates an argument as settings reads it: trimmed, and only if it is not blank.
type trimmed struct{ validator.String }

func (v trimmed) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if value := stringValue(req.ConfigValue); value != "" && !req.ConfigValue.IsUnknown() {
		req.ConfigValue = types.StringValue(value)
		v.String.ValidateString(ctx, req, resp)
	}
}
