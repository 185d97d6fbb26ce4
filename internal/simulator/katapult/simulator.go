// Package katapult is the Katapult core API in memory: an HTTP handler that
// behaves as recordings of the real API show. It serves tests, demonstrations
// and anyone who tries the provider without an account.
//
// Nothing in it runs by itself. Time comes from a clock that tests can stop.
// When a request arrives, the simulator first applies what has become due.
package katapult

import (
	"net/netip"
	"slices"
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

// DefaultToken is accepted unless Options name another.
const DefaultToken = "simulator-token"

// Options configure a simulator. The zero value is usable.
type Options struct {
	// Token has every scope. Defaults to DefaultToken.
	Token string
	// Organizations are sub-domains. Defaults to one, "acme".
	Organizations []string
	// RateLimit is the number of requests of a token in one window of the clock.
	// Defaults to 1000.
	RateLimit int
	// RateWindow is the length of a window, in whole seconds. Defaults to a
	// minute.
	RateWindow time.Duration
	// Latency delays every response, after its effect.
	Latency time.Duration
	// TaskTime is how long a task runs, without a wait before. 0 takes the times
	// measured for each kind of task.
	TaskTime time.Duration
	// OnlyContract leaves out the operations that are newer than the published contract,
	// which is that of version 2.68.
	OnlyContract bool
	// Clock defaults to the real time.
	Clock simulator.Clock
}

// Token is what a client authenticates with. Empty lists allow everything.
type Token struct {
	Value string
	// Scopes have the names of the API's documentation.
	Scopes []string
	// Organizations are the sub-domains the token can see.
	Organizations []string
	// Networks are those that requests may come from.
	Networks []netip.Prefix
	// ID is that of an API token, and User that of whom it belongs to. Tokens of an
	// organization belong to nobody.
	ID, User string
	// Expires is when the token ends; never, if it is zero.
	Expires time.Time
	// WebSession says that somebody has got the token by signing in.
	WebSession bool
	// VirtualMachine is the ID of the machine that the token belongs to, if it does.
	VirtualMachine string
	// NoPrivateKeys hides the private keys of certificates, and what leads to them.
	NoPrivateKeys bool
}

// Simulator is one simulated cloud. It is safe for concurrent use.
type Simulator struct {
	*simulator.Server

	options Options
	clock   simulator.Clock

	kinds        map[string]*kind
	routes       []route
	descriptions map[string]string
	taskTimes    map[string]taskTime

	mutex   sync.Mutex
	store   store
	tokens  map[string]Token
	windows map[string]*window
	// secrets counts those that API tokens have had.
	secrets  int
	tasks    []*task
	failures []string
	// at is when the step of a task happens that runs now.
	at time.Time

	chooseFailure func(task string) bool

	steps map[string]map[string]bool
	// delegated are the domains that the API's nameservers serve.
	delegated map[string]bool
}

// New makes a cloud with nothing in it but its organizations and what they share:
// data centres, networks and the like.
func New(options Options) *Simulator {
	if options.Token == "" {
		options.Token = DefaultToken
	}
	if len(options.Organizations) == 0 {
		options.Organizations = []string{"acme"}
	}
	if options.RateLimit == 0 {
		options.RateLimit = 1000
	}
	if options.RateWindow == 0 {
		options.RateWindow = time.Minute
	}
	if options.Clock == nil {
		options.Clock = simulator.SystemClock{}
	}
	s := &Simulator{
		options: options,
		clock:   options.Clock,
		store:   newStore(),
		tokens:  map[string]Token{options.Token: {Value: options.Token}},
		windows: map[string]*window{},
		steps:   map[string]map[string]bool{},

		delegated: map[string]bool{},
	}
	s.Server = simulator.NewServer(simulator.Config{
		Mutex: &s.mutex, Clock: s.clock, Latency: options.Latency,
		Receive: s.receive, HasOperation: s.hasOperation, Refuse: s.refuseFor, FaultType: "text/html",
	})
	s.load(slices.Clone(kinds))
	return s
}

// AddToken adds a token, or changes one.
func (s *Simulator) AddToken(t Token) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.tokens[t.Value] = t
}

// OrganizationID is the ID of the organization with a sub-domain, or "".
func (s *Simulator) OrganizationID(subDomain string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if organization := s.store.find("organization", "sub_domain", subDomain); organization != nil {
		return organization.id
	}
	return ""
}
