package katapult

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"testing"

	"terraform-provider-katapult/internal/contract"
)

// Recorded is one request to the real API, and its response.
type Recorded struct {
	Op, Method   string
	Path         string
	Query        map[string]string
	Status       int
	ResponseBody json.RawMessage `json:"response_body"`
}

// Recordings are those of the real API, by name. Where they are missing there
// are none, and the test says so; in CI it fails.
func Recordings(t testing.TB) map[string][]Recorded {
	t.Helper()
	directory, err := contract.Facts("katapult/recordings")
	if err != nil {
		contract.Missing(t, err)
		return nil
	}
	all, err := readRecordings(os.DirFS(directory))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// RecordedResponses are one of each operation with each status.
func RecordedResponses(t testing.TB) []Recorded {
	t.Helper()
	var responses []Recorded
	kinds := map[string]bool{}
	recordings := Recordings(t)
	for _, name := range slices.Sorted(maps.Keys(recordings)) {
		for _, r := range recordings[name] {
			kind := fmt.Sprint(r.Op, r.Status)
			if !kinds[kind] && json.Valid(r.ResponseBody) {
				kinds[kind] = true
				responses = append(responses, r)
			}
		}
	}
	return responses
}

func readRecordings(directory fs.FS) (map[string][]Recorded, error) {
	files, err := fs.Glob(directory, "v*.json")
	if err != nil {
		return nil, err
	}
	all := map[string][]Recorded{}
	for _, file := range files {
		content, err := fs.ReadFile(directory, file)
		if err != nil {
			return nil, err
		}
		var recording struct{ Interactions []Recorded }
		if err := json.Unmarshal(content, &recording); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all[file] = recording.Interactions
	}
	return all, nil
}
