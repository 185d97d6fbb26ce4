// Package katapult is a client of the Katapult core API
// (https://developers.katapult.io/api/). It knows HTTP and no Terraform.
package katapult

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
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
	// Log receives one line for each request and each wait.
	Log func(ctx context.Context, message string, fields map[string]any)
	// Warn tells the user something that is no error.
	Warn func(ctx context.Context, summary, detail string)
	// Backoff and Transport replace rest's own.
	Backoff   func(retry int) time.Duration
	Transport http.RoundTripper
	// PollInterval is the shortest pause between two looks at a task. One
	// second by default.
	PollInterval time.Duration
	// RateWindow is the time that the API counts requests over, in whole seconds:
	// the answers tell the time no finer. A minute by default.
	RateWindow time.Duration
	// ReleaseGrace is how long a disk or an IP address that is taken is waited
	// for while nothing in this process is about to release it. 30 seconds by default.
	ReleaseGrace time.Duration
}

// Client gives access to the API, one field for each kind of object. It is
// safe for concurrent use; all calls share one rate budget.
type Client struct {
	DataCenters          DataCenters
	DiskIOProfiles       DiskIOProfiles
	Disks                Disks
	IPAddresses          IPAddresses
	NetworkSpeedProfiles NetworkSpeedProfiles
	Networks             Networks
	Organizations        Organizations
	VirtualMachineGroups VirtualMachineGroups
	VirtualMachines      VirtualMachines
	VirtualNetworks      VirtualNetworks

	VirtualMachineNetworkInterfaces VirtualMachineNetworkInterfaces

	*core
	// age is how old an answer may be that is remembered; 0 asks anew.
	age time.Duration
}

// core is what a client and the one that reads for plans have in common.
type core struct {
	rest         *rest.Client
	log          func(ctx context.Context, message string, fields map[string]any)
	organization reference
	dataCenter   reference
	tasks        tasks
	machineLocks machineLocks
	locks        rest.Locks
	releases     *releases
	cache        *readCache
	// plain remembers nothing; the others are what Reading and Recent return.
	plain, reader, recent *Client
}

// New returns a client. It sends nothing; see Check.
func New(options Options) *Client {
	if options.Log == nil {
		options.Log = func(context.Context, string, map[string]any) {}
	}
	if options.Warn == nil {
		options.Warn = func(context.Context, string, string) {}
	}
	k := &core{
		log:          options.Log,
		machineLocks: machineLocks{locks: map[string]*machineLock{}},
		organization: organization(options.Organization),
		dataCenter:   dataCenter(options.DataCenter),
		releases:     newReleases(cmp.Or(options.ReleaseGrace, releaseGrace)),
		cache:        newReadCache(),
	}
	k.rest = rest.New(rest.Options{
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
		Backoff:         options.Backoff,
	})
	k.plain = k.client(0)
	k.tasks = tasks{
		client: k.plain, times: map[string]*taskTimes{},
		backoff: rest.Backoff{Min: cmp.Or(options.PollInterval, time.Second)},
	}
	k.reader, k.recent = k.client(planMaxAge), k.client(dataSourceMaxAge)
	return k.plain
}

// client gives access to the API by a core.
func (k *core) client(age time.Duration) *Client {
	c := &Client{core: k, age: age}
	c.DataCenters = DataCenters{c}
	c.DiskIOProfiles = DiskIOProfiles{c}
	c.Disks = Disks{c}
	c.IPAddresses = IPAddresses{c}
	c.NetworkSpeedProfiles = NetworkSpeedProfiles{c}
	c.Networks = Networks{c}
	c.Organizations = Organizations{c}
	c.VirtualMachineGroups = VirtualMachineGroups{c}
	c.VirtualMachineNetworkInterfaces = VirtualMachineNetworkInterfaces{c}
	c.VirtualMachines = VirtualMachines{c}
	c.VirtualNetworks = VirtualNetworks{c}
	return c
}

// Reading is the same client for what only looks at the world and is not looked
// at while anything changes, such as a plan: within a short time it asks for the
// same thing once, and takes single objects from lists where that is fewer
// requests. Anything that is written ends that time.
func (c *Client) Reading() *Client { return c.reader }

// Recent is a client like that of Reading for what may depend on something that
// has just been made, by others too: what it shares was begun a moment ago at the
// most, and nothing of it is older than rest.NotBefore asks for.
func (c *Client) Recent() *Client { return c.recent }

// Organization is the organization that new objects belong to, as configured:
// a sub-domain or an ID.
func (c *Client) Organization() string { return c.organization.value }

// WithGrace is a context for putting right what a caller has begun and cannot
// finish: it ends a moment later than theirs.
func WithGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	return rest.WithGrace(ctx)
}

// get reads into the given pointer. Every lookup narrows the request down.
func (c *Client) get(ctx context.Context, path string, into any, lookups ...lookup) error {
	return c.read(ctx, rest.Call{Method: http.MethodGet, Path: path, Query: queryOf(lookups), Into: about(into, lookups)}, lookups)
}

// send posts, patches, puts or deletes: lookups and properties go into the body.
func (c *Client) send(ctx context.Context, method, path string, properties, into any, lookups ...lookup) error {
	body := bodyOf(lookups)
	if properties != nil {
		body["properties"] = properties
	}
	return c.do(ctx, rest.Call{Method: method, Path: path, Body: body, Into: about(into, lookups)}, lookups)
}

// post asks for something that can be asked for twice.
func (c *Client) post(ctx context.Context, path string, into any, lookups ...lookup) error {
	return c.do(ctx, rest.Call{Method: http.MethodPost, Path: path, Body: bodyOf(lookups), Into: about(into, lookups), Idempotent: true}, lookups)
}

func queryOf(lookups []lookup) url.Values {
	query := url.Values{}
	for _, l := range lookups {
		query.Set(l.thing+"["+l.key+"]", l.value)
	}
	return query
}

func bodyOf(lookups []lookup) map[string]any {
	body := map[string]any{}
	for _, l := range lookups {
		body[l.thing] = map[string]string{l.key: l.value}
	}
	return body
}

// do sends a call. An error that says the thing is gone that the call is about
// answers to ErrNotFound; see subject. What a creation lacks is a parent.
func (c *Client) do(ctx context.Context, call rest.Call, lookups []lookup) error {
	if call.Method != http.MethodGet {
		// Before and after: in between, a read may see either.
		c.cache.invalidate()
		defer c.cache.invalidate()
	}
	err := c.rest.Do(ctx, call)
	if response := (*Error)(nil); errors.As(err, &response) && response.Method == call.Method && response.Path == call.Path {
		response.notFound = response.fromAPI && !call.Creates && response.saysGone(subject(call.Path, lookups), lookups)
	}
	return err
}

// A lookup names an object in a request: by ID or by another unique key.
type lookup struct{ thing, key, value string }

func id(thing, value string) lookup { return lookup{thing, "id", value} }

// A reference is what a person wrote to name an object, and the key to look
// it up by.
type reference struct{ key, value string }

// parseReference takes a value for an ID when it begins like one, and for the other
// key otherwise: neither sub-domains nor permalinks can hold an underscore.
func parseReference(value, otherKey string, idPrefixes ...string) reference {
	for _, p := range idPrefixes {
		if strings.HasPrefix(value, p) {
			return reference{"id", value}
		}
	}
	return reference{otherKey, value}
}

func (r reference) lookup(thing string) lookup { return lookup{thing, r.key, r.value} }
