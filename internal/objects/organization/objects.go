// Package organization lists the objects of its domain.
package organization

import (
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/objects/organization/apitoken"
	"terraform-provider-katapult/internal/objects/organization/currency"
	"terraform-provider-katapult/internal/objects/organization/currentuser"
	"terraform-provider-katapult/internal/objects/organization/managedorganization"
	"terraform-provider-katapult/internal/objects/organization/organization"
	"terraform-provider-katapult/internal/objects/organization/organizationdeletionsteps"
	"terraform-provider-katapult/internal/objects/organization/organizationpolicy"
	"terraform-provider-katapult/internal/objects/organization/organizationprices"
	"terraform-provider-katapult/internal/objects/organization/organizationusers"
	"terraform-provider-katapult/internal/objects/organization/sshkey"
	"terraform-provider-katapult/internal/objects/organization/tag"
	"terraform-provider-katapult/internal/objects/organization/task"
	"terraform-provider-katapult/internal/objects/organization/trashobject"
	"terraform-provider-katapult/internal/objects/organization/trashpurgeall"
	"terraform-provider-katapult/internal/objects/organization/userwebsessioninvalidate"
)

// Objects returns every object of the domain, in alphabetical order.
func Objects() []crud.Object {
	return []crud.Object{
		apitoken.Object,
		currency.Object,
		currentuser.Object,
		managedorganization.Object,
		organization.Object,
		organizationdeletionsteps.Object,
		organizationpolicy.Object,
		organizationprices.Object,
		organizationusers.Object,
		sshkey.Object,
		tag.Object,
		task.Object,
		trashobject.Object,
		trashpurgeall.Object,
		userwebsessioninvalidate.Object,
	}
}
