package katapult

import (
	"context"
	"slices"

	"terraform-provider-katapult/internal/rest"
)

// LoadBalancers is access to load balancers. All its calls are synchronous, and load
// balancers have no trash.
//
// Their responses contain the root passwords of the machines behind them, and the key of
// the backend certificate. Only BackendCertificate decodes any of that.
type LoadBalancers struct{ client *Client }

// LoadBalancer distributes connections to virtual machines. It names them itself, or by
// their groups or tags. Names are not unique.
type LoadBalancer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// APIReference is a name that a program has given it, and finds it by.
	APIReference *string `json:"api_reference"`
	// ResourceType is one of ToVirtualMachines, ToVirtualMachineGroups and ToTags.
	ResourceType string   `json:"resource_type"`
	ResourceIDs  []string `json:"resource_ids"`
	// IPAddress has no ID in lists.
	IPAddress struct {
		ID      string `json:"id"`
		Address string `json:"address"`
	} `json:"ip_address"`
	// DataCenter has no permalink in lists.
	DataCenter DataCenter `json:"data_center"`

	// Lists lack the following.

	// HTTPSRedirect sends HTTP requests on to HTTPS.
	HTTPSRedirect bool `json:"https_redirect"`
	// BackendCertificate is what it presents to machines, in PEM format.
	BackendCertificate string `json:"backend_certificate"`
	EnableWeighting    bool   `json:"enable_weighting"`
	// Weights are those of all machines that it reaches, also through groups and tags.
	Weights           []LoadBalancerWeight `json:"weights"`
	StandbyMachineIDs []string             `json:"standby_vms"`

	// Annotations are keys and values that users attach to it.
	Annotations map[string]string `json:"-"`
}

// Types of the resources behind a load balancer.
const (
	ToVirtualMachines      = "virtual_machines"
	ToVirtualMachineGroups = "virtual_machine_groups"
	ToTags                 = "tags"
)

// MaxLoadBalancerName is how many characters the name of a load balancer may have.
const MaxLoadBalancerName = 60

// DefaultLoadBalancerWeight is that of a machine that nobody has given one.
const DefaultLoadBalancerWeight = 128

// LoadBalancerWeight is the share of connections that a machine gets.
type LoadBalancerWeight struct {
	VirtualMachineID string `json:"virtual_machine_id"`
	Weight           int64  `json:"weight"`
}

// LoadBalancerArguments are those of a load balancer. What is left out is the API's choice
// in Create, and stays in Update.
type LoadBalancerArguments struct {
	Name         *string          `json:"name,omitempty"`
	APIReference Nullable[string] `json:"api_reference,omitzero"`
	// ResourceType and ResourceIDs go together. Without IDs it is ToVirtualMachines.
	ResourceType    string   `json:"resource_type,omitempty"`
	ResourceIDs     []string `json:"resource_ids,omitzero"`
	HTTPSRedirect   *bool    `json:"https_redirect,omitempty"`
	EnableWeighting *bool    `json:"enable_weighting,omitempty"`
	// Weights should be those of all machines: it is not documented what becomes of
	// others.
	Weights           []LoadBalancerWeight `json:"weights,omitzero"`
	StandbyMachineIDs []string             `json:"standby_vms,omitzero"`
	// DataCenterID defaults to the client's data centre. It is for Create alone.
	DataCenterID string `json:"-"`
	// Annotations replace the current ones, unless they are nil.
	Annotations map[string]string `json:"-"`
}

func (b *LoadBalancer) setAnnotations(annotations map[string]string) { b.Annotations = annotations }

func (b LoadBalancer) identity() string { return b.ID }

// loadBalancers has no listAfter: rows lack whether there is a redirect, and more.
var loadBalancers = object[LoadBalancer]{
	key: "load_balancer", path: "/load_balancers/load_balancer",
	list: list[LoadBalancer]{path: "/organizations/organization/load_balancers", key: "load_balancers", paged: true},
}

// List returns all load balancers of the client's organization, with what lists have.
//
// GET /organizations/organization/load_balancers, all pages
func (s LoadBalancers) List(ctx context.Context) ([]LoadBalancer, error) {
	return loadBalancers.all(ctx, s.client)
}

// Get returns a load balancer, or ErrNotFound.
//
// GET /load_balancers/load_balancer
func (s LoadBalancers) Get(ctx context.Context, balancerID string) (LoadBalancer, error) {
	return loadBalancers.get(ctx, s.client, balancerID)
}

// GetByAPIReference returns the load balancer with a reference, or ErrNotFound.
//
// GET /load_balancers/load_balancer
func (s LoadBalancers) GetByAPIReference(ctx context.Context, reference string) (LoadBalancer, error) {
	return loadBalancers.find(ctx, s.client, lookup{loadBalancers.key, "api_reference", reference})
}

// creationPauses is how many poll intervals the API may take to create a load balancer:
// 14 seconds were seen.
const creationPauses = 15

// Create creates a load balancer in the client's organization. If the response is lost, it
// searches among the load balancers that were not there before. It returns a
// NoDataCenterError, DataCenterNotFound, ValidationFailed, or a rest.UnresolvedCreateError.
//
// The API creates one load balancer after the other, and several at once would wait longer
// than a request may take. So does this: only one creation of the client is under way.
// It leases an address, which may be one that the client has just released.
//
// GET and POST /organizations/organization/load_balancers
func (s LoadBalancers) Create(ctx context.Context, a LoadBalancerArguments) (LoadBalancer, error) {
	center := s.client.dataCenter
	if a.DataCenterID != "" {
		center = reference{"id", a.DataCenterID}
	}
	if center.value == "" {
		return LoadBalancer{}, &NoDataCenterError{}
	}
	unlock, err := s.client.locks.Lock(ctx, "new load balancers")
	if err != nil {
		return LoadBalancer{}, err
	}
	defer unlock()
	organization := s.client.organization.lookup("organization")
	with := a.arguments()
	with.lookups = []lookup{organization}
	with.properties = struct {
		LoadBalancerArguments

		DataCenter map[string]string `json:"data_center"`
	}{a, map[string]string{center.key: center.value}}
	how := creation[LoadBalancer]{path: loadBalancers.list.path, arguments: with, conflictKey: "load balancer"}
	how.recovery = notThereBefore(s.client, loadBalancers.list, s.Get, func(b LoadBalancer) (bool, error) {
		return a.matches(b) && center.isTo(b.DataCenter), nil
	}, organization)
	how.recovery.pause = creationPauses * s.client.tasks.backoff.Min
	var balancer LoadBalancer
	err = s.client.leases.create(ctx, func() (addressID string, err error) {
		balancer, _, err = loadBalancers.create(ctx, s.client, how)
		return balancer.IPAddress.ID, err
	})
	return balancer, err
}

// arguments are the body of a request.
func (a LoadBalancerArguments) arguments() arguments {
	with := arguments{properties: a}
	if a.Annotations != nil {
		with.fields = map[string]any{"annotations": annotationList(a.Annotations)}
	}
	return with
}

// matches reports whether a load balancer has what tells it from others.
func (a LoadBalancerArguments) matches(b LoadBalancer) bool {
	if reference, isSet := a.APIReference.get(); isSet && (b.APIReference == nil || *b.APIReference != reference) {
		return false
	}
	return (a.Name == nil || rest.SameText(*a.Name, b.Name)) &&
		(a.ResourceType == "" || a.ResourceType == b.ResourceType) &&
		(a.ResourceIDs == nil || slices.Equal(sorted(a.ResourceIDs), sorted(b.ResourceIDs)))
}

func sorted(texts []string) []string { return slices.Sorted(slices.Values(texts)) }

// Update changes what the arguments set and returns the changed load balancer. It returns
// ErrNotFound, or ValidationFailed with the API's reasons.
//
// PATCH /load_balancers/load_balancer
func (s LoadBalancers) Update(ctx context.Context, balancerID string, a LoadBalancerArguments) (LoadBalancer, error) {
	return loadBalancers.update(ctx, s.client, balancerID, a.arguments())
}

// Delete deletes a load balancer, and its rules with it. It returns ErrNotFound.
//
// DELETE /load_balancers/load_balancer
func (s LoadBalancers) Delete(ctx context.Context, balancerID string) error {
	return loadBalancers.delete(ctx, s.client, balancerID)
}

// BackendCertificate is a certificate with its private key, in PEM format.
type BackendCertificate struct {
	BalancerID  string `json:"id"`
	Certificate string `json:"backend_certificate"`
	PrivateKey  string `json:"backend_certificate_key"`
}

func (c BackendCertificate) identity() string { return c.BalancerID }

// BackendCertificate returns the certificate that a load balancer presents to machines,
// with its key. It returns ErrNotFound.
//
// GET /load_balancers/load_balancer
func (s LoadBalancers) BackendCertificate(ctx context.Context, balancerID string) (BackendCertificate, error) {
	into := &response[BackendCertificate]{key: loadBalancers.key, id: balancerID}
	return get(rest.WithMaxAge(ctx, 0), s.client, loadBalancers.path, into, id(loadBalancers.key, balancerID))
}
