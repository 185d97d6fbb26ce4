package crud_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/rest"
)

func same(text string) (value, id string) { return text, "id of " + text }

func listing(texts ...string) func(context.Context) ([]string, error) {
	return func(context.Context) ([]string, error) { return texts, nil }
}

func TestFirstKeyThatIsSetIsLookedUp(t *testing.T) {
	t.Parallel()
	get := func(_ context.Context, value string) (string, error) { return "got " + value, nil }
	otherwise := crud.Default(func(context.Context) (string, error) { return "default", nil })
	for want, ways := range map[string][]crud.Finder[string]{
		"got x":   {crud.ByKey("id", types.StringNull(), get), crud.ByKey("fqdn", types.StringValue("x"), get), otherwise},
		"b":       {crud.ByKey("id", types.StringNull(), get), crud.ByListing("name", types.StringValue("b"), listing("a", "b"), same), otherwise},
		"default": {crud.ByKey("id", types.StringNull(), get), crud.ByListing("name", types.StringNull(), listing("a"), same), otherwise},
	} {
		if got, err := crud.Resolve(t.Context(), ways...); got != want || err != nil {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
	}
	if _, err := crud.Resolve(t.Context(), crud.ByKey("id", types.StringNull(), get)); err == nil {
		t.Error("nothing is set, and something was found")
	}
}

// An empty value that came out of an expression is no way to say "any".
func TestLookupByABlankValueIsAnErrorAtItsAttribute(t *testing.T) {
	t.Parallel()
	asked := func(context.Context, string) (string, error) { t.Error("the API is asked"); return "", nil }
	list := func(context.Context) ([]string, error) { t.Error("the API is asked"); return []string{""}, nil }
	otherwise := crud.Default(func(context.Context) (string, error) { return "default", nil })
	for _, blank := range []string{"", " \t\r\n"} {
		for _, way := range []crud.Finder[string]{crud.ByKey("key", types.StringValue(blank), asked), crud.ByListing("key", types.StringValue(blank), list, same)} {
			found, err := crud.Resolve(t.Context(), way, otherwise)
			if err == nil || !strings.Contains(err.Error(), "must not be blank") {
				t.Errorf("%q finds %q, %v", blank, found, err)
			}
		}
	}
}

// The first list may have been read before the object was made.
func TestNameThatIsMissingIsLookedForInANewList(t *testing.T) {
	t.Parallel()
	memory, made := rest.NewCache(time.Hour, 1000), []string{"a"}
	lists := 0
	list := func(ctx context.Context) ([]string, error) {
		value, err := memory.Get(ctx, "names", time.Hour, func(context.Context) (any, int, error) {
			lists++
			return made, 0, nil
		})
		names, _ := value.([]string)
		return names, err
	}
	for name, want := range map[string]int{"a": 1, "b": 2} {
		made, lists = []string{"a"}, 0
		memory.Invalidate()
		if _, err := list(t.Context()); err != nil {
			t.Fatal(err)
		}
		made = []string{"a", "b"}
		found, err := crud.Resolve(t.Context(), crud.ByListing("name", types.StringValue(name), list, same))
		if found != name || err != nil || lists != want {
			t.Errorf("%q, %v, with %d lists, want %d", found, err, lists, want)
		}
	}
}

func TestKeyIsBlamedForWhatDoesNotExistAlone(t *testing.T) {
	t.Parallel()
	for cause, blamed := range map[error]bool{fmt.Errorf("gone: %w", rest.ErrNotFound): true, errors.New("the cable broke"): false} {
		source := crud.DataSource[api, named]{
			Type:   "made_up_link",
			Schema: data.Schema{Attributes: map[string]data.Attribute{"id": data.StringAttribute{Optional: true}}},
			Read: func(ctx context.Context, _ api, config *named) error {
				_, err := crud.Resolve(ctx, crud.ByKey("id", config.ID, func(context.Context, string) (string, error) { return "", cause }))
				return err
			},
		}
		diags := readFrom(t, source)
		expect(t, diags, "Cannot read data source made_up_link", "Reading l_1 failed: "+cause.Error())
		located, ok := diags[0].(diag.DiagnosticWithPath)
		if ok != blamed || ok && !located.Path().Equal(path.Root("id")) {
			t.Errorf("%v is at an attribute: %t, want %t", cause, ok, blamed)
		}
	}
}

type named struct {
	ID types.String `tfsdk:"id"`
}

// readFrom reads a data source whose id is l_1.
func readFrom(t *testing.T, definition crud.DataSource[api, named]) diag.Diagnostics {
	t.Helper()
	return readWith(t, definition, map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, "l_1")})
}

// readWith reads a data source of a configuration.
func readWith[M any](t *testing.T, definition crud.DataSource[api, M], given map[string]tftypes.Value) diag.Diagnostics {
	t.Helper()
	source := definition.New()
	connect := crud.Connect[api](func(context.Context) (api, error) { return api{}, nil })
	var configured datasource.ConfigureResponse
	source.(datasource.DataSourceWithConfigure).Configure(t.Context(), datasource.ConfigureRequest{ProviderData: crud.NewClients(nil, connect)}, &configured)
	of := definition.Schema.Type().TerraformType(t.Context())
	config := tfsdk.Config{Schema: definition.Schema, Raw: tftypes.NewValue(of, given)}
	resp := &datasource.ReadResponse{State: tfsdk.State{Schema: definition.Schema, Raw: tftypes.NewValue(of, nil)}}
	source.Read(t.Context(), datasource.ReadRequest{Config: config}, resp)
	return resp.Diagnostics
}

func TestNamesToChooseFromAreListedWhileTheyAreFew(t *testing.T) {
	t.Parallel()
	ten := strings.Split("abcdefghij", "")
	for want, candidates := range map[string][]string{
		"no object has this name; there are none at all":                   nil,
		"no object has this name; there are: a, b":                         {"a", "b"},
		"no object has this name; there are: a, b, c, d, e, f, g, h, i, j": ten,
		"no object has this name; there are 11 others":                     append(ten, "k"),
		"2 have this name: id of x, id of x; set id to choose one of them": {"x", "y", "x"},
	} {
		if _, err := crud.One(candidates, path.Root("name"), "x", same); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// macOS types, and so the API keeps, letters and accents apart; Terraform
// composes them.
func TestNamesCompareAsPeopleSeeThem(t *testing.T) {
	t.Parallel()
	const composed, decomposed = "W\u00fcrfel", "Wu\u0308rfel"
	for _, pair := range [][2]string{{composed, decomposed}, {decomposed, composed}, {decomposed, decomposed}} {
		if found, err := crud.One([]string{"Wurfel", pair[0]}, path.Root("name"), pair[1], same); found != pair[0] || err != nil {
			t.Errorf("%+q, %v", found, err)
		}
		if !rest.SameText(pair[0], pair[1]) || !crud.HasPrefix(pair[0]+" 1", types.StringValue(pair[1])) {
			t.Errorf("%+q does not begin with %+q", pair[0], pair[1])
		}
	}
	if rest.SameText("Wurfel", composed) || rest.SameText("web", "Web") || crud.HasPrefix(decomposed, types.StringValue("Wu")) || !crud.HasPrefix("a", types.StringNull()) {
		t.Error("texts that look different are taken for the same")
	}
}

func TestMessagesGiveNoOrders(t *testing.T) {
	t.Parallel()
	const name = "web\n::error::all is lost\x1b[2J ::debug::x"
	const quoted = `web\n\u003a:error::all is lost\x1b[2J \u003a:debug::x`
	if _, err := crud.One([]string{name}, path.Root("name"), "x", same); err == nil || !strings.Contains(err.Error(), ": "+quoted) {
		t.Errorf("%q", err)
	}
	if _, err := crud.One([]string{name, name}, path.Root("name"), name, same); err == nil || !strings.Contains(err.Error(), "id of "+quoted) {
		t.Errorf("%q", err)
	}
	var collected diag.Diagnostics
	ctx, end := crud.Collecting(t.Context(), &collected)
	crud.Warn(ctx, "All about "+name, "It is "+name)
	end()
	source := crud.DataSource[api, named]{
		Type:   "made_up_link",
		Schema: data.Schema{Attributes: map[string]data.Attribute{"id": data.StringAttribute{Optional: true}}},
		Read:   func(context.Context, api, *named) error { return errors.New("it is " + name) },
	}
	given := map[string]tftypes.Value{"id": tftypes.NewValue(tftypes.String, name)}
	for _, d := range append(collected, readWith(t, source, given)...) {
		for line := range strings.Lines(d.Summary() + "\n" + d.Detail()) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, " ::") || strings.Contains(line, "\x1b") {
				t.Errorf("%q", line)
			}
		}
	}
}

func TestRowsAreNeverNil(t *testing.T) {
	t.Parallel()
	fill := func(row *string, item int) { *row = fmt.Sprint(item) }
	if rows := crud.Rows([]int{1}, func(int) bool { return false }, fill); rows == nil || len(rows) > 0 {
		t.Errorf("%#v", rows)
	}
	if rows := crud.Rows([]int{1, 2, 3}, func(i int) bool { return i != 2 }, fill); strings.Join(rows, " ") != "1 3" {
		t.Errorf("%v", rows)
	}
}
