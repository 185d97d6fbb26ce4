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

// Killer is a proxy in front of a cloud. It kills the provider's process at a chosen
// request.
type Killer struct {
	cloud *simulator.Simulator
	// pid is a file with the ID of the provider process that started last.
	pid string

	mu     sync.Mutex
	count  int
	killAt int
	after  bool
	killed bool
}

// NewKiller puts a Killer in front of a world.
func NewKiller(t *testing.T, w *acctest.World) *Killer {
	t.Helper()
	k := &Killer{cloud: w.Simulator, pid: filepath.Join(t.TempDir(), "pid")}
	server := httptest.NewServer(k)
	t.Cleanup(server.Close)
	w.URL = server.URL
	return k
}

// WrapProvider makes a Shell of the CLI start a provider through a script that records its
// process ID.
func (k *Killer) WrapProvider(t *testing.T, shell *acctest.Shell) {
	t.Helper()
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\necho $$ >'%s'\n%s \"$@\"\n", k.pid, acctest.PluginCommand(t))
	if err := os.WriteFile(filepath.Join(dir, "terraform-provider-katapult"), []byte(script), 0o700); err != nil { //nolint:gosec // it is to be run
		t.Fatal(err)
	}
	shell.Use(dir)
}

// Arm makes the killer end the provider at a request, before its effect or after it. The
// first request from now on is number 1; 0 disarms.
func (k *Killer) Arm(request int, after bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.count, k.killAt, k.after, k.killed = 0, request, after, false
}

// Killed reports whether the provider was killed since Arm.
func (k *Killer) Killed() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.killed
}

// countRequest counts a request and returns whether to kill the provider at it.
func (k *Killer) countRequest() (kill, after bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.count++
	return k.count == k.killAt, k.after
}

// ServeHTTP forwards a request, unless it is the one that kills the provider.
func (k *Killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kill, after := k.countRequest()
	if !kill {
		k.cloud.ServeHTTP(w, r)
		return
	}
	// net/http cancels a request's context on disconnect only after its body has been read.
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
	<-r.Context().Done() // the killed process was the client
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
