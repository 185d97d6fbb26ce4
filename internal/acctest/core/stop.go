package core

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// stop is how a command learns that somebody has interrupted it.
type stop struct {
	mutex    sync.Mutex
	asked    bool
	provider *client
}

// reset begins a command that nobody has interrupted yet.
func (s *stop) reset() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.asked = false
}

// watch notes the provider that is to be stopped.
func (s *stop) watch(provider *client) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.provider = provider
}

func (s *stop) stopped() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.asked
}

// now stops the provider, and keeps everything from being begun that has not
// been.
func (s *stop) now(ctx context.Context) {
	s.mutex.Lock()
	provider := s.provider
	s.asked = true
	s.mutex.Unlock()
	if provider != nil {
		_, _ = provider.StopProvider(ctx, &tfprotov6.StopProviderRequest{})
	}
}
