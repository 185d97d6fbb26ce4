package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// decoders are the framework's functions that return only diagnostics. builders
// return a value and diagnostics. What they fail to decode is empty.
var (
	decoders = map[string]bool{
		"As": true, "ElementsAs": true, "Get": true, "GetAttribute": true, "Set": true, "SetAttribute": true, "SetKey": true,
	}
	builders = map[string]bool{
		"GetKey": true, "ListValue": true, "ListValueFrom": true, "MapValue": true, "MapValueFrom": true,
		"ObjectValue": true, "ObjectValueFrom": true, "SetValue": true, "SetValueFrom": true,
	}
)

// called returns the name of the function or method that an expression calls.
func called(e ast.Expr) string {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return ""
	}
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// drops reports whether a statement discards diagnostics.
func drops(statement ast.Node) bool {
	switch s := statement.(type) {
	case *ast.ExprStmt:
		return decoders[called(s.X)]
	case *ast.DeferStmt:
		return decoders[called(s.Call)]
	case *ast.GoStmt:
		return decoders[called(s.Call)]
	case *ast.AssignStmt:
		if len(s.Rhs) != 1 {
			return false
		}
		last, ok := s.Lhs[len(s.Lhs)-1].(*ast.Ident)
		name := called(s.Rhs[0])
		return ok && last.Name == "_" && (decoders[name] || builders[name])
	}
	return false
}

// dropped returns the places in a file that discard diagnostics.
func dropped(t *testing.T, name string, source any) []string {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	framework := false
	for _, spec := range parsed.Imports {
		framework = framework || strings.HasPrefix(spec.Path.Value, `"github.com/hashicorp/terraform-plugin-framework`)
	}
	var places []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if framework && drops(n) {
			places = append(places, files.Position(n.Pos()).String())
		}
		return true
	})
	return places
}

func TestNoDiagnosticsAreThrownAway(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("..", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		for _, place := range dropped(t, file, nil) {
			t.Errorf("%s throws diagnostics away: what could not be decoded counts as empty", place)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDiagnosticsThatAreThrownAwayAreFound(t *testing.T) {
	t.Parallel()
	const framework = "package x\n\nimport \"github.com/hashicorp/terraform-plugin-framework/types\"\n\nfunc f() {\n"
	for statement, want := range map[string]int{
		`ids.ElementsAs(ctx, &all, false)`:                                1,
		`_ = ids.ElementsAs(ctx, &all, false)`:                            1,
		`defer resp.State.Set(ctx, all)`:                                  1,
		`set, _ := types.SetValueFrom(ctx, types.StringType, all)`:        1,
		`diags.Append(ids.ElementsAs(ctx, &all, false)...)`:               0,
		`if ids.ElementsAs(ctx, &all, false).HasError() { return }`:       0,
		`set, problems := types.SetValueFrom(ctx, types.StringType, all)`: 0,
	} {
		if places := dropped(t, "x.go", framework+statement+"\n}\n"); len(places) != want {
			t.Errorf("%s: found at %v", statement, places)
		}
	}
}
