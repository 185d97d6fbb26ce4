// Package sailpoint is the governance-group API of SailPoint Identity Security
// Cloud in memory: an HTTP handler that behaves as its published contract says,
// for tests, demonstrations and for trying the provider without a tenant.
//
// Where the contract is silent, it takes the choice that asks most of a client.
// Nothing in it runs by itself: what time brings about is worked out when the
// next request arrives.
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

// The credentials that a simulator accepts when none are given.
const (
	DefaultClientID     = "sim-client"
	DefaultClientSecret = "sim-secret"
)

// Options say what a simulator is like. The zero value is usable.
type Options struct {
	// ClientID and ClientSecret are exchanged for tokens. Default
	// DefaultClientID and DefaultClientSecret.
	ClientID, ClientSecret string
	// TokenLife is how long a token is accepted. Default 12 minutes.
	TokenLife time.Duration
	// Scopes that tokens carry. Default all of them.
	Scopes []string
	// RateLimit is the number of requests that are admitted in any 10 seconds of
	// the clock, for each version of the API. Default 100; negative is no limit.
	RateLimit int
	// Latency delays every response, after its effect.
	Latency time.Duration
	// Clock is the time of the simulated tenant. Default the real one.
	Clock simulator.Clock
	// ConnectionLag is how long the API still sees a connection that is gone.
	ConnectionLag time.Duration
	// StatusAsText answers the status of bulk items as a string, as the contract
	// had it until November 2024.
	StatusAsText bool
	// Shuffle answers bulk items in another order than they were asked for, and
	// with their IDs spelled differently: without dashes and in upper case.
	Shuffle bool
	// AnySpelling finds groups and identities whatever the case and the dashes
	// of the ID in a request. Answers have the tenant's own spelling.
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
