package core

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

// two are a thing and one that needs it.
func two(kind string, lifecycle ...string) string {
	return fmt.Sprintf("resource \"toy_thing\" \"a\" {\n  name = \"a\"\n  kind = %q\n}\nresource \"toy_thing\" \"b\" {\n  name = \"b\"\n  kind = toy_thing.a.id\n%s}\n",
		kind, strings.Join(lifecycle, "\n"))
}

const createsFirst = "  lifecycle {\n    create_before_destroy = true\n  }\n"

func destroyAll(t *testing.T, tf *Terraform) error {
	t.Helper()
	plan, err := tf.Plan(t.Context(), Planning{Destroy: true})
	if err != nil {
		return err
	}
	return tf.Apply(t.Context(), plan)
}

func TestDependentsComeAfterWhatTheyNeedAndGoBeforeIt(t *testing.T) {
	t.Parallel()
	p := newToy()
	tf := p.terraform()
	if err := play(t, tf, two("x"), two("y")); err != nil {
		t.Fatal(err)
	}
	if err := destroyAll(t, tf); err != nil {
		t.Fatal(err)
	}
	if got, want := p.order(""), "create a, create b, delete b, delete a, create a, create b, delete b, delete a"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAllThatNeedsSomethingGoesBeforeAnyOfIt(t *testing.T) {
	t.Parallel()
	p := newToy()
	tf := p.terraform()
	if err := play(t, tf, strings.NewReplacer("name = \"", "count = 8\n  name = \"", "toy_thing.a.id", "toy_thing.a[0].id").Replace(two("x"))); err != nil {
		t.Fatal(err)
	}
	if err := destroyAll(t, tf); err != nil {
		t.Fatal(err)
	}
	want := strings.Repeat("create a, ", 8) + strings.Repeat("create b, ", 8) + strings.Repeat("delete b, ", 8) + strings.Repeat("delete a, ", 8)
	if got := p.order("") + ", "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCreateBeforeDestroyHoldsForWhatIsNeeded(t *testing.T) {
	t.Parallel()
	p := newToy()
	tf := p.terraform()
	if err := play(t, tf, two("x", createsFirst), two("y", createsFirst)); err != nil {
		t.Fatal(err)
	}
	if got, want := p.order(""), "create a, create b, create a, create b, delete b, delete a"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n := len(tf.state.places()); n != 2 {
		t.Errorf("%d objects are in the state, want 2", n)
	}
}

func TestFailureLeavesOutDependentsAndSavesTheRest(t *testing.T) {
	t.Parallel()
	p := newToy()
	tf := p.terraform()
	p.refuses["a"] = true
	text := fails(t, play(t, tf, two("x")+"resource \"toy_thing\" \"c\" {\n  name = \"c\"\n}\n"))
	if want := `Error: Cannot create toy_thing with toy_thing.a, on terraform_plugin_test.tf line 2, in resource "toy_thing" "a": 2: name = "a" It broke halfway.`; !strings.Contains(text, want) {
		t.Errorf("got %s, want %s", text, want)
	}
	shown, err := tf.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, r := range shown.Values.RootModule.Resources {
		got += fmt.Sprint(r.Address, " ", r.Tainted, ", ")
	}
	if want := "toy_thing.a true, toy_thing.c false, "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	delete(p.refuses, "a")
	if err := play(t, tf, two("x")+"resource \"toy_thing\" \"c\" {\n  name = \"c\"\n}\n"); err != nil {
		t.Fatal(err)
	}
	if got, want := p.order("delete"), "delete a, create a, create b"; got != want {
		t.Errorf("a tainted object: got %s, want %s", got, want)
	}
}

func TestFailedReplacementKeepsTheOldObject(t *testing.T) {
	t.Parallel()
	p := newToy()
	tf := p.terraform()
	thing := func(kind string) string {
		return "resource \"toy_thing\" \"a\" {\n  name = \"a\"\n  kind = \"" + kind + "\"\n" + createsFirst + "}\n"
	}
	if err := play(t, tf, thing("x")); err != nil {
		t.Fatal(err)
	}
	p.refuses["a"] = true
	fails(t, play(t, tf, thing("y")))
	if places := tf.state.places(); len(places) != 2 || places[1].deposed == "" {
		t.Fatalf("got %v, want the new object and the deposed one", places)
	}
	delete(p.refuses, "a")
	if err := play(t, tf, thing("y")); err != nil {
		t.Fatal(err)
	}
	if n := len(p.things); n != 1 || len(tf.state.places()) != 1 {
		t.Errorf("%d things, %v", n, tf.state.places())
	}
}

func TestDataSourceWaitsForWhatItDependsOn(t *testing.T) {
	t.Parallel()
	p := newToy()
	tf := p.terraform()
	source := web + "data \"toy_count\" \"all\" {\n  depends_on = [toy_thing.web]\n}\noutput \"n\" {\n  value = data.toy_count.all.number\n}\n"
	if err := play(t, tf, source); err != nil {
		t.Fatal(err)
	}
	if got, want := p.order(""), "create web, count"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if v, _ := tf.state.output("n"); plain(v) == nil || fmt.Sprint(plain(v)) != "1" {
		t.Errorf("the output is %v", plain(v))
	}
	plan, err := tf.Plan(t.Context(), Planning{})
	if err != nil || !plan.empty() {
		t.Errorf("%v\n%s", err, plan.text())
	}
}

func TestDataSourceWaitsForWhatItRefersToEvenIfThatIsKnown(t *testing.T) {
	t.Parallel()
	p := newToy()
	if err := play(t, p.terraform(), web+"data \"toy_count\" \"all\" {\n  of = toy_thing.web.name\n}\n"); err != nil {
		t.Fatal(err)
	}
	if got, want := p.order(""), "create web, count"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestUpdateComesAfterTheDestructionOfWhatItNeeded(t *testing.T) {
	t.Parallel()
	p := newToy()
	b := "resource \"toy_thing\" \"b\" {\n  name = \"b\"\n  plain = toy_thing.a.id\n}\n"
	a := "resource \"toy_thing\" \"a\" {\n  name = \"a\"\n}\n"
	if err := play(t, p.terraform(), a+b, strings.Replace(b, "toy_thing.a.id", "null", 1)); err != nil {
		t.Fatal(err)
	}
	if got, want := p.order(""), "create a, create b, delete a, update b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRenamedAndCountedObjectsStay(t *testing.T) {
	t.Parallel()
	p := newToy()
	tf := p.terraform()
	counted := "resource \"toy_thing\" \"web\" {\n  count = 1\n  name = \"web\"\n}\n"
	if err := play(t, tf, strings.Replace(web, "  secret = \"s3cret\"\n", "", 1), counted,
		"resource \"toy_thing\" \"new\" {\n  for_each = toset([\"k\"])\n  name = \"web\"\n}\nmoved {\n  from = toy_thing.web[0]\n  to = toy_thing.new[\"k\"]\n}\n"); err != nil {
		t.Fatal(err)
	}
	if got, want := p.order(""), "create web"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLifecycleArguments(t *testing.T) {
	t.Parallel()
	p := newToy()
	tf := p.terraform()
	thing := func(note, inner string) string {
		return "resource \"toy_thing\" \"a\" {\n  name = \"a\"\n  note = \"" + note + "\"\n  lifecycle {\n" + inner + "\n}\n}\n"
	}
	trigger := func(n int) string { return fmt.Sprintf("resource \"terraform_data\" \"t\" {\n  input = %d\n}\n", n) }
	replaced := "replace_triggered_by = [terraform_data.t]"
	if err := play(t, tf, thing("x", "ignore_changes = [note]"), thing("y", "ignore_changes = [note]"),
		trigger(1)+thing("x", replaced), trigger(2)+thing("x", replaced)); err != nil {
		t.Fatal(err)
	}
	if got, want := p.order(""), "create a, delete a, create a, delete a, create a"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	text := fails(t, play(t, tf, thing("x", "prevent_destroy = true"), "resource \"toy_thing\" \"a\" {\n  name = \"a\"\n  kind = \"k\"\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n"))
	if !strings.Contains(text, "Error: Instance cannot be destroyed") {
		t.Error(text)
	}
}

func TestEveryWalkStartsAProvider(t *testing.T) {
	t.Parallel()
	p := newToy()
	if err := play(t, p.terraform(), web); err != nil {
		t.Fatal(err)
	}
	if p.starts != 3 {
		t.Errorf("%d starts, want one each to validate, to plan and to apply", p.starts)
	}
}

func TestStepsArePlayed(t *testing.T) {
	t.Parallel()
	p := newToy()
	source := "variable \"n\" {\n  type = number\n}\nresource \"toy_thing\" \"web\" {\n  count = var.n\n  name = \"web-${count.index}\"\n}\n"
	Play(t, "toy", p.factory, []resource.TestStep{
		{Config: source, ConfigVariables: config.Variables{"n": config.IntegerVariable(2)}, Check: resource.TestCheckResourceAttr("toy_thing.web.1", "name", "web-1")},
		{Config: web, Check: resource.TestCheckResourceAttrSet("toy_thing.web", "id")},
		{ResourceName: "toy_thing.web", ImportState: true, ImportStateVerify: true},
		{ResourceName: "toy_thing.web", ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		{ResourceName: "toy_thing.web", ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		{RefreshState: true},
	})
	if len(p.things) > 0 {
		t.Errorf("left behind: %v", p.things)
	}
}
