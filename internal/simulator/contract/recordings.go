package contract

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Recorded is one request to the real API, and its answer.
type Recorded struct {
	Op, Method   string
	Path         string
	Query        map[string]string
	Status       int
	ResponseBody json.RawMessage `json:"response_body"`
}

// Recordings are those of the real API, by name. Where they are not at hand
// there are none: the test says so and goes on, except in CI, where it fails.
func Recordings(t testing.TB) map[string][]Recorded {
	t.Helper()
	directory, err := Locate()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the recordings must be there in CI: %s", err)
		}
		t.Logf("SKIPPED what needs the recordings: %s", err)
		return nil
	}
	all, err := readRecordings(os.DirFS(filepath.Join(directory, "recordings")))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// RecordedAnswers are one of each kind in the recordings: of each operation with
// each status.
func RecordedAnswers(t testing.TB) []Recorded {
	t.Helper()
	var answers []Recorded
	kinds := map[string]bool{}
	recordings := Recordings(t)
	for _, name := range slices.Sorted(maps.Keys(recordings)) {
		for _, r := range recordings[name] {
			kind := fmt.Sprint(r.Op, r.Status)
			if !kinds[kind] && json.Valid(r.ResponseBody) {
				kinds[kind] = true
				answers = append(answers, r)
			}
		}
	}
	return answers
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
