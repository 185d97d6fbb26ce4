package katapult

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// Verify makes Katapult look whether the domain of a zone is delegated to it, or has its TXT
// record, and returns the verified zone. It returns ErrNotFound or DNSZoneNotVerified.
//
// POST /dns_zones/dns_zone/verify, and GET /dns_zones/dns_zone
func (s DNSZones) Verify(ctx context.Context, zoneID string) (DNSZone, error) {
	zone := id(dnsZones.key, zoneID)
	verified := dnsZones.response(zone)
	call := rest.Call{Method: http.MethodPost, Path: dnsZones.path + "/verify", Into: verified, Idempotent: true}
	err := s.client.send(ctx, call, arguments{lookups: []lookup{zone}})
	if err == nil && !verified.value.Verified {
		err = fmt.Errorf("the response says so: %w", DNSZoneNotVerified)
	}
	var refusal *Error
	if errors.As(err, &refusal) && !HasCode(err, DNSZoneNotVerified) && !errors.Is(err, ErrNotFound) {
		// It is not documented how a zone is refused that is verified already.
		if now, readErr := s.Get(rest.WithMaxAge(ctx, 0), zoneID); readErr == nil && now.Verified {
			return now, nil
		}
	}
	return verified.value, err
}

// verifyPauses are the pauses between two attempts to verify a zone, as multiples of the
// shortest pause between polls. Resolvers cache a delegation for much longer.
const minVerifyPauses, maxVerifyPauses = 15, 30

// WaitVerified verifies a zone, unless it is verified, and tries again until that succeeds.
// It returns ErrNotFound, or when the context ends a DNSZoneUnverifiedError.
//
// GET /dns_zones/dns_zone and POST /dns_zones/dns_zone/verify
func (s DNSZones) WaitVerified(ctx context.Context, zoneID string) (DNSZone, error) {
	zone, err := s.Get(ctx, zoneID)
	if err != nil || zone.Verified {
		return zone, err
	}
	var refusal error
	pause := s.client.tasks.backoff.Min
	backoff := rest.Backoff{Min: minVerifyPauses * pause, Expected: time.Hour, NearExpected: maxVerifyPauses * pause}
	waited, err := rest.Poll(ctx, backoff, func(ctx context.Context) (done bool, err error) {
		now, err := s.Verify(ctx, zoneID)
		if HasCode(err, DNSZoneNotVerified) {
			refusal = err
			s.client.log(ctx, "waiting for the verification of a DNS zone", map[string]any{"zone": zone.Name})
			return false, nil
		}
		if err == nil {
			zone = now
		}
		return true, err
	})
	if err != nil && refusal != nil && !errors.Is(err, ErrNotFound) {
		nameservers, _ := withGrace(ctx, s.Nameservers) // without them the message still tells enough
		err = &DNSZoneUnverifiedError{zone, nameservers, waited.Round(time.Second), err}
	}
	return zone, err
}

// DNSZoneUnverifiedError ends a wait for the verification of a zone.
type DNSZoneUnverifiedError struct {
	Zone        DNSZone
	Nameservers []string
	Waited      time.Duration
	Cause       error
}

func (e *DNSZoneUnverifiedError) Error() string {
	text := fmt.Sprintf("DNS zone %s (%s) is not verified after %s", rest.Quote(e.Zone.Name), rest.Quote(e.Zone.ID), e.Waited)
	if len(e.Nameservers) > 0 {
		text += fmt.Sprintf("; the domain has to be delegated to %s", strings.Join(rest.Quotes(e.Nameservers), ", "))
	}
	return fmt.Sprintf("%s: %s", text, e.Cause)
}

func (e *DNSZoneUnverifiedError) Unwrap() error { return e.Cause }
