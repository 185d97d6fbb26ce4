//go:build !race

// The race detector crashes where fuzz targets and other tests use testing/synctest
// in one program; "make test" runs these without it.

package sailpoint_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/sailpoint"
)

// The most that is asked for: pages of a list, rows of a page and attempts of a
// request.
const (
	maxPages = 1_000
	perPage  = 50
	attempts = 2
)

// fuzzPage is a page as the API gives it, made of as many bytes as it has fields.
type fuzzPage struct {
	// rows is how many there are, and again says that they are those of so many
	// pages before, if not 0.
	rows, repeats int
	// fault is what is wrong with the page, always or once.
	fault fault
	once  bool
}

type fault int

const (
	noFault fault = iota
	noRowID
	noRows
	cutShort // after this one and the next, a page is asked for again
	refused
	faults
)

const pageBytes = 2

// What bits of the second byte mean: the lowest two are a number, and those in
// between the fault.
const once, endless = 0x20, 0xc0

// parsePages reads a book. After its last page comes an empty one, or the last page
// without end.
func parsePages(data []byte) []fuzzPage {
	var all []fuzzPage
	for b := range slices.Chunk(data, pageBytes) {
		if len(b) == pageBytes {
			wrong := fault(b[1]>>2&7) % faults
			all = append(all, fuzzPage{
				rows: int(b[0]) % (perPage + 2), repeats: int(b[1] & 3), fault: wrong, once: b[1]&once != 0 && wrong >= cutShort,
			})
		}
	}
	if len(all) == 0 || data[len(all)*pageBytes-1]&endless != endless {
		all = append(all, fuzzPage{})
	}
	return all
}

// pagedTenant is a tenant that gives the pages of one list, and remembers what it
// gave.
type pagedTenant struct {
	pages []fuzzPage
	// total is how many rows it says there are in all, unless that is no number.
	total string
	// offsets are those that were asked for, and rows what was first given to each.
	offsets  []int
	rows     [][]string
	requests int
	stop     context.CancelFunc
}

func (l *pagedTenant) page(page int) fuzzPage { return l.pages[min(page, len(l.pages)-1)] }

func (l *pagedTenant) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {"application/json"}}
	if r.URL.Path == sailpoint.TokenPath {
		return httpResponse(r, http.StatusOK, header, []byte(`{"access_token":"x","token_type":"bearer"}`)), nil
	}
	offset, err := strconv.Atoi(r.URL.Query().Get("offset"))
	if l.requests++; err != nil || l.requests > attempts*(maxPages+1) {
		l.stop()
		return nil, fmt.Errorf("offset %q, after %d requests", r.URL.Query().Get("offset"), l.requests)
	}
	first := len(l.offsets) == 0 || l.offsets[len(l.offsets)-1] != offset
	if first {
		l.rows = append(l.rows, l.rowIDs(len(l.offsets)))
		l.offsets = append(l.offsets, offset)
	}
	if r.URL.Query().Has("count") {
		header.Set("X-Total-Count", l.total)
	}
	number := len(l.offsets) - 1
	page, status := l.page(number), http.StatusOK
	if page.once && !first {
		page.fault = noFault
	}
	if page.fault == refused {
		status = http.StatusBadGateway
	}
	return httpResponse(r, status, header, page.body(l.rows[number])), nil
}

// rowIDs are the IDs of the rows of a page, counted from 0.
func (l *pagedTenant) rowIDs(number int) []string {
	page := l.page(number)
	if page.repeats > 0 && page.repeats <= number {
		return l.rows[number-page.repeats]
	}
	ids := make([]string, page.rows)
	for i := range ids {
		ids[i] = fmt.Sprintf("%d/%d", number, i)
	}
	return ids
}

// body is a page as it is sent, with what is wrong about it.
func (l fuzzPage) body(ids []string) []byte {
	rows := make([]map[string]string, len(ids))
	for i, id := range ids {
		rows[i] = map[string]string{"id": id}
	}
	switch l.fault {
	case noRowID:
		rows = append(rows, map[string]string{})
	case noRows:
		rows = nil
	}
	body, _ := json.Marshal(rows) // of texts
	if l.fault == cutShort {
		return body[:len(body)-1]
	}
	return body
}

// isValid reports whether a page is what was asked for.
func (l *pagedTenant) isValid(number int) bool {
	page, rows := l.page(number), l.rows[number]
	return number < maxPages && (page.fault == noFault || page.once) &&
		(number == 0 || len(rows) == 0 || !slices.Equal(rows, l.rows[number-1]))
}

// expectsMore reports whether there is reason to ask for what follows a page: there
// was something in it, and it has either fewer rows than were counted, or as many
// as it may have.
func (l *pagedTenant) expectsMore(number int) bool {
	given := l.offsets[number] + len(l.rows[number])
	if counted, err := strconv.Atoi(l.total); err == nil && counted >= 0 {
		return len(l.rows[number]) > 0 && given < counted
	}
	return len(l.rows[number]) >= perPage
}

// FuzzPages lets SailPoint give different pages: a list has exactly their rows in
// their order, or is an error that a page gave reason for. Nothing is asked for
// without a reason to think that it is there, and somebody who wants it.
func FuzzPages(f *testing.F) {
	mended := func(f fault) byte { return byte(f)<<2 | once }
	for _, book := range [][]byte{
		{},
		{3, 0},
		{0, 0},
		{2, 0, 2, 0, 2, 0},
		{50, 0, 50, 0, 7, 0},
		{50, 0, 50, 0},
		{50, 0, 0, 0, 50, 0},
		{51, 0, 51, 0, 3, 0},
		{2, 0, 2, 1, 2, 0},
		{2, 0, 2, 0, 2, 2, 2, 0},
		{50, 0, 50, 0, 50, 2, 1, 0},
		{1, endless},
		{50, endless},
		{0, endless},
		{9, byte(noRowID) << 2},
		{50, 0, 50, byte(noRowID) << 2},
		{50, 0, 50, byte(noRows) << 2},
		{50, 0, 50, byte(cutShort) << 2},
		{50, 0, 50, byte(refused) << 2},
		{50, mended(cutShort), 50, mended(refused), 1, mended(cutShort)},
	} {
		for _, counted := range []string{"", "many", "0", "1", "6", "107", "-1", "9223372036854775807", "9223372036854775808"} {
			f.Add(book, counted, uint16(0))
		}
		for _, taken := range []uint16{1, 50, 51} {
			f.Add(book, "", taken)
		}
	}
	f.Fuzz(func(t *testing.T, book []byte, counted string, taken uint16) {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), 20*callTimeout)
			defer stop()
			l := &pagedTenant{pages: parsePages(book), total: counted, stop: stop}
			c := sailpoint.New(sailpoint.Options{
				BaseURL: "https://acme.api.example", ClientID: "a", ClientSecret: "b", Transport: l,
				MaxRetries: attempts - 1, Backoff: func(int) time.Duration { return 0 },
			})
			var (
				ids    []string
				failed error
				enough bool
			)
			for row, err := range c.GovernanceGroups.Members(ctx, group) {
				if failed = err; err == nil {
					ids = append(ids, row.ID)
				}
				if enough = len(ids) == int(taken) && taken > 0; enough {
					break
				}
			}
			l.check(t, ids, failed, enough)
		})
	})
}

// check holds what was listed against the pages that were given. Whoever had
// enough wants nothing of the pages after the last row.
func (l *pagedTenant) check(t *testing.T, ids []string, failed error, enough bool) {
	t.Helper()
	var all []string
	for number, offset := range l.offsets {
		last := number == len(l.offsets)-1
		switch {
		case offset != len(all):
			t.Fatalf("after %d rows, those from %d on were asked for", len(all), offset)
		case !last && !l.expectsMore(number):
			t.Fatalf("something was asked for after page %d, which is the last", number)
		case last && failed == nil && !enough && l.expectsMore(number):
			t.Fatalf("the list ends with page %d, and there may be more", number)
		case (failed == nil || !last) && !l.isValid(number):
			t.Fatalf("page %d is not what was asked for, and was taken in", number)
		case failed != nil && last && l.isValid(number):
			t.Fatalf("nothing is wrong with page %d, but: %s", number, failed)
		}
		if !last || failed == nil {
			all = append(all, l.rows[number]...)
		}
	}
	if l.requests > attempts*len(l.offsets) {
		t.Errorf("%d pages took %d requests", len(l.offsets), l.requests)
	}
	if enough && len(ids) <= len(all) {
		if before := len(all) - len(l.rows[len(l.rows)-1]); len(ids) <= before {
			t.Errorf("%d rows were wanted, and what comes after %d was asked for", len(ids), before)
		}
		all = all[:len(ids)]
	}
	if !slices.Equal(ids, all) {
		t.Errorf("the rows are\n%v, and those of the pages\n%v", ids, all)
	}
}
