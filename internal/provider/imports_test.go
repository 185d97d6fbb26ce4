package provider_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "terraform-provider-katapult/"

// importRule says what a package may import: our packages, by name or as a
// pattern of path.Match, and whether Terraform's.
type importRule struct {
	ours      []string
	terraform bool
}

// importRules are by directory. The most specific directory applies.
var importRules = map[string]importRule{
	".":                            {[]string{"internal/provider", "internal/registry"}, true},
	"internal/rest":                {nil, false},
	"internal/katapult":            {[]string{"internal/rest"}, false},
	"internal/sailpoint":           {[]string{"internal/rest"}, false},
	"internal/contract":            {nil, false},
	"internal/contract/katapult":   {[]string{"internal/contract"}, false},
	"internal/contract/sailpoint":  {[]string{"internal/contract"}, false},
	"internal/simulator":           {nil, false}, // client and fake must not share a mistake
	"internal/simulator/katapult":  {[]string{"internal/simulator"}, false},
	"internal/simulator/sailpoint": {[]string{"internal/simulator"}, false},
	"internal/simulator/serve":     {[]string{"internal/simulator/*"}, false},
	"internal/bench":               {[]string{"internal/simulator/katapult"}, false},
	"internal/attrs":               {nil, true},
	"internal/crud":                {[]string{"internal/attrs", "internal/rest"}, true},
	"internal/objects":             {[]string{"internal/attrs", "internal/crud", "internal/katapult", "internal/sailpoint"}, true},
	"internal/provider":            {[]string{"internal/attrs", "internal/crud", "internal/katapult", "internal/sailpoint", "internal/rest"}, true},
	"internal/objects/DOMAIN":      {[]string{"internal/crud", "internal/objects/*/*"}, false},
	"internal/registry":            {[]string{"internal/crud", "internal/objects/*"}, false},
	"internal/acctest/core":        {nil, true}, // plays any provider
	"internal/acctest":             {[]string{"internal/acctest/core", "internal/crud", "internal/provider", "internal/katapult", "internal/simulator", "internal/simulator/*", "internal/contract/*"}, true},
	"internal/chaos":               {[]string{"internal/acctest", "internal/simulator", "internal/simulator/katapult"}, false},
	"internal/schemajson":          {[]string{"internal/provider", "internal/registry"}, true},
}

func TestPackagesImportWhatTheyMay(t *testing.T) {
	t.Parallel()
	const root = "../.."
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == "tools" || strings.HasPrefix(entry.Name(), ".") && file != root) {
			return cmpErr(err, filepath.SkipDir)
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		rule, ok := ruleFor(filepath.ToSlash(dir))
		if !ok {
			t.Errorf("%s: add a rule for this directory", dir)
		}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if !rule.allows(imported) {
				t.Errorf("%s must not import %s", file, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestObjectsAreTestedByThemselves keeps a change of one object from rerunning
// another object's tests.
func TestObjectsAreTestedByThemselves(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../objects/*/*/*_test.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no tests found")
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			domain, _ := path.Match(module+"internal/objects/*", imported)
			if domain || imported == module+"internal/registry" {
				t.Errorf("%s must not import %s: name the objects that it needs", file, imported)
			}
		}
	}
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func ruleFor(dir string) (importRule, bool) {
	if domain, _ := path.Match("internal/objects/*", dir); domain {
		dir = "internal/objects/DOMAIN"
	}
	for {
		if rule, ok := importRules[dir]; ok {
			return rule, true
		}
		if dir == "." || dir == "internal" {
			return importRule{}, false
		}
		dir = path.Dir(dir)
	}
}

func (r importRule) allows(imported string) bool {
	if ours, ok := strings.CutPrefix(imported, module); ok {
		return slices.ContainsFunc(r.ours, func(pattern string) bool {
			matched, _ := path.Match(pattern, ours)
			return matched
		})
	}
	return r.terraform || !strings.HasPrefix(imported, "github.com/hashicorp/terraform")
}
