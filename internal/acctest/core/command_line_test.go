package core

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
)

// directory is a command line in a directory with a configuration.
type directory struct {
	*CommandLine
	t *testing.T
}

func newDirectory(t *testing.T, p *toy, config string) directory {
	t.Helper()
	d := directory{NewCommandLine(t.TempDir(), "toy", p.factory), t}
	d.write("main.tf", config)
	return d
}

func (d directory) write(name, content string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// expect runs a command, and checks how it ends and that it prints the parts in
// order.
func (d directory) expect(code int, command string, parts ...string) {
	d.t.Helper()
	output, err := d.Run(d.t.Context(), strings.Fields(command)...)
	if ended, _ := err.(exit); int(ended) != code { //nolint:errorlint // that is what Run returns
		d.t.Errorf("%s: %v, want exit code %d\n%s", command, err, code, output)
	}
	rest := output
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			d.t.Errorf("%s: there is no %q in\n%s", command, part, output)
		}
		rest = after
	}
}

func (d directory) state() string {
	d.t.Helper()
	content, err := os.ReadFile(filepath.Join(d.dir, stateFile))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(content)
}

const namedBy = "variable \"name\" {\n  default = \"web\"\n}\n"

func TestCommandsLeadFromPlanToDestroy(t *testing.T) {
	t.Parallel()
	d := newDirectory(t, newToy(), namedBy+"resource \"toy_thing\" \"web\" {\n  name = var.name\n}\n")
	d.expect(2, "plan -detailed-exitcode -no-color", "toy_thing.web", "Plan: 1 to add, 0 to change, 0 to destroy.")
	d.expect(0, "apply -auto-approve", "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.")
	if state := d.state(); !strings.Contains(state, `"name": "web"`) || !strings.Contains(state, `"version": 4`) {
		t.Error(state)
	}
	d.expect(0, "plan -detailed-exitcode", "No changes.")
	d.expect(0, "plan -out=saved -var=name=other", "0 to add, 1 to change")
	d.expect(0, "apply saved", "0 added, 1 changed")
	d.expect(0, "apply -auto-approve", "0 added, 1 changed")
	d.expect(0, "taint toy_thing.web")
	d.expect(2, "plan -detailed-exitcode", "1 to add, 0 to change, 1 to destroy.")
	d.expect(0, "untaint toy_thing.web")
	d.expect(0, "plan -detailed-exitcode", "No changes.")
	d.expect(0, "plan -replace=toy_thing.web", "1 to add, 0 to change, 1 to destroy.")
	d.expect(0, "state list", "toy_thing.web")
	d.expect(0, "destroy -auto-approve", "Destroy complete! Resources: 1 destroyed.")
	d.expect(0, "destroy -auto-approve", "No objects need to be destroyed", "0 destroyed")
}

func TestTargetsArePlannedWithWhatTheyNeed(t *testing.T) {
	t.Parallel()
	d := newDirectory(t, newToy(), two("x")+"resource \"toy_thing\" \"c\" {\n  name = \"c\"\n}\n")
	d.expect(0, "plan -target=toy_thing.b", "toy_thing.a", "toy_thing.b", "Plan: 2 to add")
	d.expect(0, "apply -auto-approve -target=toy_thing.a", "1 added")
	d.expect(0, "apply -auto-approve", "2 added")
	d.expect(0, "destroy -auto-approve", "3 destroyed")
}

func TestErrorsArePrintedWithTheirFileAndLine(t *testing.T) {
	t.Parallel()
	p := newToy()
	p.refuses["web"] = true
	d := newDirectory(t, p, "")
	d.write("web.tf", web)
	d.expect(1, "apply -auto-approve", "Error: ", "with toy_thing.web", `on web.tf line 2, in resource "toy_thing" "web"`)
	d.expect(1, "plan -var=other=x", `"other"`)
	d.expect(1, "plan -no-such-flag", "CLIShell")
	d.expect(1, "console", "CLIShell")
}

// Terraform asks for a replacement twice, and hands over what the provider said
// about itself the first time.
func TestReplacementIsPlannedWithThePrivateDataOfTheFirstPlan(t *testing.T) {
	t.Parallel()
	p := newToy()
	d := newDirectory(t, p, web)
	d.expect(0, "apply -auto-approve")
	var handed []string
	p.plan = func(request *tfprotov6.PlanResourceChangeRequest, answer *tfprotov6.PlanResourceChangeResponse) {
		handed = append(handed, string(request.PriorPrivate))
		answer.PlannedPrivate = []byte(`{"first":"ImhlbGxvIg=="}`)
	}
	d.expect(0, "plan -replace=toy_thing.web", "1 to add")
	if len(handed) != 2 || handed[1] != `{"first":"ImhlbGxvIg=="}` {
		t.Errorf("%q", handed)
	}
}

func TestWarningsOfOneKindAreToldOnce(t *testing.T) {
	t.Parallel()
	found := Diagnostics{
		{warning: true, summary: "Slow", detail: "a"},
		{warning: true, summary: "Slow", detail: "b"},
		{warning: true, summary: "Slow", detail: "c"},
		{summary: "Bad"},
		{summary: "Bad"},
	}.consolidated()
	if len(found) != 3 || found[0].detail != "a\n\n(and 2 more similar warnings elsewhere)" {
		t.Errorf("%v", found)
	}
}

func TestStateFileIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	a := resourceAddress{typeName: "toy_thing", name: "web"}
	state := newState()
	for at, o := range map[place]stored{
		{address: instanceAddress{a, 0}}:                        {version: 2, attributes: []byte(`{"id":"1"}`), private: []byte(`{}`), tainted: true},
		{address: instanceAddress{a, "x"}}:                      {attributes: []byte(`{"id":"2"}`), dependencies: []string{"toy_thing.a"}, before: true},
		{address: instanceAddress{a, nil}, deposed: "0123abcd"}: {attributes: []byte(`{"id":"3"}`), identity: []byte(`{"id":"3"}`), identityVersion: 1},
	} {
		state.put(at, o)
	}
	if err := state.putOutput("all", cty.StringVal("x")); err != nil {
		t.Fatal(err)
	}
	address := func(string) string { return "terraform.local/toy/toy" }
	content, err := state.write(history{lineage: "l"}, address)
	if err != nil {
		t.Fatal(err)
	}
	again, h, err := readState(content)
	if err != nil || h.serial != 1 {
		t.Fatal(err, h)
	}
	once, err := again.write(history{lineage: "l"}, address)
	if err != nil || string(once) != string(content) || len(again.objects) != len(state.objects) {
		t.Errorf("%v\n%s\n%s", err, content, once)
	}
}
