package loadbalancer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/networking/loadbalancer"
	"terraform-provider-katapult/internal/simulator"
	"terraform-provider-katapult/internal/simulator/katapult"
)

const (
	typeName = "katapult_load_balancer"
	plural   = "katapult_load_balancers"
)

func TestFindsByEveryKey(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	machine := w.AddVirtualMachine(katapult.VM{})
	w.AddLoadBalancer(map[string]any{"name": "web-2"})
	id := w.AddLoadBalancer(map[string]any{
		"api_reference": "shop", "resource_ids": []string{machine}, "https_redirect": true, "standby_vms": []string{machine}, "enable_weighting": true,
	})
	w.Reads(typeName, map[string]string{
		"id": id, "name": "web", "api_reference": "shop", "https_redirect": "true", "enable_weighting": "true", "ip_address": "198.18.0.3",
		"virtual_machine_ids.#": "1", "virtual_machine_ids.0": machine, "virtual_machine_group_ids.#": acctest.Null, "tag_ids.#": acctest.Null,
		"weights.%": "1", "weights." + machine: "128", "standby_virtual_machine_ids.0": machine, "data_center_id": london, "annotations.%": "0",
	}, `id = "`+id+`"`, `name = "web"`, `api_reference = "shop"`)
}

// Unused sets are null, unlike in the resource.
func TestUnusedTargetsAreNull(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.AddTag("web", "red")
	tagged := w.AddLoadBalancer(map[string]any{"name": "tagged", "resource_type": "tags", "resource_ids": []string{w.Only("tag")}})
	w.Reads(typeName, map[string]string{"tag_ids.#": "1", "tag_ids.0": w.Only("tag"), "virtual_machine_ids.#": acctest.Null, "weights.%": acctest.Null}, `id = "`+tagged+`"`)
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	one, other := w.AddLoadBalancer(nil), w.AddLoadBalancer(nil)
	for name, test := range map[string]struct {
		arguments string
		says      []string
	}{
		"no such ID":        {`id = "lb_none"`, []string{`id = "lb_none"`, `load_balancer_not_found`}},
		"no such reference": {`api_reference = "shop"`, []string{`api_reference = "shop"`, `load_balancer_not_found`}},
		"no such name":      {`name = "db"`, []string{`name = "db"`, `no object has this name; there are: web, web`}},
		"two of the name":   {`name = "web"`, []string{`name = "web"`, `2 have this name: ` + one + `, ` + other}},
		"no key":            {``, []string{`Exactly one of these attributes must be configured: \[id,name,api_reference\]`}},
		"two keys":          {"id = \"a\"\nname = \"b\"", []string{`Exactly one of these attributes must be configured`}},
		"an empty key":      {`name = ""`, []string{`name = ""`, `must not be blank`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w.On(t).Refuses(typeName, test.arguments, test.says...)
		})
	}
}

func TestListsAllOrThoseWithAPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	a, b := w.AddLoadBalancer(map[string]any{"name": "kce-a", "https_redirect": true}), w.AddLoadBalancer(map[string]any{"name": "web"})
	w.Reads(plural, map[string]string{
		"id": "acme", "load_balancers.#": "2", "load_balancers.0.id": a, "load_balancers.0.https_redirect": "true", "load_balancers.1.id": b,
		"load_balancers.0.virtual_machine_ids.#": acctest.Null,
	}, ``)
	w.ResetRequests()
	w.Reads(plural, map[string]string{"load_balancers.#": "1", "load_balancers.0.id": b}, `name_prefix = "web"`)
	for _, r := range w.Requests() {
		if r.Operation == reads && !strings.Contains(r.Query.Encode(), b) {
			t.Errorf("it asked for %s", r.Query.Encode())
		}
	}
	w.Reads(plural, map[string]string{"load_balancers.#": "0"}, `name_prefix = "db"`)
}

// A load balancer that is deleted between the list and its read is left out.
func TestDeletedWhileListingIsLeftOut(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	stays, goes := w.AddLoadBalancer(nil), w.AddLoadBalancer(nil)
	w.Observe(func(e simulator.Exchange) {
		if _, exists := w.Object(goes); exists && e.Operation == lists {
			w.Remove(goes)
		}
	})
	w.Reads(plural, map[string]string{"load_balancers.#": "1", "load_balancers.0.id": stays}, ``)
}

func TestListingFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	w.AddLoadBalancer(nil)
	for _, operation := range []string{lists, reads} {
		w.Inject(simulator.Fault{Operation: operation, Status: 403, Code: "scope_not_granted"})
		w.Refuses(plural, ``, `Cannot read data source katapult_load_balancers`, `403 scope_not_granted`)
	}
	w.Refuses(plural, `name_prefix = " "`, `name_prefix = " "`, `must not be blank`)
}

func TestQueryListsAllOrThoseWithAPrefix(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	a, b := w.AddLoadBalancer(map[string]any{"name": "kce-a", "https_redirect": true}), w.AddLoadBalancer(map[string]any{"name": "web"})
	for prefix, want := range map[string][]string{"kce-": {a}, "": {a, b}, "db": nil} {
		filter := map[string]string{}
		if prefix != "" {
			filter["name_prefix"] = prefix
		}
		var got []string
		for _, r := range w.List(typeName, filter, 0) {
			got = append(got, r.Identity["id"])
			if r.Resource["id"] != r.Identity["id"] || r.Resource["name"] != r.Name || r.Resource["ip_address_id"] == "" {
				t.Errorf("%+v", r)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", prefix, got, want)
		}
	}
	w.ResetRequests()
	if got := w.ListIdentities(typeName, nil); !slices.Equal(got, []string{a, b}) || w.Count(reads) > 0 {
		t.Errorf("got %v with %v", got, made(w))
	}
}

func TestWhatAQueryGeneratesPlansImportsOnly(t *testing.T) {
	t.Parallel()
	w, m, _ := weighted(t)
	w.AddLoadBalancer(nil)
	w.AddLoadBalancer(map[string]any{
		"name": "full", "resource_ids": m[:2], "enable_weighting": true, "weights": []any{map[string]any{"virtual_machine_id": m[1], "weight": 5}},
		"standby_vms": m[:1], "api_reference": "shop", "https_redirect": true,
	})
	w.AddLoadBalancer(map[string]any{"name": "groups", "resource_type": "virtual_machine_groups", "resource_ids": []string{w.AddGroup("web")}})
	w.Change(w.AddLoadBalancer(map[string]any{"name": "annotated"}), map[string]any{"annotations": []any{map[string]any{"key": "team", "value": "shop"}}})
	config := w.ImportsListed(typeName, nil)
	for _, part := range []string{`"` + m[1] + `" = 5`, `virtual_machine_ids         = []`, `api_reference`, `team = "shop"`} {
		if !strings.Contains(strings.ReplaceAll(config, "\n", " "), part) && !strings.Contains(config, strings.ReplaceAll(part, `"`+m[1]+`"`, m[1])) {
			t.Errorf("there is no %s in\n%s", part, config)
		}
	}
}

func TestBackendCertificateIsReadWithItsKey(t *testing.T) {
	t.Parallel()
	const ephemeral = "katapult_load_balancer_backend_certificate"
	w := acctest.New(t, loadbalancer.Object)
	id := w.AddLoadBalancer(nil)
	got, errs := w.Open(ephemeral, map[string]any{"load_balancer_id": id})
	if len(errs) > 0 || !strings.HasPrefix(got["certificate"], "-----BEGIN CERTIFICATE-----") || !strings.Contains(got["private_key"], katapult.BackendKey) {
		t.Errorf("%v, %q", got, errs)
	}
	_, errs = w.Open(ephemeral, map[string]any{"load_balancer_id": "lb_none"})
	if len(errs) != 1 || !acctest.Matches(`Cannot open ephemeral resource `+ephemeral, `load_balancer_not_found`).MatchString(errs[0]) {
		t.Errorf("%q", errs)
	}
}

// Every response carries the passwords of the machines, and the key.
func TestSecretsOfResponsesAreInNoStateNorPlan(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, loadbalancer.Object)
	machine := w.AddVirtualMachine(katapult.VM{})
	shell := w.Shell(inLondon(w, named, fmt.Sprintf("virtual_machine_ids = [%q]", machine)) +
		"data \"katapult_load_balancer\" \"d\" {\n  id = katapult_load_balancer.web.id\n}\ndata \"katapult_load_balancers\" \"d\" {\n  depends_on = [katapult_load_balancer.web]\n}\n" +
		"output \"all\" {\n  value = [data.katapult_load_balancer.d, data.katapult_load_balancers.d, katapult_load_balancer.web]\n}\n")
	handed := false
	w.Observe(func(e simulator.Exchange) {
		handed = handed || strings.Contains(string(e.ResponseBody), katapult.RootPassword) && strings.Contains(string(e.ResponseBody), katapult.BackendKey)
	})
	places := map[string]string{
		"the plan": run(t, shell, "plan"), "the apply": run(t, shell, "apply", "-auto-approve"), "the next plan": run(t, shell, "plan"),
		"the state": shell.Read("terraform.tfstate"),
	}
	for place, text := range places {
		if strings.Contains(text, katapult.RootPassword) || strings.Contains(text, katapult.BackendKey) {
			t.Errorf("a secret is in %s", place)
		}
	}
	if !handed {
		t.Error("no response had the secrets")
	}
}
