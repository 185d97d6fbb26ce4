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

// settings reads the provider's arguments, of Katapult and of SailPoint: from
// the block first and then the environment. White space around a value does not
// count, and a blank value is unset. What is missing or malformed is reported at
// its attribute.
type settings struct {
	diagnostics *diag.Diagnostics
	// unknown are the arguments whose values Terraform learns during apply.
	unknown []string
}

// value is what an argument was set to, and where. It is empty where it is
// unset or unknown.
func (s *settings) value(name, variable string, configured attr.Value) (value, source string) {
	if configured.IsUnknown() {
		s.unknown = append(s.unknown, name)
		return "", ""
	}
	if isSet(configured) {
		return written(configured), name
	}
	return fromEnvironment(variable), variable
}

// isSet reports whether an argument has a value that is not blank.
func isSet(configured attr.Value) bool { return configured.IsUnknown() || written(configured) != "" }

// written is the text of an argument, or nothing where it is null.
func written(configured attr.Value) string {
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

// fromEnvironment is the text of a variable, or nothing where it is blank.
func fromEnvironment(variable string) string { return strings.TrimSpace(os.Getenv(variable)) }

func (s *settings) stringVar(name, variable string, configured types.String) string {
	value, source := s.value(name, variable, configured)
	if strings.ContainsFunc(value, unicode.IsControl) || !utf8.ValidString(value) {
		s.malformed(name, source, value, "a text without control characters")
	}
	return value
}

// token reads a secret, which neither message nor the line of the attribute may
// show.
func (s *settings) token(name, variable string, configured types.String) string {
	value, source := s.value(name, variable, configured)
	if strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
		s.diagnostics.AddError("Malformed "+name, fmt.Sprintf("%s has a control character, white space or a character outside ASCII in it, "+
			"which no token has. Copy the token again, and check the file or the command that it comes from.", source))
	}
	return value
}

// required reports an argument that has to be set and is not. One that is
// unknown may be set in time.
func (s *settings) required(name, variable, value, where string) {
	if value == "" && !slices.Contains(s.unknown, name) {
		s.diagnostics.AddAttributeError(path.Root(name), "Missing "+name, fmt.Sprintf(
			"Set %s in the provider block, or %s in the environment. %s", name, variable, where))
	}
}

func (s *settings) malformed(name, source, value, expected string) {
	summary, detail := malformed(name, source, value, expected)
	s.diagnostics.AddAttributeError(path.Root(name), summary, detail)
}

func malformed(name, source, value, expected string) (summary, detail string) {
	return "Malformed " + name, fmt.Sprintf("%s is %q, but has to be %s.", source, value, expected)
}

func (s *settings) boolVar(name, variable string, configured types.Bool) bool {
	value, source := s.value(name, variable, configured)
	if value == "" {
		return false
	}
	truth, err := strconv.ParseBool(value)
	if err != nil {
		s.malformed(name, source, value, "true or false")
	}
	return truth
}

func (s *settings) intVar(name, variable string, configured types.Int64, standard int) int {
	value, source := s.value(name, variable, configured)
	if value == "" {
		return standard
	}
	number, err := strconv.Atoi(value)
	if err != nil || number < 0 {
		s.malformed(name, source, value, "a whole number, 0 or more")
	}
	return number
}

func (s *settings) duration(name, variable string, configured types.String) time.Duration {
	value, source := s.value(name, variable, configured)
	if value == "" {
		return 0
	}
	duration, err := time.ParseDuration(value)
	if err != nil || duration <= 0 {
		s.malformed(name, source, value, "a duration such as 30s or 2m")
	}
	return duration
}

// address reads a URL of a scheme and a host. The token would travel in clear
// over http, so that is for this machine alone.
func (s *settings) address(name, variable string, configured types.String, example string) string {
	value, source := s.value(name, variable, configured)
	if value == "" {
		return ""
	}
	address, err := url.Parse(value)
	switch {
	case err != nil || address.Hostname() == "" || address.Scheme != "https" && address.Scheme != "http":
		// Anything may stand in it, so it is not quoted. As below, nor is the error at
		// the attribute, whose line Terraform would show with all that is in it.
		s.diagnostics.AddError("Malformed "+name, fmt.Sprintf("%s has to be an address such as %s.", source, example))
		return value
	case address.User != nil || address.RawQuery != "" || address.Fragment != "" || strings.Trim(address.Path, "/") != "":
		s.diagnostics.AddError(malformed(name, source, address.Scheme+"://"+address.Host+"…",
			"an address without user, path, query and fragment, such as "+example))
	case address.Scheme == "http" && !loopback(address.Hostname()):
		s.malformed(name, source, value, "an https:// address: over http:// the token would travel in clear")
	}
	return (&url.URL{Scheme: address.Scheme, Host: address.Host}).String()
}

func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// trimmed validates an argument in the form in which settings reads it: without
// white space around it, and only if something is left.
type trimmed struct{ validator.String }

func (v trimmed) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if value := written(req.ConfigValue); value != "" && !req.ConfigValue.IsUnknown() {
		req.ConfigValue = types.StringValue(value)
		v.String.ValidateString(ctx, req, resp)
	}
}
