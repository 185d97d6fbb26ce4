package virtualmachinebuild_test

import (
	"testing"

	"terraform-provider-katapult/internal/acctest"
	"terraform-provider-katapult/internal/objects/compute/virtualmachinebuild"
)

const build = "katapult_virtual_machine_build"

func TestFindsABuildAndItsMachine(t *testing.T) {
	t.Parallel()
	acctest.FastClock(t, func(t *testing.T) {
		w := acctest.New(t, virtualmachinebuild.Object)
		w.SetTaskTime("Build virtual machine", 60, 60)
		id := w.StartBuild()
		w.Reads(build, map[string]string{"state": "pending", "virtual_machine_id": acctest.Null}, `id = "`+id+`"`)
		w.SetTaskTime("Build virtual machine", 0, 0)
		done := w.StartBuild()
		w.Reads(build, map[string]string{"state": "complete", "virtual_machine_id": w.Only("virtual_machine")}, `id = "`+done+`"`)
		w.Remove(w.Only("virtual_machine"))
	})
}

func TestFailsClearly(t *testing.T) {
	t.Parallel()
	acctest.New(t, virtualmachinebuild.Object).Refuses(build, `id = "vmbuild_none"`, `id = "vmbuild_none"`, `404 build_not_found`)
}
