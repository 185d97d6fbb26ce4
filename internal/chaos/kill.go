package chaos

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	simulator "terraform-provider-katapult/internal/simulator/katapult"
)

// Killer stands before a cloud and kills the provider, which Terraform starts as
// a process of its own, at one of its requests.
type Killer struct {
	cloud *simulator.Simulator
	// pid is a file with the number of the process that was started last.
	pid string

	mu     sync.Mutex
	count  int
	at     int
	after  bool
	killed bool
}

// NewKiller puts a killer before a world.
func NewKiller(t *testing.T, w *acctest.World) *Killer {
	t.Helper()
	k := &Killer{cloud: w.Simulator, pid: filepath.Join(t.TempDir(), "pid")}
	server := httptest.NewServer(k)
	t.Cleanup(server.Close)
	w.URL = server.URL
	return k
}

// Watch has a Shell start the built provider in such a way that it can be
// killed.
func (k *Killer) Watch(t *testing.T, shell *acctest.Shell) {
	t.Helper()
	dir := t.TempDir()
	program := acctest.Program(t)
	script := fmt.Sprintf("#!/bin/sh\necho $$ >'%s'\nexec '%s' \"$@\"\n", k.pid, program)
	if err := os.WriteFile(filepath.Join(dir, filepath.Base(program)), []byte(script), 0o700); err != nil { //nolint:gosec // it is to be run
		t.Fatal(err)
	}
	shell.Use(dir)
}

// Arm has the provider killed at a request, counted from 1 and from now, before
// its effect or after it. 0 is none.
func (k *Killer) Arm(request int, after bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.count, k.at, k.after, k.killed = 0, request, after, false
}

// Killed reports whether it came to that.
func (k *Killer) Killed() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.killed
}

// turn counts a request, and reports whether it is the one.
func (k *Killer) turn() (itIs, after bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.count++
	return k.count == k.at, k.after
}

// ServeHTTP passes a request on, unless it is the last of the process.
func (k *Killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	itIs, after := k.turn()
	if !itIs {
		k.cloud.ServeHTTP(w, r)
		return
	}
	// Only when its body has been read does a request end with its connection.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if after {
		k.cloud.ServeHTTP(httptest.NewRecorder(), r)
	}
	if err := k.kill(); err != nil {
		panic(err)
	}
	<-r.Context().Done() // it was the process that sent it
	panic(http.ErrAbortHandler)
}

func (k *Killer) kill() error {
	content, err := os.ReadFile(k.pid)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil {
		return err
	}
	process, err := os.FindProcess(number)
	if err != nil {
		return err
	}
	k.mu.Lock()
	k.killed = true
	k.mu.Unlock()
	return process.Kill()
}
