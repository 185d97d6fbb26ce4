package provider

import (
	"context"
	"errors"
	"net/http"

	"terraform-provider-katapult/internal/katapult"
	"terraform-provider-katapult/internal/rest"
	"terraform-provider-katapult/internal/sailpoint"
)

// adviceOnCodes says what users can do about an error of the Katapult API, where
// its code alone decides.
var adviceOnCodes = map[katapult.Code]string{
	katapult.MissingToken:             "Set api_key in the provider block or KATAPULT_API_KEY in the environment to an API token.",
	katapult.InvalidToken:             "Check api_key or KATAPULT_API_KEY: the token may be mistyped, expired, revoked or meant for another API address. Tokens are made under API tokens in the Katapult console.",
	katapult.UnauthorizedNetwork:      "Add this address to the token's authorized IP addresses in the Katapult console, or run Terraform from a network it lists.",
	katapult.InvalidCapabilities:      "Use an API token that was made for the core API; this one carries capabilities that do not apply here.",
	katapult.ScopeNotGranted:          "Add the scopes to the API token in the Katapult console, or use a token that has them.",
	katapult.PermissionDenied:         "Ask an administrator of the organization for the permission, or use a token of somebody who has it.",
	katapult.DeletionRestricted:       "Remove what the reasons name, then run Terraform again; nothing was deleted and the object is still in the state.",
	katapult.RateLimitReached:         "Everything that uses this token shares the limit. Lower -parallelism, give other programs a token of their own, or ask Katapult for a higher limit.",
	katapult.ServiceUnavailable:       "Katapult is unavailable at the moment; run Terraform again later.",
	katapult.ObjectInTrash:            "Restore it from the trash with the action katapult_trash_object_restore or in the Katapult console, or purge it, then run Terraform again.",
	katapult.OrganizationNotFound:     "Check organization, in the provider block, KATAPULT_ORGANIZATION or the object itself: it takes the sub-domain or the ID (org_…) of an organization that the token may use.",
	katapult.DataCenterNotFound:       "Check data_center, in the provider block, KATAPULT_DATA_CENTER or the object itself: it takes the permalink or the ID of a data centre.",
	katapult.DiskNotFound:             "Check the ID: the disk may have been deleted, or belong to an organization that the token cannot see.",
	katapult.VirtualMachineNotFound:   "Check the ID: the machine may have been deleted, or belong to an organization that the token cannot see.",
	katapult.MustBeStarted:            "Start the machine first, with powered_on = true or the action katapult_virtual_machine_power.",
	katapult.DiskTemplateNotFound:     "It takes the permalink, such as templates/ubuntu-22-04, or the ID (dtpl_…) of a template that the organization can use: the data source katapult_disk_templates lists them.",
	katapult.DNSRecordNotFound:        "Check the ID: the record may have been deleted, or belong to an organization that the token cannot see. The data source katapult_dns_records lists the records of a zone.",
	katapult.DNSZoneNotFound:          "Check what names it: the zone (dnszone_…) may have been deleted, or belong to an organization that the token cannot see. The data source katapult_dns_zones lists the zones.",
	katapult.DNSZoneNotVerified:       "Delegate the domain at its registrar to the nameservers that the data source katapult_dns_nameservers lists, or add the TXT record that the Katapult console shows.",
	katapult.GPUTypeNotFound:          "It takes the permalink or the ID of a type: the data source katapult_gpu_types lists them.",
	katapult.PackageNotFound:          "It takes the permalink, such as rock-3, or the ID (vmpkg_…) of a package that the organization can use: the data source katapult_virtual_machine_packages lists them.",
	katapult.CertificateNotFound:      "Check the ID: the certificate may have been deleted, or belong to an organization that the token cannot see. The data source katapult_certificates lists them.",
	katapult.OperationNotSupported:    "Katapult has not issued a custom certificate, and cannot issue it again: a new certificate and its private key replace it, as a katapult_custom_certificate.",
	katapult.TaskNotFound:             "Check the ID: Katapult may have forgotten the task, or it belongs to an organization that the token cannot see.",
	katapult.TrashObjectNotFound:      "Check the ID: the object may have been restored or purged, or was never deleted. The data source katapult_trash_objects lists the trash.",
	katapult.ZoneNotFound:             "It takes the permalink or the ID (zone_…) of a zone: the data source katapult_zones lists them.",
	katapult.NetworkNotFound:          "Check what names it: it has to be a public network (netw_…) that the organization can use.",
	katapult.VirtualNetworkNotFound:   "Check the ID: the virtual network (vnet_…) may have been deleted, or belong to an organization that the token cannot see.",
	katapult.SpeedProfileNotFound:     "It takes the permalink, such as 1gbps, or the ID (nsp_…) of a speed profile that the organization can use.",
	katapult.IPAddressNotFound:        "Check the ID: the address (ip_…) may have been released, or belong to an organization that the token cannot see.",
	katapult.NetworkInterfaceNotFound: "Check the ID: the network interface (vmnet_…) may have been deleted, or belong to an organization that the token cannot see.",
	katapult.IPAlreadyAllocated:       "Release the address from what has it first, or leave it out.",
	katapult.InvalidIP:                "Addresses have to belong to the organization and to the network of the interface; a virtual network takes none.",
	katapult.NoAvailableAddresses:     "Katapult has no free address of this version in the network at the moment. Run Terraform again later, or choose another network or version.",
	katapult.NoInterfaceAvailable:     "The machine needs a network interface on the network of the address: add one, or choose an address of a network that it is on.",
	katapult.NoUnallocation:           "Take the address from what has it first, in the configuration or in the Katapult console; then run Terraform again.",
	katapult.UnableToAssign:           "Change what the reasons name, then run Terraform again; nothing was assigned.",
	katapult.UnableToUnassign:         "Change what the reasons name, then run Terraform again; the disk is still assigned and still in the state.",
	katapult.OrganizationSuspended:    "The organization has to be reinstated in the Katapult console, usually by settling an invoice, before anything can be changed.",
	katapult.OrganizationNotActivated: "Finish the activation of the organization in the Katapult console.",
	katapult.PolicyNotAvailable:       "The organization belongs to another one, whose policy applies: set organization to that one. The data source katapult_organization_policy_limits works for both.",
	katapult.PricesNotAvailable:       "The organization belongs to another one, which pays for it: set organization to that one.",
	katapult.OrganizationLimitReached: "Ask Katapult to let the organization manage more of them, or delete one.",
	katapult.RouteNotFound:            "The address is not that of the Katapult core API: check api_url or KATAPULT_API_URL.",

	katapult.NotLinkedToWebSession:              "There is nothing to end: a token that was made under API tokens in the Katapult console has no web session.",
	katapult.DeletionStepsNotSatisfied:          "Delete what is left in the organization, then run Terraform again. The data source katapult_organization_deletion_steps lists what is left to do.",
	katapult.ManagedOrganizationRequired:        "No organization manages this one any more, so only Katapult can delete it. Take it out of the state with terraform state rm.",
	katapult.ObjectStorageAccountNotFound:       "The region has no object storage yet: create a katapult_object_storage_account, and write region = katapult_object_storage_account.NAME.region, so that it is there first.",
	katapult.ObjectStorageAccountNotProvisioned: "Wait until the object storage account is provisioned: with region = katapult_object_storage_account.NAME.region Terraform does. If that does not pass, delete the account and create it again.",
	katapult.ObjectStorageAccountSuspended:      "The object storage account has to be reinstated by Katapult before anything in it can be read or changed.",
	katapult.ObjectStorageBucketDeletionError:   "Katapult deletes empty buckets alone. Remove the objects in it with an S3 client, then run Terraform again; the bucket is still in the state.",
	katapult.ObjectStorageBucketNotFound:        "Check name and region: the bucket may have been deleted, or belong to an organization that the token cannot see.",
	katapult.ObjectStorageClusterNotFound:       "Check the region: it is one of object storage, such as uk-lon-1, and not the permalink of a data centre.",
	katapult.StoredObjectNotFound:               "Check the path: it begins without a slash, and that of a folder ends with one.",

	katapult.NoMachineForToken:            "Give the provider block an api_key that belongs to a virtual machine; that of an organization or of a user cannot be used here.",
	katapult.ContinuousManagementDisabled: "Katapult has set the keys of this machine when it was built, and does not manage them: read them on the machine itself.",
}

// advise says what users can do about an error of a client, or nothing. The clients
// know no Terraform: here are the names of arguments, commands and blocks.
func advise(err error) string {
	switch err := err.(type) { //nolint:errorlint // crud.Advice unwraps
	case *rest.UnresolvedCreateError:
		return adviseOnCreate(err)
	case *katapult.StuckError:
		return "Look at the machine in the Katapult console, or ask Katapult's support. Run Terraform again when that is over, or allow more time in the timeouts block."
	case *katapult.TaskError:
		if err.Cause != nil {
			return "The task keeps running. Run Terraform again to pick up where it stands, or allow more time with timeouts."
		}
		return "Look at the object in the Katapult console, or give Katapult's support the task's ID; then run Terraform again."
	case *katapult.DNSZoneUnverifiedError:
		return "Change the delegation at the domain's registrar, or add the TXT record that the Katapult console shows; a change can take hours to be visible everywhere. Then run Terraform again to continue, or allow more time in the timeouts block."
	case *katapult.CertificateNotIssuedError:
		return adviseOnCertificate(err)
	case *katapult.CertificateIssuerError:
		return adviseOnIssuer(err)
	case *katapult.CertificateInUseError:
		return "Take the certificate from the rules of load balancers first, then run Terraform again; it is still in the state. To replace one that is in use, give it lifecycle { create_before_destroy = true }: the rules then get the new one before the old one is deleted."
	case *katapult.TooOldError:
		return "Nothing was changed. Certificates that exist already can be read, with the data source katapult_certificate. If the rest of the API is newer, check api_url or KATAPULT_API_URL."
	case *katapult.DNSZoneExistsError, *katapult.DuplicateDNSRecordError:
		return "Import it, if it belongs here; otherwise leave it out, or delete it."
	case *katapult.FileStorageVolumeExistsError:
		return "Import it, if it belongs here, as one does that is left over from a run that was interrupted; otherwise choose another name."
	case *katapult.FileStorageVolumeFailedError:
		return "Look at it in the Katapult console, or give Katapult's support its ID. Run Terraform again to replace a new volume; apply with -replace replaces another one, which loses what is in it."
	case *katapult.ObjectStorageAccountExistsError:
		return "Import it with its region as ID, or set adopt_existing = true to take it over."
	case *katapult.NoDataCenterError:
		return "Set it here, or set data_center in the provider block to a value known at plan time, or KATAPULT_DATA_CENTER."
	case *katapult.Error:
		return adviceOnCodes[err.Code]
	case *sailpoint.InUseError:
		return "Take the group out of what uses it, then run Terraform again; it is still in the state. SailPoint notices such a change only after a while: timeouts { delete = \"…\" } allows more time for that."
	case *sailpoint.Error:
		return adviseOnSailPoint(err)
	}
	return ""
}

// adviseOnCertificate says what an issuer needs.
func adviseOnCertificate(err *katapult.CertificateNotIssuedError) string {
	method := ""
	if err.Certificate.AuthorizationMethod != nil {
		method = *err.Certificate.AuthorizationMethod
	}
	needs := ""
	switch method {
	case "dns":
		needs = "Each name has to be in a DNS zone of the organization that is verified: let the certificate depend on katapult_dns_zone_verification. "
	case "http":
		needs = "Each name has to resolve to a load balancer of the organization that listens on port 80, by a rule or by https_redirect. "
	}
	more := ""
	if errors.Is(err, context.DeadlineExceeded) {
		more = " timeouts = { create = \"…\" } allows more time."
	}
	return needs + "Katapult goes on trying. Run Terraform again to replace the certificate; if it has been issued by then, terraform untaint keeps it." + more
}

// certificateTypes are the resources that manage certificates, by issuer.
var certificateTypes = map[string]string{
	katapult.CustomIssuer:      "katapult_custom_certificate",
	katapult.LetsEncryptIssuer: "katapult_lets_encrypt_certificate",
	katapult.SelfSignedIssuer:  "katapult_self_signed_certificate",
}

func adviseOnIssuer(err *katapult.CertificateIssuerError) string {
	if fitting := certificateTypes[err.Certificate.Issuer]; fitting != "" {
		return "Such a certificate is a " + fitting + ": import it as one."
	}
	return "No resource manages certificates of this issuer; the data source katapult_certificate reads them."
}

func adviseOnCreate(err *rest.UnresolvedCreateError) string {
	switch {
	case err.SearchError != nil:
		return "Look whether it exists, in the console or with a data source or a list of Terraform. If so, import it; otherwise run Terraform again."
	case len(err.IDs) > 0:
		return "Find out which of them belongs here and import it; delete those that belong to nobody."
	}
	return "Nothing seems to have been created: run Terraform again. Should it turn up after all, import it or delete it."
}

func adviseOnSailPoint(err *sailpoint.Error) string {
	switch {
	case err.Path == sailpoint.TokenPath && err.Status < http.StatusInternalServerError && !err.Throttled():
		return "Check client_id and client_secret in the provider's sailpoint block, or SAIL_CLIENT_ID and SAIL_CLIENT_SECRET: the personal access token may be mistyped, expired, deleted, or made in another tenant than base_url is of."
	case err.Status == http.StatusUnauthorized:
		return "SailPoint refuses a token that it has just issued: check that base_url is the API's address of the tenant that the client belongs to."
	case err.Status == http.StatusForbidden:
		return "Use a personal access token of a user with the level ORG_ADMIN, and with the scopes idn:workgroup:manage, to manage groups, and idn:workgroup:write, to manage members; or with sp:scopes:all."
	case err.Throttled():
		return "Everything that uses this client_id shares 100 requests in 10 seconds for each version of the API. Give other programs a client of their own, or run Terraform again later."
	case err.DetailCode == "" && err.Status < http.StatusInternalServerError:
		return "The response does not look like one about governance groups: check base_url, which is like https://acme.api.identitynow.com, and api_version."
	case err.Status >= http.StatusInternalServerError:
		return "Run Terraform again later. If it goes on, give the tracking ID to SailPoint's support."
	}
	return ""
}

// warnWithAdvice adds what users can do about the cause of a warning.
func warnWithAdvice(warn func(ctx context.Context, summary, detail string)) func(ctx context.Context, summary, detail string, cause error) {
	return func(ctx context.Context, summary, detail string, cause error) {
		var code katapult.Code
		if errors.As(cause, &code) {
			detail += " " + adviceOnCodes[code]
		}
		warn(ctx, summary, detail)
	}
}
