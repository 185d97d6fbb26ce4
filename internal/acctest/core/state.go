package core

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// place is where the state keeps an object: an instance, or with a key what is
// still to be destroyed of it.
type place struct {
	address instanceAddress
	deposed string
}

// stored is an object in the form that a state file has it.
type stored struct {
	version         int64
	attributes      []byte
	private         []byte
	identity        []byte
	identityVersion int64
	tainted, before bool
	dependencies    []string
}

// State is what Terraform remembers between commands.
type State struct {
	mutex   sync.Mutex
	objects map[place]stored
	outputs map[string]stored
}

func newState() *State { return &State{objects: map[place]stored{}, outputs: map[string]stored{}} }

func (s *State) clone() *State {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return &State{objects: maps.Clone(s.objects), outputs: maps.Clone(s.outputs)}
}

func (s *State) get(p place) (stored, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	o, exists := s.objects[p]
	return o, exists
}

func (s *State) put(p place, o stored) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.objects[p] = o
}

func (s *State) remove(p place) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.objects, p)
}

// places are all places in the order of their addresses.
func (s *State) places() []place {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.SortedFunc(maps.Keys(s.objects), comparePlaces)
}

func comparePlaces(a, b place) int {
	if a.address.resourceAddress == b.address.resourceAddress {
		i, isNumber := a.address.key.(int)
		j, isNumberToo := b.address.key.(int)
		if isNumber && isNumberToo && i != j {
			return i - j
		}
	}
	return strings.Compare(a.address.String()+a.deposed, b.address.String()+b.deposed)
}

// depose puts the current object of an instance aside.
func (s *State) depose(a instanceAddress) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	name := make([]byte, 4)
	_, _ = rand.Read(name)
	key := hex.EncodeToString(name)
	s.objects[place{a, key}] = s.objects[place{address: a}]
	delete(s.objects, place{address: a})
	return key
}

// restore is depose undone, if nothing has taken the place.
func (s *State) restore(a instanceAddress, key string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if _, taken := s.objects[place{address: a}]; taken {
		return false
	}
	s.objects[place{address: a}] = s.objects[place{a, key}]
	delete(s.objects, place{a, key})
	return true
}

// instance is an object that was read from the state.
type instance struct {
	value, identity cty.Value
	private         []byte
	tainted, before bool
	dependencies    []string
}

// store gives an object the form of the state file. Unknown values have to be
// gone by then.
func (i *instance) store(s *schema) (stored, error) {
	attributes, err := ctyjson.Marshal(i.value, s.ty)
	if err != nil {
		return stored{}, err
	}
	o := stored{
		version: s.version, attributes: compact(attributes), private: i.private,
		tainted: i.tainted, before: i.before, dependencies: i.dependencies,
	}
	if s.identity != nil && i.identity != cty.NilVal && !i.identity.IsNull() {
		o.identityVersion = s.identity.Version
		if o.identity, err = ctyjson.Marshal(i.identity, s.identityType()); err != nil {
			return o, err
		}
	}
	return o, nil
}

// load has the provider upgrade a stored object, as Terraform does every time.
func (c *client) load(ctx context.Context, a resourceAddress, o stored) (*instance, Diagnostics) {
	s := c.schemaOf(a)
	if s == nil {
		return nil, Diagnostics{failure("Invalid resource type", "The provider hashicorp/%s does not support resource type %q.", c.name, a.typeName)}
	}
	i := &instance{private: o.private, tainted: o.tainted, before: o.before, dependencies: o.dependencies}
	if a.data {
		v, err := ctyjson.Unmarshal(o.attributes, s.ty)
		i.value = v
		return i, callFailed(err)
	}
	if o.version > s.version {
		return nil, Diagnostics{failure("Resource instance managed by newer provider version",
			"The current state of %s was created by a newer provider version than is currently selected.", a)}
	}
	answer, err := c.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: a.typeName, Version: o.version, RawState: &tfprotov6.RawState{JSON: o.attributes},
	})
	if err != nil {
		return nil, wrong(err)
	}
	found := fromProvider(answer.Diagnostics, nil, "")
	if found.HasErrors() {
		return nil, found
	}
	if i.value, err = decode(answer.UpgradedState, s.ty); err != nil {
		return nil, append(found, failure("Invalid resource state upgrade", "The provider's upgraded state of %s does not conform to its schema: %s", a, err))
	}
	if i.value.IsNull() || !i.value.IsWhollyKnown() {
		return nil, append(found, failure("Invalid resource state upgrade", "The provider %q returned a null or unknown state after the upgrade of %s.", c.name, a))
	}
	more := c.loadIdentity(ctx, a, s, o, i)
	return i, append(found, more...)
}

func (c *client) loadIdentity(ctx context.Context, a resourceAddress, s *schema, o stored, i *instance) Diagnostics {
	if len(o.identity) == 0 || s.identity == nil {
		return nil
	}
	if o.identityVersion == s.identity.Version {
		v, err := ctyjson.Unmarshal(o.identity, s.identityType())
		i.identity = v
		return callFailed(err)
	}
	answer, err := c.UpgradeResourceIdentity(ctx, &tfprotov6.UpgradeResourceIdentityRequest{
		TypeName: a.typeName, Version: o.identityVersion, RawIdentity: &tfprotov6.RawState{JSON: o.identity},
	})
	if err != nil {
		return wrong(err)
	}
	found := fromProvider(answer.Diagnostics, nil, "")
	if !found.HasErrors() {
		i.identity, err = decodeIdentity(answer.UpgradedIdentity, s)
		found = append(found, callFailed(err)...)
	}
	return found
}

// putOutput keeps the value of an output.
func (s *State) putOutput(name string, v cty.Value) error {
	text, err := ctyjson.Marshal(v, cty.DynamicPseudoType)
	if err != nil {
		return fmt.Errorf("output %s: %w", name, err)
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.outputs[name] = stored{attributes: text}
	return nil
}

// output is the value of an output as it was kept.
func (s *State) output(name string) (cty.Value, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	o, exists := s.outputs[name]
	if !exists {
		return cty.NilVal, false
	}
	v, err := ctyjson.Unmarshal(o.attributes, cty.DynamicPseudoType)
	return v, err == nil
}

// decoded is JSON with its numbers as they are written.
func decoded(text []byte) (map[string]any, error) {
	reader := json.NewDecoder(strings.NewReader(string(text)))
	reader.UseNumber()
	var all map[string]any
	err := reader.Decode(&all)
	return all, err
}
