package contract

import (
	"fmt"
	"os"
	"path/filepath"
)

// Locate finds the directory with the API's published facts, which lies beside
// the module and is not part of it.
func Locate() (string, error) {
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
	facts := filepath.Join(directory, "..", "shared", "katapult")
	if _, err := os.Stat(filepath.Join(facts, "core-openapi.json")); err != nil {
		return "", fmt.Errorf("the facts about the API are not there: %w", err)
	}
	return filepath.Clean(facts), nil
}
