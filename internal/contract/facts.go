// Package contract finds what is published and recorded of the APIs, which the
// simulators are held against. It lies beside the module and is no part of it.
package contract

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Facts finds a file or directory among the facts about the APIs, such as
// "katapult/recordings".
func Facts(name string) (string, error) {
	directory, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(directory, "go.mod")); err == nil {
			break
		}
		parent := filepath.Dir(directory)
		if parent == directory {
			return "", fmt.Errorf("no go.mod above the working directory")
		}
		directory = parent
	}
	path := filepath.Join(directory, "..", "shared", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("the facts about the API are missing: %w", err)
	}
	return path, nil
}

// Missing says that a test goes on without facts. In CI it fails the test.
func Missing(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("CI needs the facts about the API: %s", err)
	}
	t.Logf("SKIPPED what needs the facts about the API: %s", err)
}

// Require is Facts for a test that cannot go on without them: it is skipped.
func Require(t testing.TB, name string) string {
	t.Helper()
	path, err := Facts(name)
	if err != nil {
		Missing(t, err)
		t.SkipNow()
	}
	return path
}

// Opener makes a function that loads one of the facts, once in the life of a
// process. Where the file is missing it returns nil, as Missing says.
func Opener[T any](name string, load func(path string) (*T, error)) func(testing.TB) *T {
	var once sync.Once
	var loaded *T
	var failed error
	return func(t testing.TB) *T {
		t.Helper()
		path, err := Facts(name)
		if err != nil {
			Missing(t, err)
			return nil
		}
		once.Do(func() { loaded, failed = load(path) })
		if failed != nil {
			t.Fatal(failed)
		}
		return loaded
	}
}
