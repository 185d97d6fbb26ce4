package katapult

import "testing"

func TestAssignmentThatTheAnswerLacksIsAnError(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"disk":{"id":"disk_1","state":"built"}}`,
		`{"disk":null,"task":{"status":"completed"}}`,
	} {
		c := New(Options{Organization: "acme", Transport: fixed(body)})
		disk, err := c.Disks.Assign(t.Context(), "disk_1", "vm_1")
		if err == nil {
			t.Errorf("%s: got a disk with the assignment %v", body, disk.Assignment)
		}
	}
}
