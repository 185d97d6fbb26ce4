package katapult

import (
	"net/http"
	"slices"
	"strings"
)

// kind is one type of API object, with everything that the simulator knows of
// it. A new one is a file with a kind, and a line in kinds.
type kind struct {
	// name is the API's word for one object in lookups, responses and error
	// codes.
	name string
	// plural is the key of a list, by default the name with an "s".
	plural string
	// errorName begins the code of the error that there is no such object, by
	// default the name.
	errorName string
	// prefix begins the IDs.
	prefix string
	// lookups are the keys, besides id, that find an object.
	lookups []string
	routes  []route

	// show is an object in a response of its own, by default with all its
	// fields. row is one in a list, by default the same.
	show, row func(*Simulator, *record) map[string]any
	// byName says that lists are sorted by name, not by creation.
	byName bool

	// The next four serve the handlers of plain kinds. defaults are the fields
	// of a new object, which its properties may overwrite.
	defaults func(*call) map[string]any
	// properties copies the properties of a request into an object's fields. It
	// returns what is wrong with the result, in sentences of the API.
	properties func(*call, arguments, map[string]any) []string
	// references copies what a create refers to outside its properties.
	references func(*call, map[string]any) error
	// dependents are reasons why an object cannot be deleted.
	dependents func(*Simulator, *record) []string

	// settle ends what the API does to an object in the background without a task, when
	// the object is no longer busy.
	settle func(*record)
	// parts are other objects that are deleted with an object; see children.
	parts func(*Simulator, *record) []*record
	// restrictable says that the API refuses deletions with
	// deletion_restricted.
	restrictable bool
	// trash is the type of object in the trash, empty for kinds that have none.
	trash string
	// tasks are the times of the tasks that work on such objects, by name.
	tasks map[string]taskTime
	// errors are the API's sentences for error codes of this kind.
	errors map[string]string
	// deletionStep names what has to be done before the organization of such
	// objects can be deleted.
	deletionStep deletionStep
	// seed adds the objects that every cloud has.
	seed func(*Simulator)

	// deletable says that there is an operation for it.
	deletable bool
}

// kinds are all of them. Handlers must not refer to this list, nor to a kind in
// it, which refers to them; they use call.kind and Simulator.kinds.
var kinds = []kind{
	addressListEntryKind,
	addressListKind,
	apiTokenKind,
	certificateKind,
	consoleSessionKind,
	countryKind,
	countryStateKind,
	currencyKind,
	dataCenterKind,
	diskBackupPolicyKind,
	diskIOProfileKind,
	diskKind,
	diskTemplateKind,
	diskTemplateVersionKind,
	dnsRecordKind,
	dnsZoneKind,
	fileStorageVolumeKind,
	gpuTypeKind,
	ipAddressKind,
	loadBalancerKind,
	loadBalancerRuleKind,
	networkInterfaceKind,
	networkKind,
	networkSpeedProfileKind,
	objectStorageAccessKeyKind,
	objectStorageAccountKind,
	objectStorageBucketKind,
	objectStorageClusterKind,
	operatingSystemKind,
	organizationKind,
	securityGroupKind,
	securityGroupRuleKind,
	sshKeyKind,
	tagKind,
	taskKind,
	trashObjectKind,
	userKind,
	virtualMachineBuildKind,
	virtualMachineGroupKind,
	virtualMachineKind,
	virtualMachinePackageKind,
	virtualNetworkKind,
	zoneKind,
}

// load derives everything from the kinds that requests need.
func (s *Simulator) load(kinds []kind) {
	s.kinds, s.descriptions, s.taskTimes = map[string]*kind{}, map[string]string{}, map[string]taskTime{}
	copyInto(s.descriptions, descriptions)
	for i := range kinds {
		k := &kinds[i]
		if k.plural == "" {
			k.plural = k.name + "s"
		}
		if k.errorName == "" {
			k.errorName = k.name
		}
		s.kinds[k.name] = k
		copyInto(s.descriptions, k.errors)
		copyInto(s.taskTimes, k.tasks)
	}
	for i := range kinds {
		for _, r := range kinds[i].routes {
			if r.newer && s.options.OnlyContract {
				continue
			}
			parsed := r.parsed(&kinds[i], s.kinds)
			s.routes = append(s.routes, parsed)
			kinds[i].deletable = kinds[i].deletable || parsed.method == http.MethodDelete
		}
	}
	for _, k := range kinds {
		if k.seed != nil {
			k.seed(s)
		}
	}
}

// copyInto panics if two kinds claim the same key.
func copyInto[V any](into, from map[string]V) {
	for key, value := range from {
		if _, exists := into[key]; exists {
			panic("simulator: " + key + " is declared twice")
		}
		into[key] = value
	}
}

// add makes an object with a new ID.
func (s *Simulator) add(kind, owner string, fields map[string]any) *record {
	return s.addAs("", kind, owner, fields)
}

// addAs makes an object with a given ID, by default a new one. Without an owner
// everybody shares it.
func (s *Simulator) addAs(id, kind, owner string, fields map[string]any) *record {
	if id == "" {
		id = s.store.newID(s.kinds[kind].prefix, owner)
	}
	return s.store.add(&record{id: id, kind: kind, owner: owner, fields: fields})
}

// shown is an object as the API shows it by itself.
func (s *Simulator) shown(r *record) map[string]any {
	if show := s.kinds[r.kind].show; show != nil {
		return show(s, r)
	}
	return r.fields
}

// pickFields is the row or show of kinds that have some fields and no more.
func pickFields(names ...string) func(*Simulator, *record) map[string]any {
	return func(_ *Simulator, r *record) map[string]any { return pick(r.fields, names...) }
}

// children is the parts of kinds that take all their objects of another kind along.
func children(kind string) func(*Simulator, *record) []*record {
	return func(s *Simulator, parent *record) []*record { return s.store.children(kind, parent) }
}

// The following handlers serve plain kinds.

// list responds with one page of objects.
func list(c *call) (any, error) { return c.listWhere(func(*record) bool { return true }) }

// listWhere is list for those objects that keep lets through.
func (c *call) listWhere(keep func(*record) bool) (any, error) {
	objects, err := c.listed(keep)
	if err != nil {
		return nil, err
	}
	return c.page(c.kind.plural, objects)
}

// listAll responds with all objects: some lists have no pages.
func listAll(c *call) (any, error) {
	objects, err := c.listed(func(*record) bool { return true })
	if err != nil {
		return nil, err
	}
	return map[string]any{c.kind.plural: objects}, nil
}

// listed are the rows of a list: the objects of the organization, if the path
// has one, and those that everybody shares.
func (c *call) listed(keep func(*record) bool) ([]any, error) {
	owner := ""
	if slices.ContainsFunc(c.route.segments, func(s segment) bool { return s.text == "organization" }) {
		organization, err := c.organization()
		if err != nil {
			return nil, err
		}
		owner = organization.id
	}
	return c.rowsOf(owner, keep), nil
}

// listChildren is one page of a parent's objects.
func (c *call) listChildren(parent *record) (any, error) {
	return c.page(c.kind.plural, rows(c.store.children(c.kind.name, parent), c.row))
}

// rowsOf are the rows of a list of an organization.
func (c *call) rowsOf(owner string, keep func(*record) bool) []any {
	var objects []*record
	for _, r := range c.store.byKind[c.kind.name] {
		if (r.owner == owner || r.owner == "") && !r.trashed && keep(r) {
			objects = append(objects, r)
		}
	}
	if c.kind.byName {
		slices.SortStableFunc(objects, func(a, b *record) int { return strings.Compare(a.text("name"), b.text("name")) })
	}
	return rows(objects, c.row)
}

// row is an object in a list.
func (c *call) row(r *record) map[string]any {
	if c.kind.row != nil {
		return c.kind.row(c.Simulator, r)
	}
	return c.shown(r)
}

func create(c *call) (any, error) {
	fields := map[string]any{}
	if c.kind.defaults != nil {
		fields = c.kind.defaults(c)
	}
	problems := c.kind.properties(c, c.args().properties(), fields)
	if c.err != nil {
		return nil, c.err
	}
	organization, err := c.organization()
	if err != nil {
		return nil, err
	}
	if c.kind.references != nil {
		if err := c.kind.references(c, fields); err != nil {
			return nil, err
		}
	}
	if problems != nil {
		return nil, invalid(problems...)
	}
	return c.single(c.add(c.kind.name, organization.id, fields)), nil
}

func read(c *call) (any, error) {
	r, err := c.lookupActive(c.kind.name)
	if err != nil {
		return nil, err
	}
	return c.single(r), nil
}

func update(c *call) (any, error) {
	r, err := c.lookupActive(c.kind.name)
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(r.fields)
	problems := c.kind.properties(c, c.args().properties(), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	r.fields = fields
	return c.single(r), nil
}

// remove deletes an object for good.
func remove(c *call) (any, error) {
	r, err := c.lookupActive(c.kind.name)
	if err != nil {
		return nil, err
	}
	if err := deletable(r); err != nil {
		return nil, err
	}
	if c.kind.dependents != nil {
		if reasons := c.kind.dependents(c.Simulator, r); reasons != nil {
			return nil, restricted(reasons)
		}
	}
	response := c.single(r)
	c.store.remove(r)
	return response, nil
}

// single is the body of a response with one object.
func (c *call) single(r *record) map[string]any { return map[string]any{c.kind.name: c.shown(r)} }

// deletable returns the error that Restrict has asked for.
func deletable(r *record) error {
	if len(r.restrictions) == 0 {
		return nil
	}
	return restricted(r.restrictions)
}

func restricted(reasons []string) error {
	return fail(409, "deletion_restricted", map[string]any{"errors": reasons})
}
