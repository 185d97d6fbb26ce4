package katapult_test

import (
	"testing"

	"terraform-provider-katapult/internal/katapult"
)

func TestTargetOfABackupPolicyIsReadInEveryShape(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]katapult.BackupTarget{
		`{"target":{"id":"vm_1","initial_root_password":"x"}}`: {VirtualMachineID: "vm_1"},
		`{"target":{"id":"disk_1"}}`:                           {DiskID: "disk_1"},
		`{"type":"VirtualMachine","value":{"id":"vm_1"}}`:      {VirtualMachineID: "vm_1"},
		`{"type":"Disk","value":{"id":"disk_1"}}`:              {DiskID: "disk_1"},
		`{"type":"Disk","value":{"id":"d1"}}`:                  {DiskID: "d1"},
		`{}`:                                                   {},
		`null`:                                                 {},
		`"vm_1"`:                                               {},
		`{"target":{"id":1}}`:                                  {},
	} {
		api := clientWithResponse(t, 200, true, `{"disk_backup_policy":{"id":"dbp_1","retention":1,"target":`+target+`}}`)
		if got, err := api.DiskBackupPolicies.Get(t.Context(), "dbp_1"); err != nil || got.Target != want {
			t.Errorf("%s: %+v, %v", target, got.Target, err)
		}
	}
}
