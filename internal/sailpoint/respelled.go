package sailpoint

import (
	"context"
	"slices"

	"terraform-provider-katapult/internal/rest"
)

// deleteRespelled retries the groups that were not found, if the API knows another spelling
// of their IDs. It replaces their outcomes in deletions.
func (s GovernanceGroups) deleteRespelled(ctx context.Context, deletions []Deletion) {
	notFound := map[string]int{}
	var spellings []string
	for i, d := range deletions {
		if d.Outcome == NotFound && !isCanonicalID(d.ID) {
			notFound[normalizeID(d.ID)] = i
			spellings = append(spellings, idSpellings(d.ID)[1:]...)
		}
	}
	var known []string
	for chunk := range slices.Chunk(spellings, maxRead) {
		found, err := rest.Collect(s.list(ctx, filterIn("id", chunk), "id"))
		if err != nil {
			markUndecided(deletions, notFound, "it was not found, and searching for another spelling of its ID failed: "+err.Error())
			return
		}
		for _, g := range found {
			if _, asked := notFound[normalizeID(g.ID)]; asked {
				known = append(known, g.ID)
			}
		}
	}
	if len(known) == 0 {
		return
	}
	redeleted, err := s.deleteChunk(ctx, Distinct(known))
	if err != nil {
		markUndecided(deletions, notFound, "SailPoint spells its ID differently, and deleting it by that spelling failed: "+err.Error())
		return
	}
	for _, d := range redeleted {
		i := notFound[normalizeID(d.ID)]
		d.ID = deletions[i].ID
		deletions[i] = d
	}
}

// markUndecided marks the deletions at the given indexes as undecided.
func markUndecided(deletions []Deletion, indexes map[string]int, reason string) {
	for _, i := range indexes {
		deletions[i].Outcome, deletions[i].Reason = Undecided, reason
	}
}
