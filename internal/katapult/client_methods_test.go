package katapult

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// onlySometimes are operations that a comment names, and that a method sends in other cases
// than that of calls.
var onlySometimes = map[string][]string{
	"AddressListEntries.Converge":  {"PATCH /address_list_entries/address_list_entry", "DELETE /address_list_entries/address_list_entry"},                         // of entries that there are
	"DNSZones.Verify":              {"GET /dns_zones/dns_zone"},                                                                                                   // after a refusal
	"DiskBackupPolicies.Create":    {"GET /virtual_machines/virtual_machine/disk_backup_policies", "POST /virtual_machines/virtual_machine/disk_backup_policies"}, // of a machine
	"DiskBackupPolicies.ListOf":    {"GET /disks/disk/disk_backup_policies"},                                                                                      // of a disk
	"DiskTemplates.Get":            {"GET /disk_template_versions/disk_template_version"},                                                                         // of a template that no list has
	"DiskTemplates.GetByID":        {"GET /disk_template_versions/disk_template_version"},                                                                         // as above
	"Disks.GetOnMachine":           {"GET /virtual_machines/virtual_machine/disks"},                                                                               // in a plan
	"Disks.WaitBuilt":              {"GET /tasks/task"},                                                                                                           // of a creation that has a task
	"FileStorageVolumes.Delete":    {"GET /file_storage_volumes/file_storage_volume", "PATCH /file_storage_volumes/file_storage_volume"},                          // of a client that keeps deleted objects
	"ManagedOrganizations.Delete":  {"GET /organizations/organization/managed"},                                                                                   // after a refusal
	"ManagedOrganizations.Get":     {"GET /organizations/organization/managed"},                                                                                   // as above
	"ObjectStorageAccounts.Create": {"POST /organizations/organization/object_storage/object_storage_cluster"},                                                    // where there is none yet
	"VirtualMachines.MoveToTrash":  {"PATCH /virtual_machines/virtual_machine"},                                                                                   // of a client that keeps deleted objects
}

// TestCommentsNameWhatIsSent holds the comments of all methods against the requests that
// an API sees which goes along with everything. Any method may wait for a task, and read a
// list of the organization for many, so comments need not say that.
func TestCommentsNameWhatIsSent(t *testing.T) {
	t.Parallel()
	methods := clientMethods(t)
	for name, call := range calls {
		if name == "VirtualMachines.Lock" {
			continue // it sends nothing: its call does more
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := &willingAPI{}
			synctest.Test(t, func(t *testing.T) { // some calls wait
				_ = call(t.Context(), New(Options{
					Organization: "acme", DataCenter: "uk-lon-01", Transport: api, PollInterval: time.Nanosecond, ReleaseGrace: time.Nanosecond,
				}))
			})
			for _, operation := range api.sent {
				implied := operation == "GET /tasks/task" || strings.HasPrefix(operation, "GET /organizations/organization/")
				if !implied && !methods.sends(name, operation, map[string]bool{}) {
					t.Errorf("it sends %s, and its comment names %q", operation, methods[name].operations)
				}
			}
			for _, operation := range methods[name].operations {
				if sent := slices.Contains(api.sent, operation); sent == slices.Contains(onlySometimes[name], operation) {
					t.Errorf("its comment names %s; it is sent: %t", operation, sent)
				}
			}
		})
	}
}

// clientMethod is an exported method of the client, or of one of its services.
type clientMethod struct {
	// operations are those that the comment names.
	operations []string
	// uses are other methods in its body, by name.
	uses []string
}

type clientMethodSet map[string]clientMethod

// sends reports whether a method, or one that it uses, names an operation.
func (m clientMethodSet) sends(name, operation string, seen map[string]bool) bool {
	if seen[name] {
		return false
	}
	seen[name] = true
	return slices.Contains(m[name].operations, operation) ||
		slices.ContainsFunc(m[name].uses, func(used string) bool { return m.sends(used, operation, seen) })
}

var (
	operationsPattern = regexp.MustCompile(`((?:(?:GET|POST|PATCH|PUT|DELETE)(?:, | and | or )?)+) (/[a-z_/]*[a-z])`)
	methodPattern     = regexp.MustCompile(`[A-Z]+`)
)

// clientMethods parses this package. Methods are named as in calls; those of LockedMachine,
// like the client's own, without what they belong to.
func clientMethods(t *testing.T) clientMethodSet {
	t.Helper()
	all := clientMethodSet{}
	for _, file := range goFiles(t, ".") {
		for _, declaration := range file.Decls {
			f, isFunction := declaration.(*ast.FuncDecl)
			if !isFunction || f.Recv == nil {
				continue
			}
			receiver, variable := receiverOf(f)
			name := receiver + "." + f.Name.Name
			if receiver == "Client" || receiver == "LockedMachine" {
				name = f.Name.Name
			}
			var m clientMethod
			for _, named := range operationsPattern.FindAllStringSubmatch(strings.Join(strings.Fields(f.Doc.Text()), " "), -1) {
				for _, method := range methodPattern.FindAllString(named[1], -1) {
					m.operations = append(m.operations, method+" "+named[2])
				}
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if used := usedMethod(n, receiver, variable); used != "" {
					m.uses = append(m.uses, used)
				}
				return true
			})
			all[name] = m
		}
	}
	return all
}

// receiverOf returns the type of a method's receiver and its variable.
func receiverOf(f *ast.FuncDecl) (receiver, variable string) {
	of := f.Recv.List[0]
	if len(of.Names) > 0 {
		variable = of.Names[0].Name
	}
	ast.Inspect(of.Type, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && receiver == "" {
			receiver = name.Name
		}
		return true
	})
	return receiver, variable
}

// usedMethod names the method that an expression like api.Disks.Get stands for, or one
// like s.Get in a method of a service.
func usedMethod(n ast.Node, receiver, variable string) string {
	selector, ok := n.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	switch of := selector.X.(type) {
	case *ast.SelectorExpr:
		return of.Sel.Name + "." + selector.Sel.Name
	case *ast.Ident:
		if of.Name == variable && receiver != "Client" && receiver != "LockedMachine" {
			return receiver + "." + selector.Sel.Name
		}
		return selector.Sel.Name
	}
	return ""
}

// reachedMethods are those that the types of the provider name, and those that these use.
func reachedMethods(t *testing.T, methods clientMethodSet) map[string]bool {
	t.Helper()
	reached := map[string]bool{}
	var reach func(name string)
	reach = func(name string) {
		if _, exists := methods[name]; !exists || reached[name] {
			return
		}
		reached[name] = true
		for _, used := range methods[name].uses {
			reach(used)
		}
	}
	for _, directory := range []string{"../objects/*/*", "../provider"} {
		for _, file := range goFiles(t, directory) {
			ast.Inspect(file, func(n ast.Node) bool {
				reach(usedMethod(n, "", ""))
				return true
			})
		}
	}
	return reached
}

// goFiles parses the files of directories, without tests.
func goFiles(t *testing.T, directories string) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(directories, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatal(directories, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// willingAPI goes along with everything: it has whatever it is asked for, and every task
// is complete. It records the operations, and refuses to go on for ever.
type willingAPI struct {
	mu   sync.Mutex
	sent []string
}

func (a *willingAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, prefix)
	a.sent = append(a.sent, r.Method+" "+path)
	status, body := http.StatusOK, a.everything(r, path)
	if len(a.sent) > 30 {
		status, body = http.StatusForbidden, map[string]any{"error": map[string]any{"code": "permission_denied"}}
	}
	content, err := json.Marshal(body)
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}, "X-Api-Schema": {"json-error"}},
		Body: io.NopCloser(bytes.NewReader(content)),
	}, err
}

// everything has each object that a request names, the one that it creates, and empty
// lists.
func (a *willingAPI) everything(r *http.Request, path string) map[string]any {
	object := func(id any) map[string]any {
		return map[string]any{"id": id, "state": map[bool]string{true: "built", false: "started"}[strings.Contains(path, "disk")], "status": "completed"}
	}
	segments := strings.Split(path, "/")
	last, parent := segments[len(segments)-1], segments[max(len(segments)-2, 0)]
	body := map[string]any{
		last: []any{}, parent + "_" + last: []any{}, "networks": []any{}, "virtual_networks": []any{}, "pagination": map[string]any{"current_page": 1, "total_pages": 1},
		"task": object("task_1"), "dns_records": []any{},
	}
	if r.Method == http.MethodPost {
		singular := strings.TrimSuffix(last, "s")
		if stem, isPlural := strings.CutSuffix(last, "ies"); isPlural {
			singular = stem + "y"
		}
		body[singular], body[parent+"_"+singular], body["build"] = object(singular+"_9"), object(singular+"_9"), object("build_9")
		if path == "/dns_zones/dns_zone/records" {
			body["dns_record"] = object("dnsrec_9") // it is not named after its zone
		}
	}
	arguments := map[string]any{}
	for key, values := range r.URL.Query() {
		if thing, isLookup := strings.CutSuffix(key, "[id]"); isLookup {
			arguments[thing] = map[string]any{"id": values[0]}
		}
	}
	if r.Body != nil {
		_ = json.NewDecoder(r.Body).Decode(&arguments) // requests that read have none
	}
	for thing, argument := range arguments {
		if lookup, isObject := argument.(map[string]any); isObject && lookup["id"] != nil {
			body[thing] = object(lookup["id"])
		}
	}
	return body
}
