// Package sailpoint is the governance-group API of SailPoint Identity Security
// Cloud in memory: an HTTP handler that behaves as the published contract says.
// It serves tests, demonstrations and anyone who tries the provider without a
// tenant.
//
// Where the contract is silent, the simulator does what is hardest for a client.
// Nothing in it runs by itself: when a request arrives, the simulator first
// applies what has become due.
package sailpoint

import (
	"sync"
	"time"

	"terraform-provider-katapult/internal/simulator"
)

// What tests need of the HTTP side, so that they import one package.
type (
	// Fault is something that goes wrong with a request.
	Fault = simulator.Fault
	// Exchange is a request with its whole response.
	Exchange = simulator.Exchange
)

// These credentials are accepted unless Options name others.
const (
	DefaultClientID     = "sim-client"
	DefaultClientSecret = "sim-secret"
)

// Options configure a simulator. The zero value is usable.
type Options struct {
	// ClientID and ClientSecret are exchanged for tokens. They default to
	// DefaultClientID and DefaultClientSecret.
	ClientID, ClientSecret string
	// TokenLife is how long a token is accepted. Defaults to 12 minutes.
	TokenLife time.Duration
	// Scopes of the tokens. Defaults to all.
	Scopes []string
	// RateLimit is the number of requests in any 10 seconds of the clock, for each
	// version of the API. Defaults to 100; negative is no limit.
	RateLimit int
	// Latency delays every response, after its effect.
	Latency time.Duration
	// Clock defaults to the real time.
	Clock simulator.Clock
	// ConnectionLag is how long the API still shows a deleted connection.
	ConnectionLag time.Duration
	// StatusAsText makes the status of bulk items a string, as in the contract
	// until November 2024.
	StatusAsText bool
	// Shuffle changes the order of bulk items, and the spelling of their IDs: no
	// dashes, and upper case.
	Shuffle bool
	// AnySpelling ignores case and dashes of IDs in requests. Responses have the
	// tenant's own spelling.
	AnySpelling bool
}

// Simulator is one simulated tenant. It is safe for concurrent use.
type Simulator struct {
	*simulator.Server

	options Options
	clock   simulator.Clock
	routes  []route

	mutex      sync.Mutex
	identities []*identity
	groups     []*group
	tokens     map[string]token
	admitted   map[string][]time.Time
}

// New makes a tenant with a few identities and no governance group.
func New(options Options) *Simulator {
	if options.ClientID == "" {
		options.ClientID = DefaultClientID
	}
	if options.ClientSecret == "" {
		options.ClientSecret = DefaultClientSecret
	}
	if options.TokenLife == 0 {
		options.TokenLife = 12 * time.Minute
	}
	if len(options.Scopes) == 0 {
		options.Scopes = []string{allScopes}
	}
	if options.RateLimit == 0 {
		options.RateLimit = 100
	}
	if options.Clock == nil {
		options.Clock = simulator.SystemClock{}
	}
	s := &Simulator{
		options:  options,
		clock:    options.Clock,
		routes:   allRoutes(),
		tokens:   map[string]token{},
		admitted: map[string][]time.Time{},
	}
	s.Server = simulator.NewServer(simulator.Config{
		Mutex: &s.mutex, Clock: s.clock, Latency: options.Latency,
		Receive: s.receive, HasOperation: s.hasOperation, Refuse: refuseFor, FaultType: jsonType,
	})
	s.seed()
	return s
}
