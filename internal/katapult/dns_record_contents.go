package katapult

import (
	"encoding/json"
	"maps"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

// DNSRecordContent is the content of a record: the fields of its type, by the API's names,
// such as "ip_address". All of them are texts, also numbers.
type DNSRecordContent map[string]string

// Means reports whether two contents are the same in all but their spelling.
func (c DNSRecordContent) Means(other DNSRecordContent) bool {
	return maps.Equal(c.inForm(canonicalForms), other.inForm(canonicalForms))
}

// sent is the content in a request.
func (c DNSRecordContent) sent() DNSRecordContent { return c.inForm(sentForms) }

func (c DNSRecordContent) inForm(forms map[string]func(string) string) DNSRecordContent {
	formed := make(DNSRecordContent, len(c))
	for field, value := range c {
		formed[field] = value
		if form, ok := forms[field]; ok {
			formed[field] = form(value)
		}
	}
	return formed
}

// sentForms are how fields are sent. The API takes host names without a full stop at the
// end, and texts without the quotes that they have in a zone file.
var sentForms = map[string]func(string) string{
	"hostname": HostName,
	"target":   HostName,
	"content":  unquoted,
	"value":    unquoted,
}

// canonicalForms are equal for all spellings of a field that mean the same. The text of a TXT
// record and the value of a CAA record are exact but for the quotes around them.
var canonicalForms = map[string]func(string) string{
	"ip_address":       canonicalAddress,
	"ip_addresses":     canonicalAddresses,
	"hostname":         canonicalHostName,
	"target":           canonicalHostName,
	"content":          unquoted,
	"value":            unquoted,
	"tag":              strings.ToLower,
	"fingerprint":      strings.ToLower,
	"algorithm":        canonicalNumber,
	"fingerprint_type": canonicalNumber,
	"flag":             canonicalNumber,
	"http_status":      canonicalNumber,
	"port":             canonicalNumber,
	"weight":           canonicalNumber,
}

func canonicalHostName(name string) string { return strings.ToLower(HostName(name)) }

func canonicalAddress(text string) string {
	if address, err := netip.ParseAddr(text); err == nil {
		return address.String()
	}
	return text
}

func canonicalAddresses(list string) string {
	separated := strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) })
	for i, address := range separated {
		separated[i] = canonicalAddress(address)
	}
	return strings.Join(separated, " ")
}

func canonicalNumber(text string) string {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return strconv.FormatInt(number, 10)
	}
	return text
}

var (
	// quotedStrings are a text as in a zone file, of which no string is longer than 255
	// characters. The value of a CAA record is a single one.
	quotedStrings = regexp.MustCompile(`^\s*"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*\s*$`)
	quotedString  = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	escaped       = regexp.MustCompile(`\\(.)`)
)

// unquoted is a text without the quotes and backslashes of a zone file, if it has quotes
// around it.
func unquoted(text string) string {
	if !quotedStrings.MatchString(text) {
		return text
	}
	var joined strings.Builder
	for _, part := range quotedString.FindAllStringSubmatch(text, -1) {
		joined.WriteString(escaped.ReplaceAllString(part[1], "$1"))
	}
	return joined.String()
}

// contentOf decodes the attributes of a type out of those of all types.
func contentOf(recordType string, attributes map[string]map[string]json.RawMessage) DNSRecordContent {
	content := DNSRecordContent{}
	for field, raw := range attributes[recordType] {
		var text string
		switch {
		case string(raw) == "null":
			continue
		case json.Unmarshal(raw, &text) != nil:
			text = string(raw) // a number
		}
		content[field] = text
	}
	return content
}
