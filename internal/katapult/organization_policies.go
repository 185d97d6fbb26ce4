package katapult

import (
	"context"
	"encoding/json"
	"errors"
)

// OrganizationPolicy is what an organization may have, and what it has of that.
type OrganizationPolicy struct {
	// Type is "auto", "override" or "none".
	Type string  `json:"policy_type"`
	Name *string `json:"policy_name"`
	// Limits are by their names, such as virtual_machines. New ones are passed on.
	Limits map[string]PolicyLimit `json:"limits"`
	// Features are by their names, such as zone_selection.
	Features map[string]PolicyFeature `json:"features"`
	// Reasons say why nothing can be created at the moment.
	Reasons []string `json:"reasons_for_disallowing_resource_creation"`
}

// PolicyLimit is how much of something there may be.
type PolicyLimit struct {
	Limit *float64 `json:"limit"`
	// Current is nil for what is not counted, such as the speed of networks.
	Current *float64 `json:"current"`
	Unit    *string  `json:"unit"`
	// Currency is nil except for amounts of money.
	Currency *Currency `json:"currency"`
}

// PolicyFeature is what an organization may use, or not.
type PolicyFeature struct {
	Permitted bool `json:"permitted"`
}

// Policy returns the policy of the organization with a sub-domain or an ID. An empty one
// means the client's own. The token needs the scope organizations:read. It returns
// PolicyNotAvailable for a managed organization, and the errors of Get.
//
// GET /organizations/organization/policy
func (s Organizations) Policy(ctx context.Context, subDomainOrID string) (OrganizationPolicy, error) {
	into := &response[OrganizationPolicy]{check: func(p OrganizationPolicy) error {
		if p.Limits == nil {
			return errors.New("there is no limits in it")
		}
		return nil
	}}
	return get(ctx, s.client, "/organizations/organization/policy", into, s.lookup(subDomainOrID))
}

// OrganizationPolicyLimit is a limit, or a permission if Permitted is not nil.
type OrganizationPolicyLimit struct {
	// Value is nil without a limit.
	Value     *float64
	Unlimited bool
	Permitted *bool
}

// UnmarshalJSON decodes an object or a truth value.
func (l *OrganizationPolicyLimit) UnmarshalJSON(data []byte) error {
	*l = OrganizationPolicyLimit{}
	var permitted bool
	if json.Unmarshal(data, &permitted) == nil && string(data) != "null" {
		l.Permitted = &permitted
		return nil
	}
	var limit struct {
		Value     *float64 `json:"value"`
		Unlimited bool     `json:"unlimited"`
	}
	err := json.Unmarshal(data, &limit)
	l.Value, l.Unlimited = limit.Value, limit.Unlimited
	return err
}

// PolicyLimits returns the limits and permissions of an organization by their names, such
// as maximum_disk_size. It works for managed organizations, too, and returns the errors of
// Get.
//
// GET /organizations/organization/policy_limits
func (s Organizations) PolicyLimits(ctx context.Context, subDomainOrID string) (map[string]OrganizationPolicyLimit, error) {
	return get(ctx, s.client, "/organizations/organization/policy_limits",
		&response[map[string]OrganizationPolicyLimit]{key: "policy_limits"}, s.lookup(subDomainOrID))
}

// OrganizationPrices are what an organization pays.
type OrganizationPrices struct {
	Currency Currency `json:"currency"`
	Prices   []Price  `json:"prices"`
}

// Price is what something costs.
type Price struct {
	Resource    string  `json:"resource"`
	Category    string  `json:"category"`
	Description string  `json:"description"`
	Price       float64 `json:"price"`
	// Variants are what the price depends on, such as the size of a machine.
	Variants []PriceVariant `json:"variants"`
}

// PriceVariant is the price of one variant of something.
type PriceVariant struct {
	ID          string  `json:"id"`
	Description *string `json:"description"`
	Price       float64 `json:"price"`
}

// Prices returns the active prices of an organization. It returns PricesNotAvailable for a
// managed organization, and the errors of Get.
//
// GET /organizations/organization/prices
func (s Organizations) Prices(ctx context.Context, subDomainOrID string) (OrganizationPrices, error) {
	into := &response[OrganizationPrices]{check: func(p OrganizationPrices) error {
		if p.Prices == nil {
			return errors.New("there is no prices in it")
		}
		return nil
	}}
	return get(ctx, s.client, "/organizations/organization/prices", into, s.lookup(subDomainOrID))
}
