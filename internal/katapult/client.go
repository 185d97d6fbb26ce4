// Package katapult is a client of the Katapult core API
// (https://developers.katapult.io/api/). It knows HTTP and no Terraform.
package katapult

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// DefaultURL is the address of the public Katapult API.
const DefaultURL = "https://api.katapult.io"

// Defaults of Options.
const (
	DefaultRequestTimeout = time.Minute
	DefaultMaxRetries     = 4
)

// prefix is where the core API lives below the API's address.
const prefix = "/core/v1"

// Options configure a Client.
type Options struct {
	// URL is the API's address without the path of the core API.
	URL string
	// Token is an API token, sent as bearer token.
	Token string
	// Organization is what new objects belong to: a sub-domain or an ID.
	Organization string
	// DataCenter is where new objects are placed by default: a permalink or an
	// ID. It may be empty.
	DataCenter string
	// UserAgent names the program to the API.
	UserAgent string
	// RequestTimeout bounds one attempt of a request.
	RequestTimeout time.Duration
	// MaxRetries is how often a failed attempt is repeated.
	MaxRetries int
	// KeepInTrash leaves deleted objects in the trash instead of purging them.
	KeepInTrash bool
	// Log receives one line for each request and each wait.
	Log func(ctx context.Context, message string, fields map[string]any)
	// Warn tells the user something that is no error. The cause, which may be nil, is
	// the Code that it is about.
	Warn func(ctx context.Context, summary, detail string, cause error)
	// Backoff and Transport replace rest's own.
	Backoff   func(retry int) time.Duration
	Transport http.RoundTripper
	// PollInterval is the shortest pause between two polls of a task. Defaults to one
	// second.
	PollInterval time.Duration
	// RateWindow is the time that the API counts requests over, in whole seconds: the
	// Date header is no finer. Defaults to a minute.
	RateWindow time.Duration
	// ReleaseGrace is how long an operation waits for a taken disk or IP address while
	// nothing in this process is about to release it. Defaults to 30 seconds.
	ReleaseGrace time.Duration
}

// Client gives access to the API, one field for each kind of object. It is safe
// for concurrent use; all calls share one rate limit.
//
// Reads use the cache as far as their context permits; see rest.WithMaxAge. By
// default they send a request.
type Client struct {
	AddressListEntries     AddressListEntries
	AddressLists           AddressLists
	APITokens              APITokens
	Certificates           Certificates
	Countries              Countries
	CountryStates          CountryStates
	Currencies             Currencies
	DataCenters            DataCenters
	DiskBackupPolicies     DiskBackupPolicies
	DiskIOProfiles         DiskIOProfiles
	Disks                  Disks
	DiskTemplates          DiskTemplates
	DiskTemplateVersions   DiskTemplateVersions
	DNSRecords             DNSRecords
	DNSZones               DNSZones
	FileStorageVolumes     FileStorageVolumes
	GPUTypes               GPUTypes
	IPAddresses            IPAddresses
	LoadBalancerRules      LoadBalancerRules
	LoadBalancers          LoadBalancers
	ManagedOrganizations   ManagedOrganizations
	Networks               Networks
	NetworkSpeedProfiles   NetworkSpeedProfiles
	OperatingSystems       OperatingSystems
	Organizations          Organizations
	SecurityGroupRules     SecurityGroupRules
	SecurityGroups         SecurityGroups
	SSHKeys                SSHKeys
	Tags                   Tags
	Tasks                  Tasks
	TrashObjects           TrashObjects
	Users                  Users
	VirtualMachineBuilds   VirtualMachineBuilds
	VirtualMachineGroups   VirtualMachineGroups
	VirtualMachinePackages VirtualMachinePackages
	VirtualMachines        VirtualMachines
	VirtualNetworks        VirtualNetworks
	Zones                  Zones

	ObjectStorageAccessKeys         ObjectStorageAccessKeys
	ObjectStorageAccounts           ObjectStorageAccounts
	ObjectStorageBuckets            ObjectStorageBuckets
	VirtualMachineNetworkInterfaces VirtualMachineNetworkInterfaces

	rest         *rest.Client
	log          func(ctx context.Context, message string, fields map[string]any)
	warn         func(ctx context.Context, summary, detail string, cause error)
	keepInTrash  bool
	mayNotPurge  atomic.Bool
	token        string
	organization reference
	dataCenter   reference
	tasks        tasks
	machineLocks machineLocks
	locks        rest.Locks
	releases     *releases
	leases       *leases
	cache        *readCache
	// defaultNetworkID is set by Networks.DefaultID, which locks it.
	defaultNetworkID string
	// nameservers is set by DNSZones.Nameservers, which locks it.
	nameservers  []string
	dnsSnapshots *dnsSnapshots
	dnsZoneNames sync.Map // by ID
}

// New returns a client. It sends nothing; see Check.
func New(options Options) *Client {
	if options.Log == nil {
		options.Log = func(context.Context, string, map[string]any) {}
	}
	if options.Warn == nil {
		options.Warn = func(context.Context, string, string, error) {}
	}
	c := &Client{
		log:          options.Log,
		warn:         options.Warn,
		keepInTrash:  options.KeepInTrash,
		token:        options.Token,
		machineLocks: machineLocks{locks: map[string]*machineLock{}},
		organization: organization(options.Organization),
		dataCenter:   dataCenter(options.DataCenter),
		releases:     newReleases(cmp.Or(options.ReleaseGrace, releaseGrace)),
		leases:       newLeases(),
		cache:        newReadCache(),
		dnsSnapshots: newDNSSnapshots(),
	}
	c.rest = rest.New(rest.Options{
		BaseURL:   strings.TrimSuffix(cmp.Or(options.URL, DefaultURL), "/") + prefix,
		Transport: options.Transport,
		Authorize: func(r *http.Request) error {
			r.Header.Set("Authorization", "Bearer "+options.Token)
			return nil
		},
		Secrets:         func() []string { return []string{options.Token} },
		UserAgent:       options.UserAgent,
		RequestIDHeader: requestIDHeader,
		Timeout:         cmp.Or(options.RequestTimeout, DefaultRequestTimeout),
		MaxRetries:      options.MaxRetries,
		Limiter:         newRateLimiter(options),
		DecodeError:     decodeError,
		Log:             options.Log,
		Warn:            func(ctx context.Context, summary, detail string) { options.Warn(ctx, summary, detail, nil) },
		Backoff:         options.Backoff,
	})
	c.tasks = tasks{
		client: c, times: map[string]*taskTimes{},
		backoff: rest.Backoff{Min: cmp.Or(options.PollInterval, time.Second)},
	}
	c.addServices()
	return c
}

// addServices sets the fields that give access to the kinds of objects.
func (c *Client) addServices() {
	c.AddressListEntries = AddressListEntries{c}
	c.AddressLists = AddressLists{c}
	c.APITokens = APITokens{c}
	c.Certificates = Certificates{c}
	c.Countries = Countries{c}
	c.CountryStates = CountryStates{c}
	c.Currencies = Currencies{c}
	c.DataCenters = DataCenters{c}
	c.DiskBackupPolicies = DiskBackupPolicies{c}
	c.DiskIOProfiles = DiskIOProfiles{c}
	c.Disks = Disks{c}
	c.DiskTemplates = DiskTemplates{c}
	c.DiskTemplateVersions = DiskTemplateVersions{c}
	c.DNSRecords = DNSRecords{c}
	c.DNSZones = DNSZones{c}
	c.FileStorageVolumes = FileStorageVolumes{c}
	c.GPUTypes = GPUTypes{c}
	c.IPAddresses = IPAddresses{c}
	c.LoadBalancerRules = LoadBalancerRules{c}
	c.LoadBalancers = LoadBalancers{c}
	c.ManagedOrganizations = ManagedOrganizations{c}
	c.Networks = Networks{c}
	c.NetworkSpeedProfiles = NetworkSpeedProfiles{c}
	c.ObjectStorageAccessKeys = ObjectStorageAccessKeys{c}
	c.ObjectStorageAccounts = ObjectStorageAccounts{c}
	c.ObjectStorageBuckets = ObjectStorageBuckets{c}
	c.OperatingSystems = OperatingSystems{c}
	c.Organizations = Organizations{c}
	c.SecurityGroupRules = SecurityGroupRules{c, &inlineRules{groups: map[string]bool{}}}
	c.SecurityGroups = SecurityGroups{c}
	c.SSHKeys = SSHKeys{c}
	c.Tags = Tags{c}
	c.Tasks = Tasks{c}
	c.TrashObjects = TrashObjects{c}
	c.Users = Users{c}
	c.VirtualMachineBuilds = VirtualMachineBuilds{c}
	c.VirtualMachineGroups = VirtualMachineGroups{c}
	c.VirtualMachineNetworkInterfaces = VirtualMachineNetworkInterfaces{c}
	c.VirtualMachinePackages = VirtualMachinePackages{c}
	c.VirtualMachines = VirtualMachines{c}
	c.VirtualNetworks = VirtualNetworks{c}
	c.Zones = Zones{c}
}

// Organization is the organization that new objects belong to, as configured:
// a sub-domain or an ID.
func (c *Client) Organization() string { return c.organization.value }

// DataCenter is where new objects are placed by default, as configured: a permalink or an
// ID. It may be empty.
func (c *Client) DataCenter() string { return c.dataCenter.value }

// WithGrace returns a context that ends a moment after its parent, for undoing
// what a caller has begun and cannot finish.
func WithGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	return rest.WithGrace(ctx)
}

// arguments are the body of a request.
type arguments struct {
	// lookups name the objects that the request is about.
	lookups []lookup
	// properties go below "properties".
	properties any
	// fields stand at the top level.
	fields map[string]any
}

func (a arguments) body() map[string]any {
	body := maps.Clone(a.fields)
	if body == nil {
		body = map[string]any{}
	}
	for _, l := range a.lookups {
		body[l.thing] = map[string]string{l.key: l.value}
	}
	if a.properties != nil {
		body["properties"] = a.properties
	}
	return body
}

// send sends a call with arguments.
func (c *Client) send(ctx context.Context, call rest.Call, a arguments) error {
	call.Body = a.body()
	return c.do(ctx, call, a.lookups)
}

func queryOf(lookups []lookup) url.Values {
	query := url.Values{}
	for _, l := range lookups {
		if l.key == "" {
			query.Set(l.thing, l.value)
			continue
		}
		query.Set(l.thing+"["+l.key+"]", l.value)
	}
	return query
}

// do sends a call. An error that says that the object was deleted is
// ErrNotFound; see subject. A creation lacks nothing but a parent.
func (c *Client) do(ctx context.Context, call rest.Call, lookups []lookup) error {
	if call.Method != http.MethodGet {
		// Before and after: a read in between may see either state.
		c.cache.invalidate()
		defer c.cache.invalidate()
	}
	err := c.rest.Do(ctx, call)
	if err == nil && call.Method != http.MethodGet {
		c.releases.end(anyChange)
	}
	if response := (*Error)(nil); errors.As(err, &response) && response.Method == call.Method && response.Path == call.Path {
		response.notFound = response.fromAPI && !call.Creates && response.meansNotFound(subject(call.Path, lookups), lookups)
	}
	return err
}

// A lookup names an object in a request, by its ID or another unique key. Without a
// key it is a plain argument of a read.
type lookup struct{ thing, key, value string }

func id(thing, value string) lookup { return lookup{thing, "id", value} }

// A reference is how a person named an object, and the key to look it up by.
type reference struct{ key, value string }

// parseReference takes a value with the prefix of an ID for an ID. Otherwise it is
// the other key: neither sub-domains nor permalinks can contain an underscore.
func parseReference(value, otherKey string, idPrefixes ...string) reference {
	for _, p := range idPrefixes {
		if strings.HasPrefix(value, p) {
			return reference{"id", value}
		}
	}
	return reference{otherKey, value}
}

func (r reference) lookup(thing string) lookup { return lookup{thing, r.key, r.value} }
