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

// DefaultToken is the token that a simulator accepts when none is given.
const DefaultToken = "simulator-token"

// Options say what a simulator is like. The zero value is usable.
type Options struct {
	// Token is accepted with every scope. Default DefaultToken.
	Token string
	// Organizations are sub-domains. Default one, "acme".
	Organizations []string
	// RateLimit is the number of requests that a token may make in one window
	// of the clock. Default 1000.
	RateLimit int
	// RateWindow is how long a window is, in whole seconds. Default a minute.
	RateWindow time.Duration
	// Latency delays every response, after its effect.
	Latency time.Duration
	// TaskTime is how long a task runs once its turn has come. 0 stands for
	// the durations that were measured for each kind of task.
	TaskTime time.Duration
	// Clock is the time of the simulated cloud. Default the real one.
	Clock simulator.Clock
}

// Token is something a client may authenticate with. Empty lists allow
// everything.
type Token struct {
	Value string
	// Scopes as the API's documentation names them.
	Scopes []string
	// Organizations are the sub-domains the token can see.
	Organizations []string
	// Networks are those that requests may come from.
	Networks []netip.Prefix
}

// Simulator is one simulated cloud. It is safe for concurrent use.
type Simulator struct {
	*simulator.Server

	options Options
	clock   simulator.Clock
	routes  []route

	mutex    sync.Mutex
	store    store
	tokens   map[string]Token
	windows  map[string]*window
	tasks    []*task
	failures []string

	chooseFailure func(task string) bool

	steps map[string]map[string]bool
}

// New makes a cloud with its organizations, data centres and networks, and
// nothing else in it.
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
		routes:  parseRoutes(allRoutes()),
		store:   newStore(),
		tokens:  map[string]Token{options.Token: {Value: options.Token}},
		windows: map[string]*window{},
		steps:   map[string]map[string]bool{},
	}
	s.Server = simulator.NewServer(simulator.Config{
		Mutex: &s.mutex, Clock: s.clock, Latency: options.Latency,
		Receive: s.receive, HasOperation: s.hasOperation, Refuse: refuseFor, FaultType: "text/html",
	})
	s.seed()
	return s
}

// allRoutes joins the tables of all API objects.
func allRoutes() []route {
	return slices.Concat(
		dataCenterRoutes,
		deletionStepRoutes,
		diskAssignmentRoutes,
		diskIOProfileRoutes,
		diskRoutes,
		diskSizeRoutes,
		ipAddressRoutes,
		ipAllocationRoutes,
		networkInterfaceRoutes,
		networkRoutes,
		networkSpeedProfileRoutes,
		organizationRoutes,
		powerRoutes,
		taskRoutes,
		trashObjectRoutes,
		virtualMachineGroupRoutes,
		virtualMachineRoutes,
		virtualNetworkRoutes,
		zoneRoutes,
	)
}

// AddToken makes the simulator accept another token, or changes what an
// accepted one may do.
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
