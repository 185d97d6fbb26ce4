package chaos_test

import (
	"fmt"
	"slices"
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/chaos"
)

func TestEveryDisagreementIsFound(t *testing.T) {
	t.Parallel()
	w := acctest.New(t)
	known, twin, stray := w.AddGroup("web"), w.AddGroup("web"), w.AddGroup("stray")
	state := fmt.Sprintf(`{"resources":[
		{"mode":"managed","instances":[{"attributes":{"id":%q}},{"attributes":{"id":"vmgrp_gone"}}]},
		{"mode":"data","instances":[{"attributes":{"id":"vmgrp_read"}}]}
	]}`, known)
	audit, err := chaos.Compare(w.Simulator, map[string]int{"group web": 1, "group stray": 1}, state)
	if err != nil || audit.Fine() || !slices.Equal(audit.Duplicates, []string{"group web"}) ||
		!slices.Equal(audit.Orphans, []string{twin, stray}) || !slices.Equal(audit.Ghosts, []string{"vmgrp_gone"}) {
		t.Errorf("%s, %v", audit, err)
	}
	second := fmt.Sprintf(`{"resources":[{"mode":"managed","instances":[{"attributes":{"id":%q}},{"attributes":{"id":%q}}]}]}`, twin, stray)
	w.Remove(twin)
	first := fmt.Sprintf(`{"resources":[{"mode":"managed","instances":[{"attributes":{"id":%q}}]}]}`, known)
	if audit, err := chaos.Compare(w.Simulator, map[string]int{"group web": 1, "group stray": 1}, first, second); err != nil || !slices.Equal(audit.Ghosts, []string{twin}) || len(audit.Orphans)+len(audit.Duplicates) > 0 {
		t.Errorf("two states: %s, %v", audit, err)
	}
	if _, err := chaos.Compare(w.Simulator, nil, "{"); err == nil {
		t.Error("half a state is read")
	}
}
