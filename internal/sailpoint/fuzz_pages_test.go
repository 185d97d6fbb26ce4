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

// Limits of the client: pages of a list, rows of a page, and attempts of a request.
const (
	maxPages = 1_000
	perPage  = 50
	attempts = 2
)

// fuzzPage is a page of the fake API, decoded from pageBytes bytes.
type fuzzPage struct {
	// rows is the number of rows. If repeats is not 0, they are the rows of so many pages
	// before.
	rows, repeats int
	// fault is what is wrong with the page. With once, a retry gets the page without it.
	fault fault
	once  bool
}

type fault int

const (
	noFault fault = iota
	noRowID
	noRows
	cutShort // after this page and the next, a page is requested again
	refused
	faults
)

const pageBytes = 2

// Flags in the second byte. Its lowest two bits are repeats, and the bits between are the
// fault.
const once, endless = 0x20, 0xc0

// parsePages decodes pages. After the last one comes an empty page or, if it is endless,
// the last page again.
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

// pagedTenant serves the pages of one list and records what it has served.
type pagedTenant struct {
	pages []fuzzPage
	// total is the X-Total-Count header. It may be malformed.
	total string
	// offsets are the requested offsets, and rows the first response to each.
	offsets  []int
	rows     [][]string
	requests int
	stop     context.CancelFunc
}

func (p *pagedTenant) page(page int) fuzzPage { return p.pages[min(page, len(p.pages)-1)] }

func (p *pagedTenant) RoundTrip(r *http.Request) (*http.Response, error) {
	header := http.Header{"Content-Type": {"application/json"}}
	if r.URL.Path == sailpoint.TokenPath {
		return httpResponse(r, http.StatusOK, header, []byte(`{"access_token":"x","token_type":"bearer"}`)), nil
	}
	offset, err := strconv.Atoi(r.URL.Query().Get("offset"))
	if p.requests++; err != nil || p.requests > attempts*(maxPages+1) {
		p.stop()
		return nil, fmt.Errorf("offset %q, after %d requests", r.URL.Query().Get("offset"), p.requests)
	}
	first := len(p.offsets) == 0 || p.offsets[len(p.offsets)-1] != offset
	if first {
		p.rows = append(p.rows, p.rowIDs(len(p.offsets)))
		p.offsets = append(p.offsets, offset)
	}
	if r.URL.Query().Has("count") {
		header.Set("X-Total-Count", p.total)
	}
	number := len(p.offsets) - 1
	page, status := p.page(number), http.StatusOK
	if page.once && !first {
		page.fault = noFault
	}
	if page.fault == refused {
		status = http.StatusBadGateway
	}
	return httpResponse(r, status, header, page.body(p.rows[number])), nil
}

// rowIDs returns the row IDs of a page, counted from 0.
func (p *pagedTenant) rowIDs(number int) []string {
	page := p.page(number)
	if page.repeats > 0 && page.repeats <= number {
		return p.rows[number-page.repeats]
	}
	ids := make([]string, page.rows)
	for i := range ids {
		ids[i] = fmt.Sprintf("%d/%d", number, i)
	}
	return ids
}

// body encodes a page, including its fault.
func (p fuzzPage) body(ids []string) []byte {
	rows := make([]map[string]string, len(ids))
	for i, id := range ids {
		rows[i] = map[string]string{"id": id}
	}
	switch p.fault {
	case noRowID:
		rows = append(rows, map[string]string{})
	case noRows:
		rows = nil
	}
	body, _ := json.Marshal(rows) // of texts
	if p.fault == cutShort {
		return body[:len(body)-1]
	}
	return body
}

// isValid reports whether the client should accept a page.
func (p *pagedTenant) isValid(number int) bool {
	page, rows := p.page(number), p.rows[number]
	return number < maxPages && (page.fault == noFault || page.once) &&
		(number == 0 || len(rows) == 0 || !slices.Equal(rows, p.rows[number-1]))
}

// expectsMore reports whether the client should request the next page. The current page
// must have rows. It must end before the total or, without a total, be full.
func (p *pagedTenant) expectsMore(number int) bool {
	given := p.offsets[number] + len(p.rows[number])
	if counted, err := strconv.Atoi(p.total); err == nil && counted >= 0 {
		return len(p.rows[number]) > 0 && given < counted
	}
	return len(p.rows[number]) >= perPage
}

// FuzzPages checks that a list has exactly the rows of its pages, in order, or ends with an
// error that a page justifies. The client requests no page without a reason to expect it
// and a caller who wants it.
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

// check compares the listed rows with the pages that were served. A caller that stops early
// needs no page after its last row.
func (p *pagedTenant) check(t *testing.T, ids []string, err error, stopped bool) {
	t.Helper()
	var all []string
	for number, offset := range p.offsets {
		last := number == len(p.offsets)-1
		switch {
		case offset != len(all):
			t.Fatalf("the client has %d rows, and requested those from %d on", len(all), offset)
		case !last && !p.expectsMore(number):
			t.Fatalf("the client requested a page after page %d, which is the last", number)
		case last && err == nil && !stopped && p.expectsMore(number):
			t.Fatalf("the list ends with page %d, and there may be more", number)
		case (err == nil || !last) && !p.isValid(number):
			t.Fatalf("page %d is not valid, but the client accepted it", number)
		case err != nil && last && p.isValid(number):
			t.Fatalf("nothing is wrong with page %d, but: %s", number, err)
		}
		if !last || err == nil {
			all = append(all, p.rows[number]...)
		}
	}
	if p.requests > attempts*len(p.offsets) {
		t.Errorf("%d pages took %d requests", len(p.offsets), p.requests)
	}
	if stopped && len(ids) <= len(all) {
		if before := len(all) - len(p.rows[len(p.rows)-1]); len(ids) <= before {
			t.Errorf("the caller read %d rows, and the client requested rows after %d", len(ids), before)
		}
		all = all[:len(ids)]
	}
	if !slices.Equal(ids, all) {
		t.Errorf("the rows are\n%v, and those of the pages\n%v", ids, all)
	}
}
