package katapult

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"terraform-provider-katapult/internal/rest"
)

// ErrNotFound means that an object is deleted or in the trash.
var ErrNotFound = rest.ErrNotFound

// Code is the API's name of an error. errors.Is(err,
// katapult.DeletionRestricted) reports whether an Error has that code.
type Code string

func (c Code) Error() string { return string(c) }

// Codes that decide what happens next.
const (
	DeletionRestricted   Code = "deletion_restricted"
	InvalidArgument      Code = "invalid_argument"
	InvalidTimestamp     Code = "invalid_timestamp"
	InvalidToken         Code = "invalid_api_token"
	MissingToken         Code = "missing_api_token"
	ObjectInTrash        Code = "object_in_trash"
	OrganizationNotFound Code = "organization_not_found"
	DataCenterNotFound   Code = "data_center_not_found"
	PermissionDenied     Code = "permission_denied"
	RateLimitReached     Code = "rate_limit_reached"
	ScopeNotGranted      Code = "scope_not_granted"
	ServiceUnavailable   Code = "service_unavailable"
	TaskQueueingError    Code = "task_queueing_error"
	UnableToAssign       Code = "unable_to_assign"
	UnableToUnassign     Code = "unable_to_unassign"
	UnassignedDisk       Code = "unassigned_disk"
	UnauthorizedNetwork  Code = "unauthorized_network_for_api_token"
	ValidationFailed     Code = "validation_error"

	IPAlreadyAllocated          Code = "ip_already_allocated"
	InvalidIP                   Code = "invalid_ip"
	NoAvailableAddresses        Code = "no_available_addresses"
	NoInterfaceAvailable        Code = "no_interface_available"
	NoUnallocation              Code = "resource_does_not_support_unallocation"
	alreadyAttached             Code = "virtual_machine_network_interface_already_attached"
	alreadyDetached             Code = "virtual_machine_network_interface_already_detached"
	noAllocation                Code = "no_allocation"
	speedProfileAlreadyAssigned Code = "speed_profile_already_assigned"

	CertificateNotFound      Code = "certificate_not_found"
	AddressListNotFound      Code = "address_list_not_found"
	DiskIOProfileNotFound    Code = "disk_io_profile_not_found"
	DiskNotFound             Code = "disk_not_found"
	DiskTemplateNotFound     Code = "disk_template_not_found"
	DNSRecordNotFound        Code = "dns_record_not_found"
	DNSZoneNotFound          Code = "dns_zone_not_found"
	DNSZoneNotVerified       Code = "dns_zone_not_verified"
	GPUTypeNotFound          Code = "gpu_type_not_found"
	IPAddressNotFound        Code = "ip_address_not_found"
	LoadBalancerNotFound     Code = "load_balancer_not_found"
	NetworkInterfaceNotFound Code = "virtual_machine_network_interface_not_found"
	NetworkNotFound          Code = "network_not_found"
	NoInterfaceOnNetwork     Code = "interface_not_found"
	PackageNotFound          Code = "package_not_found"
	SecurityGroupNotFound    Code = "security_group_not_found"
	SpeedProfileNotFound     Code = "network_speed_profile_not_found"
	TrashObjectNotFound      Code = "trash_object_not_found"
	VirtualMachineNotFound   Code = "virtual_machine_not_found"
	VirtualNetworkNotFound   Code = "virtual_network_not_found"
	ZoneNotFound             Code = "zone_not_found"

	InvalidCapabilities      Code = "invalid_capabilities_token"
	OrganizationSuspended    Code = "organization_suspended"
	OrganizationNotActivated Code = "organization_not_activated"
	PolicyNotAvailable       Code = "policy_not_available_for_managed_organizations"
	PricesNotAvailable       Code = "prices_not_available_for_managed_organizations"
	RouteNotFound            Code = "route_not_found"
	networkError             Code = "network_error"
	noUser                   Code = "no_user_associated_with_identity"
	unhandledException       Code = "unhandled_exception"
)

// Error is an error response, from the API or from something before it, such as
// a proxy.
type Error struct {
	Method, Path string
	Status       int
	// Code is empty if the response did not come from the API.
	Code        Code
	Description string
	Detail      Detail
	RequestID   string

	fromAPI  bool
	notFound bool
}

var (
	_ rest.Recoverable = (*Error)(nil)
	_ rest.Retryable   = (*Error)(nil)
	_ rest.Temporary   = (*Error)(nil)
	_ rest.Throttled   = (*Error)(nil)
)

func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString(strings.TrimSuffix(e.Description, "."))
	if e.Description == "" {
		text.WriteString("the API gave no description")
	}
	text.WriteString(".")
	for _, sentence := range e.Detail.sentences() {
		text.WriteString(" " + strings.TrimSuffix(sentence, ".") + ".")
	}
	fmt.Fprintf(&text, " (%s %s answered %d", e.Method, e.Path, e.Status)
	if e.Code != "" {
		text.WriteString(" " + string(e.Code))
	}
	if e.RequestID != "" {
		text.WriteString(", request " + e.RequestID)
	}
	text.WriteString(")")
	return text.String()
}

// Is reports whether the error has the given code. For ErrNotFound, it reports
// whether the object that the request was about is deleted or in the trash.
func (e *Error) Is(target error) bool {
	return target == ErrNotFound && e.notFound || target == error(e.Code)
}

// Retryable reports that the request was refused without effect, so any request
// can be sent again. A proxy cannot know this, so its responses never count.
func (e *Error) Retryable() bool { return e.fromAPI && e.Code == ServiceUnavailable }

// Throttled reports that the request was refused for now and will succeed after
// a wait. The cause is a full queue, or the rate limit of the API or of a proxy.
func (e *Error) Throttled() bool {
	return e.Status == http.StatusTooManyRequests || e.Code == RateLimitReached || e.Code == TaskQueueingError
}

// Temporary reports that a read may succeed later without any change. The API
// was unavailable, or something before it responded without asking for
// credentials.
func (e *Error) Temporary() bool {
	switch {
	case e.Throttled() || e.Status >= http.StatusInternalServerError:
		return true
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden, e.Status == http.StatusProxyAuthRequired:
		return false
	}
	return !e.fromAPI
}

// Recovery says how an object in the trash is brought back.
func (e *Error) Recovery() (id, how string) {
	entry := e.Detail.TrashObject
	if e.Code != ObjectInTrash || entry == nil || entry.ObjectID == "" {
		return "", ""
	}
	return entry.ObjectID, fmt.Sprintf("It is in the trash as %s and kept until %s: the action katapult_trash_object_restore brings it back.", entry.ID, entry.keptUntil())
}

// requestIDHeader is the response header with Katapult's ID of the request.
const requestIDHeader = "X-Request-Id"

// decodeError decodes an error response. The API wraps the error in a key "error";
// its documentation shows it without.
//
// The API's application sends the header X-Api-Schema. A response without it comes
// from something in between, so neither its code nor a 404 means anything.
func decodeError(response rest.Response) error {
	type body struct {
		Code        Code            `json:"code"`
		Description string          `json:"description"`
		Detail      json.RawMessage `json:"detail"`
	}
	var content struct {
		body
		Error *body `json:"error"`
	}
	e := &Error{Method: response.Method, Path: response.Path, Status: response.Status, RequestID: rest.Quote(response.Header.Get(requestIDHeader))}
	e.fromAPI = response.Header.Get("X-Api-Schema") == "json-error"
	if err := json.Unmarshal(response.Body, &content); err == nil {
		if content.Error != nil {
			content.body = *content.Error
		}
		e.Code, e.Description = Code(rest.Quote(string(content.Code))), rest.Quote(content.Description)
		_ = json.Unmarshal(content.Detail, &e.Detail) // the message leaves out what cannot be decoded
	}
	if e.Code == "" {
		e.Description = fmt.Sprintf("the answer is not one of the Katapult API: %s", rest.Excerpt(response.Body))
		if address := response.Redirect(); address != "" {
			e.Description = "the answer is a redirect to " + address + ", which is not followed"
		}
	}
	if ambiguous(e) {
		return &rest.UnknownOutcomeError{Method: e.Method, Path: e.Path, Cause: e}
	}
	return e
}

// ambiguous reports whether the outcome of the request is unknown. Either a
// gateway lost the response, whatever code it gives, or the API had an internal error, or it
// lost the response of a system behind it.
func ambiguous(e *Error) bool {
	return e.Status >= http.StatusInternalServerError && (!e.fromAPI || e.Code == "" || e.Code == unhandledException || e.Code == networkError)
}

// HasCode reports whether err is an API response with one of the codes.
func HasCode(err error, codes ...Code) bool {
	for _, code := range codes {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

// IsUnknownOutcome reports whether the request may or may not have taken effect.
func IsUnknownOutcome(err error) bool { return rest.IsUnknownOutcome(err) }
