package sailpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// MaxDelete is the maximum number of groups in one call. SailPoint refuses more, and does
// not say whether it has deleted some of them by then.
const MaxDelete = 100

// Outcome says what happened to a group that was to be deleted.
type Outcome int

// After Deleted and NotFound the group does not exist. After the others it remains.
const (
	Deleted Outcome = iota
	NotFound
	InUse
	Undecided
)

// Deletion is the result for one group.
type Deletion struct {
	ID      string
	Outcome Outcome
	// Reason says why the group remains, in SailPoint's words if it gave any.
	Reason string
}

// DeleteChunk deletes at most MaxDelete distinct groups with one call. It returns one
// Deletion per ID, in the same order. An error concerns all of them.
//
// POST /workgroups/v1/bulk-delete
func (s GovernanceGroups) DeleteChunk(ctx context.Context, ids []string) ([]Deletion, error) {
	all, err := s.deleteChunk(ctx, ids)
	if err == nil {
		s.deleteRespelled(ctx, all)
	}
	return all, err
}

func (s GovernanceGroups) deleteChunk(ctx context.Context, ids []string) ([]Deletion, error) {
	results, retried, err := s.bulkDelete(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Deletion, len(ids))
	for i, id := range ids {
		result, mentioned := results[normalizeID(id)]
		if !mentioned {
			all[i] = s.checkDeleted(ctx, id)
			continue
		}
		all[i] = Deletion{ID: id, Outcome: result.deleteOutcome(), Reason: result.String()}
		if all[i].Outcome == NotFound && retried {
			all[i].Outcome = Deleted // by the attempt with the lost response
		}
	}
	return all, nil
}

func (r itemResult) deleteOutcome() Outcome {
	switch r.Status {
	case http.StatusNoContent, http.StatusOK:
		return Deleted
	case http.StatusNotFound:
		return NotFound
	case http.StatusConflict:
		return InUse
	}
	return Undecided
}

// checkDeleted reads a group that the response does not mention to find out whether it was
// deleted.
func (s GovernanceGroups) checkDeleted(ctx context.Context, id string) Deletion {
	const unmentioned = "SailPoint's response does not mention the group"
	_, err := s.getConfirmed(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound):
		return Deletion{ID: id, Outcome: Deleted}
	case err != nil:
		return Deletion{id, Undecided, unmentioned + ", and reading it failed: " + err.Error()}
	}
	return Deletion{id, Undecided, unmentioned + ", and it still exists"}
}

// bulkDelete sends the call and retries it while its outcome is unknown: deleting twice
// does no harm. retried says that a response was lost, so the lost attempt may have deleted
// groups that are now not found.
func (s GovernanceGroups) bulkDelete(ctx context.Context, ids []string) (results map[string]itemResult, retried bool, err error) {
	if len(ids) > MaxDelete {
		return nil, false, fmt.Errorf("%d groups are too many for one call", len(ids))
	}
	for attempt := 1; ; attempt++ {
		var response []itemResult
		err := s.client.do(ctx, rest.Call{
			Method: http.MethodPost, Path: s.client.workgroups + "/bulk-delete", Body: map[string][]string{"ids": ids}, Into: &response,
		})
		if !rest.IsUnknownOutcome(err) {
			return s.byID(response), retried, err
		}
		if attempt > s.client.rest.MaxRetries {
			return nil, true, fmt.Errorf("%w (after %d attempts)", err, attempt)
		}
		retried = true
		if sleepErr := rest.Sleep(ctx, s.client.rest.Backoff(attempt)); sleepErr != nil {
			return nil, true, fmt.Errorf("%w; before that: %w", sleepErr, err)
		}
	}
}

func (s GovernanceGroups) deleteMany(ctx context.Context, ids []string) callResults[Deletion] {
	deletions, err := s.DeleteChunk(ctx, ids)
	if err != nil {
		return sameResult(ids, callResult[Deletion]{err: err})
	}
	all := make(callResults[Deletion], len(ids))
	for _, d := range deletions {
		all[normalizeID(d.ID)] = callResult[Deletion]{value: d}
	}
	return all
}

// maxInUsePause is the longest pause between attempts to delete a group in use.
const maxInUsePause = 15 * time.Second

// Delete deletes a group. A group that does not exist is no error. Concurrent calls share a
// request. Delete retries while the group is in use, because SailPoint only notices after a
// while that a user is gone. If ctx ends first, it returns an InUseError.
//
// POST /workgroups/v1/bulk-delete. The call for a single group documents no response for a
// group that does not exist or is in use.
func (s GovernanceGroups) Delete(ctx context.Context, groupID string) error {
	start := time.Now()
	var (
		inUse   Deletion
		lastErr error // the last attempt, after one that found the group in use
	)
	for pause := s.client.inUsePause; ; pause = min(2*pause, maxInUsePause) {
		d, err := s.client.deletions.do(ctx, groupID)
		wasInUse := inUse.Outcome == InUse
		switch {
		case wasInUse && ctx.Err() != nil && err != nil:
			return s.newInUseError(ctx, inUse, time.Since(start), err, lastErr)
		case wasInUse && isTemporary(err):
			lastErr = err
		case err != nil:
			return err
		case d.Outcome == Deleted || d.Outcome == NotFound:
			return nil
		case d.Outcome == Undecided:
			return errors.New(d.Reason)
		default:
			inUse, lastErr = d, nil
		}
		s.client.log(ctx, "a governance group is in use, retrying later", map[string]any{"id": groupID, "pause_ms": pause.Milliseconds()})
		if err := rest.Sleep(ctx, pause); err != nil {
			return s.newInUseError(ctx, inUse, time.Since(start), err, lastErr)
		}
	}
}

// isTemporary reports whether err says nothing about the group and a retry may succeed: the
// response was lost, the server failed, or no connection could be made.
func isTemporary(err error) bool {
	var (
		unreachable *rest.UnreachableError
		response    *Error
	)
	return rest.IsUnknownOutcome(err) || errors.As(err, &unreachable) ||
		errors.As(err, &response) && (response.Status >= http.StatusInternalServerError || response.Retryable() || response.Throttled())
}

// connectionsTimeout bounds reading the connections after the deadline.
const connectionsTimeout = 30 * time.Second

// newInUseError returns the error of a group that is still in use, and reads what uses it.
func (s GovernanceGroups) newInUseError(ctx context.Context, deletion Deletion, tried time.Duration, cause, lastErr error) error {
	e := &InUseError{ID: deletion.ID, Reason: deletion.Reason, Tried: tried, Cause: cause, Failed: lastErr}
	if !e.timedOut() {
		return e // the caller was stopped: send no more requests
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectionsTimeout)
	defer cancel()
	e.Connections, e.Unknown = rest.Collect(s.Connections(ctx, deletion.ID))
	return e
}

// InUseError says that a group was not deleted because other objects use it.
type InUseError struct {
	ID string
	// Reason is SailPoint's own description.
	Reason string
	// Connections lists the objects that use the group. Unknown says why they could not be
	// read.
	Connections []Connection
	Unknown     error
	// Tried is the total time of all attempts. Cause says why they ended.
	Tried time.Duration
	Cause error
	// Failed is the error of the last attempt, unless that found the group in use.
	Failed error
}

func (e *InUseError) Error() string {
	users := make([]string, len(e.Connections))
	for i, c := range e.Connections {
		users[i] = c.String()
	}
	text := "the governance group is in use"
	switch {
	case len(users) > 0:
		text += " by " + strings.Join(users, ", ")
	case e.Unknown != nil:
		text += "; reading what uses it failed: " + e.Unknown.Error()
	case e.timedOut():
		text += ", although SailPoint lists nothing that uses it"
	}
	text = fmt.Sprintf("%s. Deleting it was retried for %s: %s. SailPoint says: %s", text, e.Tried.Round(100*time.Millisecond), e.Cause, e.Reason)
	if e.Failed != nil {
		text += ". The last attempt failed: " + e.Failed.Error()
	}
	return text
}

// timedOut reports whether the deadline ended the attempts. Only then were the connections
// read.
func (e *InUseError) timedOut() bool { return errors.Is(e.Cause, context.DeadlineExceeded) }

func (e *InUseError) Unwrap() error { return e.Cause }
