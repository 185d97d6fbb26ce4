package acctest

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Files returns the contents of all files below the shell's directory, by name. Plans are
// archives; their parts follow as archive/part.
func (s *Shell) Files() map[string]string {
	s.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(s.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(s.dir, path)
		files[name] = string(content)
		for part, unpacked := range unzip(s.t, content) {
			files[name+"/"+part] = unpacked
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return files
}

// unzip returns the parts of an archive, or nil if the content is no archive.
func unzip(t *testing.T, content []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil
	}
	parts := map[string]string{}
	for _, f := range archive.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		unpacked, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(unpacked)
		_ = part.Close()
	}
	return parts
}
