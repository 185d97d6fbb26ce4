package katapult

import (
	"context"
	"fmt"
)

// LoadBalancerRules is access to the rules of load balancers. All its calls are
// synchronous, and rules have no trash: they are deleted with their load balancer.
type LoadBalancerRules struct{ client *Client }

// LoadBalancerRule passes the connections to one port of a load balancer on to a port of
// the machines behind it.
type LoadBalancerRule struct {
	ID string `json:"id"`
	// Algorithm is "round_robin", "least_connections" or "sticky".
	Algorithm       string `json:"algorithm"`
	ListenPort      int64  `json:"listen_port"`
	DestinationPort int64  `json:"destination_port"`
	// Protocol is "HTTP", "HTTPS" or "TCP".
	Protocol     string                        `json:"protocol"`
	Certificates []LoadBalancerRuleCertificate `json:"certificates"`
	CheckEnabled bool                          `json:"check_enabled"`

	// Lists lack the following.

	ProxyProtocol  bool `json:"proxy_protocol"`
	BackendSSL     bool `json:"backend_ssl"`
	PassthroughSSL bool `json:"passthrough_ssl"`

	CheckFall     int64 `json:"check_fall"`
	CheckInterval int64 `json:"check_interval"`
	CheckRise     int64 `json:"check_rise"`
	CheckTimeout  int64 `json:"check_timeout"`
	// CheckProtocol is "HTTP" or "TCP".
	CheckProtocol *string `json:"check_protocol"`
	// CheckPath and CheckHTTPStatuses belong to HTTP checks.
	CheckPath         *string `json:"check_path"`
	CheckHTTPStatuses *string `json:"check_http_statuses"`

	LoadBalancer struct {
		ID string `json:"id"`
	} `json:"load_balancer"`
}

// LoadBalancerRuleCertificate is one of those that a rule presents to clients.
type LoadBalancerRuleCertificate struct {
	ID string `json:"id"`
}

// LoadBalancerRuleArguments are those of a rule. What is left out is the API's choice in
// Create, and stays in Update.
type LoadBalancerRuleArguments struct {
	Algorithm         *string                       `json:"algorithm,omitempty"`
	ListenPort        *int64                        `json:"listen_port,omitempty"`
	DestinationPort   *int64                        `json:"destination_port,omitempty"`
	Protocol          *string                       `json:"protocol,omitempty"`
	Certificates      []LoadBalancerRuleCertificate `json:"certificates,omitzero"`
	ProxyProtocol     *bool                         `json:"proxy_protocol,omitempty"`
	BackendSSL        *bool                         `json:"backend_ssl,omitempty"`
	PassthroughSSL    *bool                         `json:"passthrough_ssl,omitempty"`
	CheckEnabled      *bool                         `json:"check_enabled,omitempty"`
	CheckFall         *int64                        `json:"check_fall,omitempty"`
	CheckInterval     *int64                        `json:"check_interval,omitempty"`
	CheckRise         *int64                        `json:"check_rise,omitempty"`
	CheckTimeout      *int64                        `json:"check_timeout,omitempty"`
	CheckProtocol     *string                       `json:"check_protocol,omitempty"`
	CheckPath         *string                       `json:"check_path,omitempty"`
	CheckHTTPStatuses *string                       `json:"check_http_statuses,omitempty"`
}

func (r LoadBalancerRule) identity() string { return r.ID }

// loadBalancerRules has no listAfter: rows have 6 of 18 fields.
var loadBalancerRules = object[LoadBalancerRule]{
	key: "load_balancer_rule", path: "/load_balancers/rules/load_balancer_rule",
	list: list[LoadBalancerRule]{path: loadBalancers.path + "/rules", key: "load_balancer_rules", paged: true},
}

// List returns the rules of a load balancer, with what lists have, or ErrNotFound for the
// load balancer.
//
// GET /load_balancers/load_balancer/rules, all pages
func (s LoadBalancerRules) List(ctx context.Context, balancerID string) ([]LoadBalancerRule, error) {
	return loadBalancerRules.list.all(ctx, s.client, id(loadBalancers.key, balancerID))
}

// Get returns a rule, or ErrNotFound.
//
// GET /load_balancers/rules/load_balancer_rule
func (s LoadBalancerRules) Get(ctx context.Context, ruleID string) (LoadBalancerRule, error) {
	return loadBalancerRules.get(ctx, s.client, ruleID)
}

// Create creates a rule of a load balancer. If the response is lost, it searches among the
// rules of the load balancer that were not there before. It returns LoadBalancerNotFound,
// CertificateNotFound, ValidationFailed, or a rest.UnresolvedCreateError.
//
// GET and POST /load_balancers/load_balancer/rules
func (s LoadBalancerRules) Create(ctx context.Context, balancerID string, a LoadBalancerRuleArguments) (LoadBalancerRule, error) {
	balancer := id(loadBalancers.key, balancerID)
	how := creation[LoadBalancerRule]{
		path:        loadBalancerRules.list.path,
		arguments:   arguments{lookups: []lookup{balancer}, properties: a},
		conflictKey: "rule of " + balancerID,
		recovery: notThereBefore(s.client, loadBalancerRules.list, s.Get, func(r LoadBalancerRule) (bool, error) {
			return a.matches(r), nil
		}, balancer),
	}
	if a.ListenPort != nil {
		how.conflictKey += fmt.Sprintf(" for port %d", *a.ListenPort)
	}
	rule, _, err := loadBalancerRules.create(ctx, s.client, how)
	return rule, err
}

// matches reports whether a rule has what tells it from others. The API may change or
// drop the rest.
func (a LoadBalancerRuleArguments) matches(r LoadBalancerRule) bool {
	return same(a.ListenPort, r.ListenPort) && same(a.DestinationPort, r.DestinationPort) &&
		same(a.Protocol, r.Protocol) && same(a.Algorithm, r.Algorithm)
}

// same reports whether a value is the wanted one, if any is wanted.
func same[T comparable](wanted *T, value T) bool { return wanted == nil || *wanted == value }

// Update changes what the arguments set and returns the changed rule. It returns
// ErrNotFound, CertificateNotFound, or ValidationFailed with the API's reasons.
//
// PATCH /load_balancers/rules/load_balancer_rule
func (s LoadBalancerRules) Update(ctx context.Context, ruleID string, a LoadBalancerRuleArguments) (LoadBalancerRule, error) {
	return loadBalancerRules.update(ctx, s.client, ruleID, arguments{properties: a})
}

// Delete deletes a rule. It returns ErrNotFound, also if its load balancer was deleted.
//
// DELETE /load_balancers/rules/load_balancer_rule
func (s LoadBalancerRules) Delete(ctx context.Context, ruleID string) error {
	return loadBalancerRules.delete(ctx, s.client, ruleID)
}
