package katapult

import "sync"

// inlineRules are the security groups whose rules a resource of this process owns. Whoever
// manages a rule by itself learns from it that the two will fight.
type inlineRules struct {
	mu     sync.Mutex
	groups map[string]bool
}

// SetInline notes whether a resource of this process owns all rules of a security group.
func (s SecurityGroupRules) SetInline(groupID string, owned bool) {
	s.inline.mu.Lock()
	defer s.inline.mu.Unlock()
	s.inline.groups[groupID] = owned
}

// IsInline reports whether a resource of this process owns all rules of a security group.
func (s SecurityGroupRules) IsInline(groupID string) bool {
	s.inline.mu.Lock()
	defer s.inline.mu.Unlock()
	return s.inline.groups[groupID]
}
