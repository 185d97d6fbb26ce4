package governancegroup_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/sailpoint/governancegroup"
	"terraform-provider-katapult/internal/simulator/sailpoint"
)

// manyGroups are more than two bulk deletes take.
const manyGroups = 250

// groupsConfig has that number of groups, named by a prefix and a number from 0 on.
func groupsConfig(prefix string, more ...string) string {
	return fmt.Sprintf("resource \"katapult_sailpoint_governance_group\" \"many\" {\n  count = %d\n  name = \"%s-${count.index}\"\n  owner_id = %q\n  %s\n}\n",
		manyGroups, prefix, support, strings.Join(more, "\n"))
}

// documented is a tenant with the documented rate limit.
func documented(o *sailpoint.Options) { o.RateLimit = 100 }

// run runs the CLI, which has to succeed, and returns how long it took.
func run(t *testing.T, shell *acctest.Shell, arguments ...string) time.Duration {
	t.Helper()
	start := time.Now()
	if output, err := shell.Run(append(arguments, "-no-color")...); err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, output)
	}
	return time.Since(start)
}

// spent are the requests since the last time, by operation; a 429 is one that
// should not have been made.
func spent(t *testing.T, w *acctest.SailPoint) map[string]int {
	t.Helper()
	count := map[string]int{}
	for _, r := range w.Requests() {
		count[r.Operation]++
		if r.Status == http.StatusTooManyRequests {
			t.Errorf("%s was answered 429", r.Operation)
		}
	}
	w.ResetRequests()
	return count
}

// starved is how many more calls a machine may make that has better things to
// do than to start operations: what is gathered is sent after half a second,
// however little has come together by then.
func starved(took time.Duration) int { return int(took / (500 * time.Millisecond)) }

func total(count map[string]int) int {
	n := 0
	for _, c := range count {
		n += c
	}
	return n
}

func TestLifeOf250GroupsAtParallelism100(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewSailPointWith(t, documented, governancegroup.Object)
		shell := w.Shell(groupsConfig("team"))
		shell.Serve(acctest.Released)
		took := run(t, shell, "apply", "-auto-approve", "-parallelism=100")
		t.Logf("create: %s, requests %v", took.Round(time.Millisecond), spent(t, w))

		shell.Write("main.tf", strings.Replace(shell.Read("main.tf"), "team-$", "crew-$", 1))
		took = run(t, shell, "apply", "-auto-approve", "-parallelism=100")
		t.Logf("change: %s, requests %v", took.Round(time.Millisecond), spent(t, w))

		importAll(t, w, shell)
		took = run(t, shell, "apply", "-auto-approve", "-parallelism=100")
		imported := spent(t, w)
		t.Logf("import: %s, requests %v", took.Round(time.Millisecond), imported)
		if imported[creates] > 0 || imported[patches] > 0 {
			t.Error("importing changes something")
		}

		took = run(t, shell, "destroy", "-auto-approve", "-parallelism=100")
		destroyed := spent(t, w)
		t.Logf("destroy: %s, requests %v", took.Round(time.Millisecond), destroyed)
		if n := destroyed[deletes]; n > 4+starved(took) || len(w.Groups()) > 0 {
			t.Errorf("%d bulk deletes, %d groups left", n, len(w.Groups()))
		}
	})
}

// importAll takes all groups out of the state, and into the configuration by
// import blocks.
func importAll(t *testing.T, w *acctest.SailPoint, shell *acctest.Shell) {
	t.Helper()
	var imports strings.Builder
	for _, g := range w.Groups() {
		name, _ := g["name"].(string)
		_, index, _ := strings.Cut(name, "-")
		fmt.Fprintf(&imports, "import {\n  to = katapult_sailpoint_governance_group.many[%s]\n  id = %q\n}\n", index, g["id"])
	}
	shell.Write("imports.tf", imports.String())
	shell.Write("terraform.tfstate", "")
}

func TestImportRefreshAndDestroyOf250GroupsByDefault(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewSailPointWith(t, documented, governancegroup.Object)
		for i := range manyGroups {
			w.AddGroup(fmt.Sprintf("team-%d", i), support)
		}
		shell := w.Shell(groupsConfig("team"))
		shell.Serve(acctest.Released)
		importAll(t, w, shell)
		took := run(t, shell, "apply", "-auto-approve")
		t.Logf("import: %s, requests %v", took.Round(time.Millisecond), spent(t, w))

		took = run(t, shell, "plan", "-detailed-exitcode")
		refreshed := spent(t, w)
		t.Logf("refresh: %s, requests %v", took.Round(time.Millisecond), refreshed)
		if n := total(refreshed); n > 30+starved(took) {
			t.Errorf("%d requests to refresh", n)
		}

		took = run(t, shell, "destroy", "-refresh=false", "-auto-approve")
		destroyed := spent(t, w)
		t.Logf("destroy: %s, requests %v", took.Round(time.Millisecond), destroyed)
		if n := destroyed[deletes]; n > 25+starved(took) || len(w.Groups()) > 0 {
			t.Errorf("%d bulk deletes, %d groups left", n, len(w.Groups()))
		}
	})
}

func TestWhatCannotBeDeletedIsAllThatStays(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.NewSailPointWith(t, func(o *sailpoint.Options) { o.Shuffle, o.StatusAsText = true, true }, governancegroup.Object)
		var ids, used []string
		for i := range manyGroups {
			ids = append(ids, w.AddGroup(fmt.Sprintf("team-%d", i), support))
		}
		shell := w.Shell(groupsConfig("team", `timeouts { delete = "20s" }`))
		shell.Serve(acctest.Released)
		importAll(t, w, shell)
		run(t, shell, "apply", "-auto-approve", "-parallelism=100")
		for i := range 5 {
			used = append(used, ids[i*50])
			w.Connect(ids[i*50], map[string]any{"object": map[string]any{"type": "ROLE", "name": fmt.Sprintf("Role %d", i)}})
		}
		for i := range 3 {
			w.Remove(ids[i*50+1])
		}
		w.Inject(sailpoint.Fault{Operation: deletes, Status: http.StatusTooManyRequests, RetryAfter: 1})
		w.Inject(sailpoint.Fault{Operation: deletes, DropAfter: true})
		w.ResetRequests()

		start := time.Now()
		output, err := shell.Run("destroy", "-refresh=false", "-auto-approve", "-no-color", "-parallelism=100")
		if err == nil {
			t.Fatal("nothing failed")
		}
		t.Logf("destroy: %s, %d bulk deletes", time.Since(start).Round(time.Millisecond), w.Count(deletes))
		if n := strings.Count(output, "Cannot delete katapult_sailpoint_governance_group"); n != 5 {
			t.Errorf("%d errors\n%s", n, output)
		}
		for i, id := range used {
			if !acctest.Matches(`"team-`+fmt.Sprint(i*50)+`" \(`+id+`\)`, `ROLE "Role `+fmt.Sprint(i)+`"`).MatchString(output) {
				t.Errorf("no error names team-%d, its ID and what uses it\n%s", i*50, output)
			}
		}
		var left []string
		for _, g := range w.Groups() {
			id, _ := g["id"].(string)
			left = append(left, id)
		}
		inState := idsInState(t, shell)
		slices.Sort(left)
		slices.Sort(used)
		slices.Sort(inState)
		if !slices.Equal(left, used) || !slices.Equal(inState, used) {
			t.Errorf("left %v, in the state %v, want %v", left, inState, used)
		}
		deletedOnce(t, w, used)
	})
}

// deletedOnce checks that no group is named again once SailPoint has said what
// has become of it, but for those in use.
func deletedOnce(t *testing.T, w *acctest.SailPoint, used []string) {
	t.Helper()
	settled := map[string]bool{}
	for _, r := range w.Requests() {
		if r.Operation != deletes {
			continue
		}
		var named struct{ IDs []string }
		if err := json.Unmarshal(r.Body, &named); err != nil {
			t.Fatal(err)
		}
		if len(named.IDs) > 100 {
			t.Errorf("%d IDs in one request", len(named.IDs))
		}
		for _, id := range named.IDs {
			if settled[id] && !slices.Contains(used, id) {
				t.Errorf("%s is deleted again", id)
			}
			settled[id] = settled[id] || r.Status == http.StatusMultiStatus
		}
	}
}

func idsInState(t *testing.T, shell *acctest.Shell) []string {
	t.Helper()
	var state struct {
		Resources []struct {
			Instances []struct {
				Attributes struct{ ID string }
			}
		}
	}
	if err := json.Unmarshal([]byte(shell.Read("terraform.tfstate")), &state); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range state.Resources {
		for _, i := range r.Instances {
			ids = append(ids, i.Attributes.ID)
		}
	}
	return ids
}
