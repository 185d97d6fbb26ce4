package sailpoint

import (
	"testing"
	"time"
)

func TestTimesAreComparedWithTheirOwnPrecision(t *testing.T) {
	t.Parallel()
	limit := time.Date(2026, 11, 24, 10, 0, 30, 0, time.UTC)
	for value, want := range map[string]bool{
		"2026-11-24T10:00:30Z":      true,
		"2026-11-24T10:00:29Z":      false,
		"2026-11-24T10:00:29.9Z":    false,
		"2026-11-24T11:00:30+01:00": true,
		"2026-11-24T10:00Z":         true,
		"2026-11-24T09:59Z":         false,
		"2026-11-24T10:00:30.25":    true,
		"2026-11-24T10:00:29.25":    false,
	} {
		if got, err := notBefore(value, limit); got != want || err != nil {
			t.Errorf("%s: %t, %v", value, got, err)
		}
	}
	if _, err := notBefore("yesterday", limit); err == nil {
		t.Error("yesterday is a time")
	}
}
