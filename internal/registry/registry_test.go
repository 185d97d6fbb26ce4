package registry_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-katapult/internal/provider"
	"terraform-provider-katapult/internal/registry"
)

// The rules in this file hold for every object of the registry.

const root = "../.."

// offered is one type of the provider, as its documentation names it.
type offered struct {
	kind, name string
	// fits checks that the model has a field for every attribute.
	fits interface {
		CheckModel(ctx context.Context) diag.Diagnostics
	}
	schema *tfprotov6.Schema
	key    []string
}

// everything returns all types of the provider.
func everything(t *testing.T) []offered {
	t.Helper()
	ctx := t.Context()
	p, _ := provider.New("test", registry.All())().(interface {
		framework.ProviderWithListResources
		framework.ProviderWithActions
		framework.ProviderWithEphemeralResources
		framework.ProviderWithFunctions
	})
	server, err := providerserver.NewProtocol6WithError(p)()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || len(schemas.Diagnostics) > 0 {
		t.Fatal(err, schemas.Diagnostics)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil || len(identities.Diagnostics) > 0 {
		t.Fatal(err, identities.Diagnostics)
	}
	var all []offered
	add := func(kind, name string, implementation any, s *tfprotov6.Schema) {
		o := offered{kind: kind, name: name, schema: s}
		o.fits, _ = implementation.(interface {
			CheckModel(ctx context.Context) diag.Diagnostics
		})
		if kind == "resources" {
			for _, a := range identities.IdentitySchemas[name].IdentityAttributes {
				o.key = append(o.key, a.Name)
			}
		}
		all = append(all, o)
	}
	for _, implement := range p.Resources(ctx) {
		name := typeName(ctx, implement())
		add("resources", name, implement(), schemas.ResourceSchemas[name])
	}
	for _, implement := range p.DataSources(ctx) {
		var answer datasource.MetadataResponse
		implement().Metadata(ctx, datasource.MetadataRequest{}, &answer)
		add("data-sources", answer.TypeName, implement(), schemas.DataSourceSchemas[answer.TypeName])
	}
	for _, implement := range p.ListResources(ctx) {
		name := typeName(ctx, implement())
		add("list-resources", name, implement(), schemas.ListResourceSchemas[name])
	}
	for _, implement := range p.Actions(ctx) {
		var answer action.MetadataResponse
		implement().Metadata(ctx, action.MetadataRequest{}, &answer)
		add("actions", answer.TypeName, implement(), schemas.ActionSchemas[answer.TypeName].Schema)
	}
	for _, implement := range p.EphemeralResources(ctx) {
		var answer ephemeral.MetadataResponse
		implement().Metadata(ctx, ephemeral.MetadataRequest{}, &answer)
		add("ephemeral-resources", answer.TypeName, implement(), schemas.EphemeralResourceSchemas[answer.TypeName])
	}
	for _, implement := range p.Functions(ctx) {
		var answer function.MetadataResponse
		implement().Metadata(ctx, function.MetadataRequest{}, &answer)
		add("functions", answer.Name, implement(), signature(schemas.Functions[answer.Name]))
	}
	return all
}

// signature describes a function in the format of a schema.
func signature(f *tfprotov6.Function) *tfprotov6.Schema {
	block := &tfprotov6.SchemaBlock{Description: f.Description}
	for _, p := range f.Parameters {
		block.Attributes = append(block.Attributes, &tfprotov6.SchemaAttribute{Name: p.Name, Description: p.Description})
	}
	return &tfprotov6.Schema{Block: block}
}

func typeName(ctx context.Context, implementation interface {
	Metadata(context.Context, resource.MetadataRequest, *resource.MetadataResponse)
},
) string {
	var answer resource.MetadataResponse
	implementation.Metadata(ctx, resource.MetadataRequest{}, &answer)
	return answer.TypeName
}

var _ list.ListResource // the third kind of implementation above

func eachOffered(t *testing.T, check func(t *testing.T, o offered)) {
	t.Helper()
	for _, o := range everything(t) {
		t.Run(o.kind+"/"+o.name, func(t *testing.T) {
			t.Parallel()
			check(t, o)
		})
	}
}

func TestTypeIsWrittenOutInOneFolderThatItsNameBeginsWith(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "internal/objects/*/*/*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	folders := map[string]map[string]bool{} // domain/object, by literal
	literal := regexp.MustCompile(`"[a-z0-9_]+"`)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, name := range literal.FindAllString(string(content), -1) {
			if folders[name] == nil {
				folders[name] = map[string]bool{}
			}
			domain, object := filepath.Base(filepath.Dir(filepath.Dir(file))), filepath.Base(filepath.Dir(file))
			folders[name][domain+"/"+object] = true
		}
	}
	eachOffered(t, func(t *testing.T, o offered) {
		found := slices.Sorted(maps.Keys(folders[`"`+o.name+`"`]))
		name := strings.ReplaceAll(strings.TrimPrefix(o.name, "katapult_"), "_", "")
		names := []string{name}
		if stem, plural := strings.CutSuffix(name, "ies"); plural {
			names = append(names, stem+"y")
		}
		begins := func(name string) bool {
			// The types of one API may share a prefix, which is their domain.
			return strings.HasPrefix(name, path.Base(found[0])) || strings.HasPrefix(name, strings.ReplaceAll(found[0], "/", ""))
		}
		if len(found) != 1 || !slices.ContainsFunc(names, begins) {
			t.Errorf("the literal %q is in %q below internal/objects; it has to be in one folder, whose name %q begins with", o.name, found, name)
		}
	})
}

func TestModelFitsSchema(t *testing.T) {
	t.Parallel()
	eachOffered(t, func(t *testing.T, o offered) {
		if o.fits == nil {
			t.Skip("this type is not made by crud")
		}
		for _, d := range o.fits.CheckModel(t.Context()) {
			t.Errorf("%s: %s", d.Summary(), d.Detail())
		}
	})
}

func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	eachOffered(t, func(t *testing.T, o offered) {
		if o.schema.Block.Description == "" {
			t.Error("the type itself has no description")
		}
		eachAttribute(o.schema.Block, "", func(at string, a *tfprotov6.SchemaAttribute) {
			if a.Description == "" || !regexp.MustCompile(`^[^a-z].*[.)\x60]$`).MatchString(strings.ReplaceAll(a.Description, "\n", " ")) {
				t.Errorf("%s: the description is not a sentence: %q", at, a.Description)
			}
		})
	})
}

func TestSecretsAreSensitive(t *testing.T) {
	t.Parallel()
	secret := regexp.MustCompile(`password|secret|private_key|token|api_key`)
	eachOffered(t, func(t *testing.T, o offered) {
		eachAttribute(o.schema.Block, "", func(at string, a *tfprotov6.SchemaAttribute) {
			name := a.Name
			for _, harmless := range []string{"api_token_id", "api_tokens", "secret_version", "private_key_wo_version"} { // no secret, though it sounds like one
				name = strings.TrimSuffix(name, harmless)
			}
			if secret.MatchString(name) && !a.Sensitive && !a.WriteOnly {
				t.Errorf("%s sounds like a secret and is not sensitive", at)
			}
		})
	})
}

// TestSecretsOfTheConfigurationAreSensitive: Terraform has to hide secrets of
// the provider block.
func TestSecretsOfTheConfigurationAreSensitive(t *testing.T) {
	t.Parallel()
	server, err := providerserver.NewProtocol6WithError(provider.New("test", registry.All())())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	secret := regexp.MustCompile(`_(key|secret|password|token)$`)
	found := 0
	eachAttribute(schemas.Provider.Block, "", func(at string, a *tfprotov6.SchemaAttribute) {
		if !secret.MatchString(a.Name) {
			return
		}
		if found++; !a.Sensitive {
			t.Errorf("%s is not sensitive", at)
		}
	})
	if found != 2 {
		t.Errorf("%d attributes sound like secrets, want api_key and client_secret", found)
	}
}

// eachAttribute visits the attributes of a block, including nested ones.
func eachAttribute(block *tfprotov6.SchemaBlock, at string, visit func(at string, a *tfprotov6.SchemaAttribute)) {
	var walk func(at string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(at string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			visit(at+a.Name, a)
			if a.NestedType != nil {
				walk(at+a.Name+".", a.NestedType.Attributes)
			}
		}
	}
	walk(at, block.Attributes)
	for _, b := range block.BlockTypes {
		eachAttribute(b.Block, at+b.TypeName+".", visit)
	}
}

func TestExamplesExistAndParse(t *testing.T) {
	t.Parallel()
	files := map[string][]string{
		"resources":      {"resource.tf", "import.sh", "import-by-identity.tf"},
		"data-sources":   {"data-source.tf"},
		"list-resources": {"list-resource.tfquery.hcl"},
		"actions":        {"action.tf"},

		"ephemeral-resources": {"ephemeral-resource.tf"},
		"functions":           {"function.tf"},
	}
	eachOffered(t, func(t *testing.T, o offered) {
		for _, name := range files[o.kind] {
			file := filepath.Join(root, "examples", o.kind, o.name, name)
			content, err := os.ReadFile(file)
			if err != nil {
				t.Error(err)
				continue
			}
			if !strings.Contains(string(content), o.name) {
				t.Errorf("%s does not mention %s", file, o.name)
			}
			if strings.HasSuffix(name, ".sh") {
				continue
			}
			if _, diags := hclparse.NewParser().ParseHCL(content, file); diags.HasErrors() {
				t.Error(diags)
			}
		}
	})
}

func TestImportExamplesHaveTheKey(t *testing.T) {
	t.Parallel()
	eachOffered(t, func(t *testing.T, o offered) {
		if o.kind != "resources" {
			return
		}
		dir := filepath.Join(root, "examples", o.kind, o.name)
		byID, _ := os.ReadFile(filepath.Join(dir, "import.sh"))
		lines := strings.Split(strings.TrimSpace(string(byID)), "\n")
		words := strings.Fields(lines[len(lines)-1])
		if len(words) < 4 || len(strings.Split(strings.Trim(words[len(words)-1], `"'`), "/")) != len(o.key) {
			t.Errorf("the import ID in import.sh is not made of %s", strings.Join(o.key, "/"))
		}
		byIdentity, _ := os.ReadFile(filepath.Join(dir, "import-by-identity.tf"))
		for _, key := range o.key {
			if !regexp.MustCompile(`(?m)^\s+` + key + `\s+=`).Match(byIdentity) {
				t.Errorf("import-by-identity.tf does not set %s", key)
			}
		}
	})
}

func TestDocumentationPageExists(t *testing.T) {
	t.Parallel()
	eachOffered(t, func(t *testing.T, o offered) {
		page, err := os.ReadFile(filepath.Join(root, "docs", o.kind, strings.TrimPrefix(o.name, "katapult_")+".md"))
		if err != nil {
			t.Fatalf("%s: run make docs", err)
		}
		if !regexp.MustCompile(`(?m)^subcategory: ".+"$`).Match(page) {
			t.Error("the page has no subcategory")
		}
	})
}

func TestNothingIsOfferedTwice(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, o := range everything(t) {
		seen[o.kind+"/"+o.name]++
	}
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		if seen[name] > 1 {
			t.Errorf("%s is offered %d times", name, seen[name])
		}
	}
}

// TestChangelogNamesEverything that the provider offers, by its kind.
func TestChangelogNamesEverything(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{
		"resources": "Resource", "data-sources": "Data Source", "list-resources": "List Resource",
		"actions": "Action", "ephemeral-resources": "Ephemeral Resource", "functions": "Function",
	}
	for _, o := range everything(t) {
		if line := fmt.Sprintf("* **New %s:** `%s`", words[o.kind], o.name); !strings.Contains(string(content), line) {
			t.Errorf("CHANGELOG.md has no line %s", line)
		}
	}
}
