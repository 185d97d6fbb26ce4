package registry_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	quoted     = regexp.MustCompile("`([^`]+)`")
	goPath     = regexp.MustCompile(`^(internal|objects|katapult|crud|attrs|rest|simulator|registry|provider|contract|acctest|chaos|examples|templates|scripts)(/[A-Za-z0-9_.-]+)+/?$`)
	goName     = regexp.MustCompile(`^[A-Za-z]\w*(\.[A-Za-z]\w*)?$`)
	ofAPackage = regexp.MustCompile(`^(attrs|crud|katapult|rest|acctest)\.[A-Z]\w*(\.[A-Z]\w*)?$`)
)

// TestContributingNamesWhatThereIs looks for the paths and the Go names that CONTRIBUTING
// quotes. In a table, a name before "in" and a path has to stand there.
func TestContributingNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for line := range strings.Lines(string(content)) {
		var names []string // since the last path
		for _, match := range quoted.FindAllStringSubmatchIndex(line, -1) {
			word, before := line[match[2]:match[3]], line[:match[0]]
			switch {
			case goPath.MatchString(word):
				source, err := sourceAt(word)
				if err != nil {
					t.Errorf("there is no %s: %s", word, line)
				}
				if strings.HasPrefix(line, "|") && strings.HasSuffix(before, " in ") {
					found += len(names)
					requireNames(t, source, names, line)
				}
				names = nil
			case ofAPackage.MatchString(word):
				folder, name, _ := strings.Cut(word, ".")
				source, _ := sourceAt(folder)
				found++
				requireNames(t, source, strings.Split(name, "."), line)
				names = append(names, name)
			case goName.MatchString(word):
				names = append(names, word)
			}
		}
	}
	if found < 60 {
		t.Errorf("only %d names were looked for", found)
	}
}

func requireNames(t *testing.T, source string, names []string, line string) {
	t.Helper()
	for _, name := range names {
		last := name[strings.LastIndex(name, ".")+1:]
		if !regexp.MustCompile(`\b` + last + `\b`).MatchString(source) {
			t.Errorf("%s is not where CONTRIBUTING says: %s", name, line)
		}
	}
}

// sourceAt returns the text of a file, or of the Go files of a folder, which may be below
// internal.
func sourceAt(path string) (string, error) {
	full := filepath.Join(root, path)
	if _, err := os.Stat(full); err != nil {
		full = filepath.Join(root, "internal", path)
	}
	info, err := os.Stat(full)
	if err != nil {
		return "", err
	}
	files := []string{full}
	if info.IsDir() {
		files, _ = filepath.Glob(filepath.Join(full, "*.go"))
	}
	var text strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		text.Write(content)
	}
	return text.String(), nil
}
