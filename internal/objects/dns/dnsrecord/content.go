package dnsrecord

import (
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/katapult"
)

// recordTypes are the types that can be managed.
var recordTypes = []string{"A", "AAAA", "ALIAS", "CAA", "CNAME", "HTTPRedirect", "IPS", "MX", "NS", "PTR", "SRV", "SSHFP", "TXT", "VirtualMachine"}

func quotedTypes() string {
	last := len(recordTypes) - 1
	return "`" + strings.Join(recordTypes[:last], "`, `") + "` or `" + recordTypes[last] + "`"
}

// valueFields are the API's names of the field that is in value, by type.
var valueFields = map[string]string{
	"A": "ip_address", "AAAA": "ip_address",
	"ALIAS": "hostname", "CNAME": "hostname", "MX": "hostname", "NS": "hostname", "PTR": "hostname",
	"IPS": "ip_addresses", "TXT": "content", "VirtualMachine": "virtual_machine",
}

// nested are the attributes with the content of a type.
var nested = map[string]schema.SingleNestedAttribute{
	"srv": {
		MarkdownDescription: "Content of an SRV record.", Optional: true,
		Attributes: map[string]schema.Attribute{
			"weight": schema.Int64Attribute{
				MarkdownDescription: "Share of the target among those of the same priority.", Required: true,
				Validators: []validator.Int64{int64validator.Between(0, 65535)},
			},
			"port": schema.Int64Attribute{
				MarkdownDescription: "Port of the service.", Required: true, Validators: []validator.Int64{int64validator.Between(0, 65535)},
			},
			"target": schema.StringAttribute{
				MarkdownDescription: "Host name of the service. `.` says that there is none.", Required: true, Validators: []validator.String{host{root: true}},
			},
		},
	},
	"caa": {
		MarkdownDescription: "Content of a CAA record.", Optional: true,
		Attributes: map[string]schema.Attribute{
			"flag": schema.Int64Attribute{
				MarkdownDescription: "`128` makes a tag that an authority does not know prevent all certificates. Defaults to `0`.", Optional: true, Computed: true,
				Default: int64default.StaticInt64(0), Validators: []validator.Int64{int64validator.Between(0, 255)},
			},
			"tag": schema.StringAttribute{
				MarkdownDescription: "`issue`, `issuewild`, `iodef`, `contactemail` or `contactphone`.", Required: true,
				Validators: []validator.String{stringvalidator.OneOf("issue", "issuewild", "iodef", "contactemail", "contactphone")},
			},
			"value": schema.StringAttribute{
				MarkdownDescription: "The authority, such as `letsencrypt.org`, or where to report to. Quotes around it make no difference.", Required: true,
				Validators: []validator.String{attrs.NotBlank()},
			},
		},
	},
	"sshfp": {
		MarkdownDescription: "Content of an SSHFP record.", Optional: true,
		Attributes: map[string]schema.Attribute{
			"algorithm": schema.Int64Attribute{
				MarkdownDescription: "Algorithm of the key: `1` is RSA, `2` DSA, `3` ECDSA and `4` Ed25519.", Required: true,
				Validators: []validator.Int64{int64validator.Between(1, 255)},
			},
			"fingerprint_type": schema.Int64Attribute{
				MarkdownDescription: "Algorithm of the fingerprint: `1` is SHA-1 and `2` SHA-256.", Required: true,
				Validators: []validator.Int64{int64validator.Between(1, 255)},
			},
			"fingerprint": schema.StringAttribute{
				MarkdownDescription: "Fingerprint of the key, in hexadecimal digits.", Required: true,
				Validators: []validator.String{stringvalidator.RegexMatches(hexadecimal, "must be hexadecimal digits, without colons")},
			},
		},
	},
	"http_redirect": {
		MarkdownDescription: "Content of an HTTPRedirect record.", Optional: true,
		Attributes: map[string]schema.Attribute{
			"url": schema.StringAttribute{
				MarkdownDescription: "Address to redirect to, which begins with `http://` or `https://`.", Required: true,
				Validators: []validator.String{stringvalidator.RegexMatches(webAddress, "must begin with http:// or https://")},
			},
			"status": schema.Int64Attribute{
				MarkdownDescription: "HTTP status of the redirect. Defaults to `301`.", Optional: true, Computed: true,
				Default: int64default.StaticInt64(301), Validators: []validator.Int64{int64validator.Between(300, 399)},
			},
		},
	},
}

// holders are the types whose content is in an attribute of its own.
var holders = map[string]string{"SRV": "srv", "CAA": "caa", "SSHFP": "sshfp", "HTTPRedirect": "http_redirect"}

// holderOf is the attribute that holds the content of a type.
func holderOf(recordType string) string {
	if holder, ok := holders[recordType]; ok {
		return holder
	}
	return "value"
}

// held are the nested attributes of a model.
func (m *attributes) held() map[string]*types.Object {
	return map[string]*types.Object{"srv": &m.SRV, "caa": &m.CAA, "sshfp": &m.SSHFP, "http_redirect": &m.HTTPRedirect}
}

func typesOf(holder string) map[string]attr.Type {
	of := map[string]attr.Type{}
	for name, a := range nested[holder].Attributes {
		of[name] = a.GetType()
	}
	return of
}

// fieldOf is the API's name of a nested attribute.
func fieldOf(name string) string {
	if name == "status" {
		return "http_status"
	}
	return name
}

// content is what the API gets of the record's type.
func (m *attributes) content() katapult.DNSRecordContent {
	content := katapult.DNSRecordContent{}
	recordType := m.Type.ValueString()
	if field, ok := valueFields[recordType]; ok {
		if !m.Value.IsNull() {
			content[field] = m.Value.ValueString()
		}
		return content
	}
	object := m.held()[holderOf(recordType)]
	if object == nil {
		return content
	}
	for name, value := range object.Attributes() {
		switch value := value.(type) {
		case types.String:
			content[fieldOf(name)] = value.ValueString()
		case types.Int64:
			content[fieldOf(name)] = strconv.FormatInt(value.ValueInt64(), 10)
		}
	}
	return content
}

// isKnown reports whether nothing of type and content is unknown.
func (m *attributes) isKnown() bool {
	if m.Type.IsUnknown() || m.Value.IsUnknown() {
		return false
	}
	for _, object := range m.held() {
		if object.IsUnknown() {
			return false
		}
		for _, value := range object.Attributes() {
			if value.IsUnknown() {
				return false
			}
		}
	}
	return true
}

// meansContentOf reports whether both have one type and content, whatever the spelling.
func (m *attributes) meansContentOf(other *model) bool {
	return m.isKnown() && m.Type.Equal(other.Type) && m.content().Means(other.content())
}

// fillContent keeps the spelling of a content that means the same.
func (m *attributes) fillContent(r katapult.DNSRecord) {
	same := m.Type.ValueString() == r.Type && m.content().Means(r.Content)
	holder := holderOf(r.Type)
	if !same || holder != "value" {
		m.Value = types.StringNull()
	}
	if field, ok := valueFields[r.Type]; ok && !same {
		m.Value = types.StringValue(r.Content[field])
	}
	for name, object := range m.held() {
		if same && name == holder {
			continue
		}
		*object = types.ObjectNull(typesOf(name))
		if name == holder {
			*object = objectOf(name, r.Content)
		}
	}
}

func objectOf(holder string, content katapult.DNSRecordContent) types.Object {
	of, values := typesOf(holder), map[string]attr.Value{}
	for name, attributeType := range of {
		text, exists := content[fieldOf(name)]
		values[name] = types.StringNull()
		if exists {
			values[name] = types.StringValue(text)
		}
		if attributeType.Equal(types.Int64Type) {
			values[name] = types.Int64Null()
			if number, err := strconv.ParseInt(text, 10, 64); err == nil {
				values[name] = types.Int64Value(number)
			}
		}
	}
	return types.ObjectValueMust(of, values)
}
