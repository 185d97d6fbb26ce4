//go:build !race

// The race detector crashes if fuzz targets and other tests of one program use
// testing/synctest. "make test" runs these without it.

package katapult

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// leaf is a page of the API. It is decoded from as many bytes as it has fields.
type leaf struct {
	// rows is how many there are, more pages how many are said to follow, and
	// off by how much the page is another one than was asked for.
	rows, more, off int
	// again says that the rows are those of so many pages before, if not 0.
	again int
	// large says that the set is too large to be counted, and counted that it is
	// counted all the same.
	large, counted bool
	// fault is what is wrong with the page, once or always.
	fault fault
	once  bool
}

type fault int

const (
	noFault fault = iota
	noRowID
	noRows
	noPagination
	cut
	refused
	faults
)

const leafSize = 5

// The meaning of the bits of the fourth byte. The lowest two are a number.
const large, once, counted, endless = 4, 8, 16, 0xe0

// leaves decodes the pages of a list. The last page is followed by an empty
// page, or repeats forever.
func leaves(book []byte) []leaf {
	var all []leaf
	for b := range slices.Chunk(book, leafSize) {
		if len(b) == leafSize {
			all = append(all, leaf{
				rows: min(int(b[0]), perPage), more: int(int8(b[1])), off: int(int8(b[2])),
				again: int(b[3] & 3), large: b[3]&large != 0, counted: b[3]&counted != 0 || b[3]&large == 0,
				fault: fault(b[4]) % faults, once: b[3]&once != 0,
			})
		}
	}
	if len(all) == 0 || book[len(all)*leafSize-2]&endless != endless {
		all = append(all, leaf{counted: true})
	}
	return all
}

// library is an API that serves the pages of one list, and records what it
// served.
type library struct {
	leaves []leaf
	asked  []int
	// rows are those of each page, as they were first given.
	rows [][]string
	stop context.CancelFunc
}

func (l *library) leaf(number int) leaf { return l.leaves[min(number, len(l.leaves))-1] }

// attempts is the maximum number of requests for one page.
const attempts = 2

func (l *library) RoundTrip(r *http.Request) (*http.Response, error) {
	number, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || len(l.asked) > attempts*(maxPages+1) {
		l.stop()
		return nil, fmt.Errorf("page %q, after %d requests", r.URL.Query().Get("page"), len(l.asked))
	}
	first := !slices.Contains(l.asked, number)
	l.asked = append(l.asked, number)
	page := l.leaf(number)
	for len(l.rows) < number {
		l.rows = append(l.rows, l.rowsOf(len(l.rows)+1))
	}
	body, status := page.body(number, l.rows[number-1]), http.StatusOK
	switch {
	case page.once && !first:
		page.fault = noFault
		body = page.body(number, l.rows[number-1])
	case page.fault == cut:
		body = body[:len(body)-1]
	case page.fault == refused:
		status = http.StatusBadGateway
	}
	return &http.Response{
		StatusCode: status, Request: r, Body: io.NopCloser(bytes.NewReader(body)),
		Header: http.Header{"Content-Type": {"application/json"}, "X-Api-Schema": {"json-error"}},
	}, nil
}

// rowsOf returns the IDs of a page's rows.
func (l *library) rowsOf(number int) []string {
	page := l.leaf(number)
	if page.again > 0 && page.again < number {
		return l.rows[number-page.again-1]
	}
	ids := make([]string, page.rows)
	for i := range ids {
		ids[i] = fmt.Sprintf("vmnet_%d_%d", number, i)
	}
	return ids
}

// body returns a page as it is sent, with its defects.
func (l leaf) body(number int, ids []string) []byte {
	pagination := map[string]any{"current_page": number + l.off, "large_set": l.large}
	if l.counted {
		pagination["total_pages"] = number + l.more
	}
	rows := make([]map[string]string, len(ids))
	for i, id := range ids {
		rows[i] = map[string]string{"id": id}
	}
	response := map[string]any{"pagination": pagination, "virtual_machine_network_interfaces": rows}
	switch l.fault {
	case noRowID:
		response["virtual_machine_network_interfaces"] = append(rows, map[string]string{})
	case noRows:
		response["virtual_machine_network_interfaces"] = nil
	case noPagination:
		delete(response, "pagination")
	}
	body, _ := json.Marshal(response) // of texts and numbers
	return body
}

// sound reports whether a page is the requested one.
func (l *library) sound(number int) bool {
	page, rows := l.leaf(number), l.rows[number-1]
	return number <= maxPages && page.off == 0 && (page.fault == noFault || page.once) &&
		(number == 1 || len(rows) == 0 || !slices.Equal(rows, l.rows[number-2]))
}

// goesOn reports whether a page announces another one.
func (l *library) goesOn(number int) bool {
	page := l.leaf(number)
	return page.counted && page.more > 0 || page.large && len(l.rows[number-1]) == perPage
}

// FuzzPages serves arbitrary pages. A list has exactly their rows in order, or
// fails with an error that a page justifies. The client requests a page only if
// the previous one announces it and the caller wants its rows.
func FuzzPages(f *testing.F) {
	for _, book := range [][]byte{
		{},
		{3, 0, 0, 0, 0},
		{0, 0, 0, 0, 0},
		{2, 1, 0, 0, 0, 1, 0, 0, 0, 0},
		{200, 2, 0, 0, 0, 200, 1, 0, 0, 0, 7, 0, 0, 0, 0},
		// A large set, of full pages alone, and one that is counted after all.
		{200, 0, 0, large, 0, 200, 0, 0, large, 0, 199, 0, 0, large, 0},
		{200, 0, 0, large, 0, 0, 0, 0, large, 0},
		{200, 9, 0, large | counted, 0, 1, 1, 0, counted, 0, 1, 0, 0, large, 0},
		// Fewer pages than it said, or more.
		{2, 9, 0, 0, 0, 2, 0, 0, 0, 0},
		{2, 1, 0, 0, 0, 2, 9, 0, 0, 0, 2, 0, 0, 0, 0},
		{2, 1, 0, 0, 0, 2, 255, 0, 0, 0},
		// Rows again, or none.
		{2, 1, 0, 0, 0, 2, 1, 0, 1, 0, 2, 0, 0, 0, 0},
		{2, 1, 0, 0, 0, 2, 1, 0, 0, 0, 2, 0, 0, 2, 0},
		{0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0},
		// Another page than was asked for.
		{2, 1, 0, 0, 0, 2, 1, 255, 0, 0, 2, 0, 0, 0, 0},
		{2, 1, 1, 0, 0},
		// No end.
		{1, 1, 0, endless, 0},
		{0, 127, 0, endless, 0},
	} {
		for _, taken := range []uint16{0, 1, 3, 200, 201} {
			f.Add(book, taken)
		}
	}
	for wrong := range byte(faults) {
		f.Add([]byte{2, 1, 0, 0, 0, 2, 1, 0, 0, wrong, 2, 0, 0, 0, 0}, uint16(0))
		f.Add([]byte{2, 1, 0, once, wrong, 2, 1, 0, once, wrong, 2, 0, 0, once, wrong}, uint16(0))
		f.Add([]byte{200, 0, 0, once | large, wrong, 2, 1, 0, once | large, wrong}, uint16(3))
	}
	f.Fuzz(func(t *testing.T, book []byte, taken uint16) {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), 20*patience)
			defer stop()
			l := &library{leaves: leaves(book), stop: stop}
			c := New(Options{
				Organization: "acme", Transport: l, MaxRetries: attempts - 1, Backoff: func(int) time.Duration { return 0 },
			})
			var (
				ids    []string
				failed error
				enough bool
			)
			for row, err := range c.VirtualMachineNetworkInterfaces.List(ctx, "vm_1") {
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

// check compares the listed rows with the served pages. A caller that stopped
// early wants no page after its last row.
func (l *library) check(t *testing.T, ids []string, failed error, enough bool) {
	t.Helper()
	pages := slices.Compact(slices.Clone(l.asked))
	var all []string
	for i, number := range pages {
		last := i == len(pages)-1
		switch {
		case number != i+1:
			t.Fatalf("the pages %v were asked for", pages)
		case !last && !l.goesOn(number):
			t.Fatalf("page %d was asked for, though page %d is the last", number+1, number)
		case last && failed == nil && !enough && l.goesOn(number):
			t.Fatalf("the list ends with page %d, which says that there are more", number)
		case (failed == nil || !last) && !l.sound(number):
			t.Fatalf("page %d is not what was asked for, and was taken in", number)
		case failed != nil && last && l.sound(number):
			t.Fatalf("nothing is wrong with page %d, but: %s", number, failed)
		}
		if !last || failed == nil {
			all = append(all, l.rows[number-1]...)
		}
	}
	if len(l.asked) > attempts*len(pages) {
		t.Errorf("%d pages took %d requests", len(pages), len(l.asked))
	}
	if enough && len(ids) <= len(all) {
		if before := len(all) - len(l.rows[len(pages)-1]); len(ids) <= before {
			t.Errorf("%d rows were wanted, and the page after %d was asked for", len(ids), before)
		}
		all = all[:len(ids)]
	}
	if !slices.Equal(ids, all) {
		t.Errorf("the rows are\n%v, and those of the pages\n%v", ids, all)
	}
}
