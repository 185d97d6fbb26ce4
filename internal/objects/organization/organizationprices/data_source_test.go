package organizationprices_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/organization/organizationprices"
)

const prices = "katapult_organization_prices"

func TestReadsPricesAndTheirVariants(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationprices.Object)
	w.Reads(prices, map[string]string{
		"organization": "acme", "currency": "GBP", "prices.#": "2", "prices.0.resource": "virtual_machine_package", "prices.0.category": "compute",
		"prices.0.variants.#": "2", "prices.0.variants.0.price": "0.007", "prices.0.variants.0.description": "ROCK-1", "prices.0.variants.1.description": acctest.Null,
		"prices.1.price": "0.0002", "prices.1.variants.#": "0",
	}, ``)
	w.Reads(prices, map[string]string{"prices.#": "1", "prices.0.resource": "disk_space"}, `category = "storage"`, `resource = "disk_space"`)
	w.Reads(prices, map[string]string{"prices.#": "0"}, "category = \"compute\"\nresource = \"disk_space\"")
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	w := acctest.New(t, organizationprices.Object)
	w.Refuses(prices, `organization = "none"`, `organization = "none"`, `404 organization_not_found`)
	w.Change(w.OrganizationID("acme"), map[string]any{"managed": true})
	w.Refuses(prices, ``, `organization "acme"`, `400 prices_not_available_for_managed_organizations`, `pays for it: set organization to that one`)
}
