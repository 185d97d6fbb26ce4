package katapult

var poundSterling = map[string]any{
	"id": "cur_zShCGgjgBz4EbnX1", "name": "British Pound", "iso_code": "GBP", "symbol": "£",
}

var currencyKind = kind{
	name: "currency", plural: "currencies", prefix: "cur", lookups: []string{"iso_code"},
	routes: []route{
		{operation: "GET /currencies", handle: list},
		{operation: "GET /currencies/currency", handle: read},
	},
	row: pickFields("id", "name"),
	seed: func(s *Simulator) {
		for _, currency := range []map[string]any{poundSterling, {
			"id": "cur_" + idSuffix("EUR"), "name": "Euro", "iso_code": "EUR", "symbol": "€",
		}, {
			"id": "cur_" + idSuffix("USD"), "name": "US Dollar", "iso_code": "USD", "symbol": "$",
		}} {
			id, _ := currency["id"].(string)
			s.addAs(id, "currency", "", deepCopyMap(currency))
		}
	},
}
