package addresslistentries

import (
	"context"
	"slices"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// strangersKey is where the private state has the addresses that a refresh has found and no
// apply has put into the list: others have added them. A destroy leaves them.
const strangersKey = "strangers"

func strangers(ctx context.Context) ([]string, error) {
	var addresses []string
	_, err := crud.PrivateState(ctx).Get(strangersKey, &addresses)
	return addresses, err
}

// noteStrangers adds what has appeared since the state was written.
func noteStrangers(ctx context.Context, before, now values) error {
	noted, err := strangers(ctx)
	if err != nil {
		return err
	}
	var addresses []string
	for _, entry := range now.inOrder {
		if address := entry.canonical(); !before.has(address) || slices.Contains(noted, address) {
			addresses = append(addresses, address)
		}
	}
	if slices.Equal(addresses, noted) {
		return nil
	}
	if len(addresses) == 0 {
		return noStrangers(ctx)
	}
	return crud.PrivateState(ctx).Set(strangersKey, addresses)
}

// noStrangers says that everything in the list has been applied.
func noStrangers(ctx context.Context) error { return crud.PrivateState(ctx).Set(strangersKey, nil) }

// isStranger reports whether an address is among those that others have added.
func isStranger(addresses []string, address string) bool {
	return slices.Contains(addresses, katapult.CanonicalAddress(address))
}
