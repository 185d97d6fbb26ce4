package virtualmachinenetworkinterface

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"terraform-provider-katapult/internal/katapult"
)

const (
	ownAddress   = "ip_own"
	takenByOther = "ip_taken"

	networkInterfaceBody = `{"virtual_machine_network_interface":{"id":"vmnet_1","state":"attached"}}`
)

// busyMachine is an API with one machine, and an address with another owner. It fails
// the test if an allocation arrives at a bad time.
type busyMachine struct {
	t *testing.T
	// locked says that another operation has the lock of the machine.
	locked atomic.Bool
	// transition says that the machine is stopping.
	transition atomic.Bool
	// free says that the other owner has released the address.
	free      atomic.Bool
	allocated atomic.Int32
}

func (m *busyMachine) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := http.StatusOK, `{}`
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/allocate_ip"):
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if m.locked.Load() || m.transition.Load() {
			m.t.Errorf("allocation while another operation has the lock (%t), or in a transition (%t): %s", m.locked.Load(), m.transition.Load(), sent)
		}
		body = networkInterfaceBody
		if strings.Contains(string(sent), takenByOther) && !m.free.Load() {
			status, body = http.StatusUnprocessableEntity, `{"error":{"code":"ip_already_allocated","description":"taken","detail":{}}}`
		} else {
			m.allocated.Add(1)
		}
	case strings.HasSuffix(path, "/virtual_machine_network_interface"):
		body = networkInterfaceBody
	case strings.HasSuffix(path, "/ip_address"):
		body = `{"ip_address":{"id":"` + takenByOther + `","address":"203.0.113.7"}}`
	case strings.HasSuffix(path, "/virtual_machine"):
		state := "started"
		if m.transition.Load() {
			state = "stopping"
		}
		body = `{"virtual_machine":{"id":"vm_1","name":"web","state":"` + state + `"}}`
	}
	header := http.Header{"Content-Type": {"application/json"}, "X-Api-Schema": {"json"}}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// exchange replaces the interface's own address by the taken one.
func (m *busyMachine) exchange(ctx context.Context, api *katapult.Client) error {
	machine, err := lockMachine(ctx, api, "vm_1")
	if err != nil {
		return err
	}
	defer machine.unlock()
	if _, err := machine.WaitSettled(ctx); err != nil {
		return err
	}
	now := katapult.VirtualMachineNetworkInterface{ID: "vmnet_1", State: katapult.Attached, IPAddresses: []katapult.IPAddress{{ID: ownAddress}}}
	plan, progress := &model{}, &model{}
	plan.setManaged([]string{takenByOther})
	progress.setManaged([]string{ownAddress})
	return convergence{api: api, machine: machine, plan: plan, progress: progress}.setAddresses(ctx, now)
}

func TestAddressIsRestoredOnlyWithTheLockOfTheMachine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &busyMachine{t: t}
		api := katapult.New(katapult.Options{Organization: "acme", Transport: m})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		done := make(chan error)
		go func() { done <- m.exchange(ctx, api) }()
		time.Sleep(10 * time.Second) // the exchange waits for the release, without the lock
		other, err := api.VirtualMachines.Lock(t.Context(), "vm_1")
		if err != nil {
			t.Fatal(err)
		}
		m.locked.Store(true)
		time.Sleep(12 * time.Second)
		m.locked.Store(false)
		other.Unlock()
		if err := <-done; !katapult.HasCode(err, katapult.IPAlreadyAllocated) || strings.Contains(err.Error(), "could not be given back") {
			t.Error(err)
		}
		if n := m.allocated.Load(); n != 1 {
			t.Errorf("%d addresses allocated, want its own one", n)
		}
		if other, err = api.VirtualMachines.Lock(t.Context(), "vm_1"); err != nil {
			t.Fatalf("the machine stayed locked: %v", err)
		}
		other.Unlock()
	})
}

func TestAddressThatCannotBeRestoredWithinTheGracePeriodIsNamed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &busyMachine{t: t}
		api := katapult.New(katapult.Options{Organization: "acme", Transport: m})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		done := make(chan error)
		go func() { done <- m.exchange(ctx, api) }()
		time.Sleep(10 * time.Second)
		other, err := api.VirtualMachines.Lock(t.Context(), "vm_1")
		if err != nil {
			t.Fatal(err)
		}
		defer other.Unlock()
		m.locked.Store(true)
		err = <-done
		if !katapult.HasCode(err, katapult.IPAlreadyAllocated) || !strings.Contains(err.Error(), "IP address "+ownAddress+", which it had before, could not be given back: waiting for other work on virtual machine vm_1") {
			t.Error(err)
		}
	})
}

func TestMachineSettlesAgainBeforeTheReleasedAddressIsAllocated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &busyMachine{t: t}
		api := katapult.New(katapult.Options{Organization: "acme", Transport: m})
		end := api.IPAddresses.AnnounceRelease(takenByOther)
		done := make(chan error)
		go func() { done <- m.exchange(t.Context(), api) }()
		time.Sleep(time.Minute)
		m.transition.Store(true)
		m.free.Store(true)
		end()
		time.Sleep(time.Minute)
		m.transition.Store(false)
		if err := <-done; err != nil {
			t.Error(err)
		}
		if n := m.allocated.Load(); n != 1 {
			t.Errorf("%d addresses allocated, want the released one", n)
		}
	})
}
