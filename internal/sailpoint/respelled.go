package sailpoint

import (
	"context"
	"slices"
)

// deleteRespelled deletes groups that were not found by the ID they were given
// by, if the API knows them by another spelling of it. What has become of them
// then takes the place of what had.
func (s GovernanceGroups) deleteRespelled(ctx context.Context, deletions []Deletion) {
	missed := map[string]int{}
	var forms []string
	for i, d := range deletions {
		if d.Outcome == NotFound && !isUsual(d.ID) {
			missed[normalized(d.ID)] = i
			forms = append(forms, formsOf(d.ID)[1:]...)
		}
	}
	var known []string
	for chunk := range slices.Chunk(forms, maxRead) {
		found, err := collect(s.list(ctx, oneOf("id", chunk), "id"))
		if err != nil {
			undecided(deletions, missed, "it was not found, and whether SailPoint spells its ID differently cannot be looked up: "+err.Error())
			return
		}
		for _, g := range found {
			if _, asked := missed[normalized(g.ID)]; asked {
				known = append(known, g.ID)
			}
		}
	}
	if len(known) == 0 {
		return
	}
	again, err := s.deleteChunk(ctx, Distinct(known))
	if err != nil {
		undecided(deletions, missed, "SailPoint spells its ID differently, and deleting it by that failed: "+err.Error())
		return
	}
	for _, d := range again {
		i := missed[normalized(d.ID)]
		d.ID = deletions[i].ID
		deletions[i] = d
	}
}

// undecided says of the deletions at some places that the groups stay for all
// that is known.
func undecided(deletions []Deletion, at map[string]int, reason string) {
	for _, i := range at {
		deletions[i].Outcome, deletions[i].Reason = Undecided, reason
	}
}
