package filestoragevolume

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// explain shows a refusal at the argument that it is about. If that is the name, it says
// which volume may have it.
func explain(ctx context.Context, api *katapult.Client, plan *model, err error) error {
	argument := katapult.RefusedArgument(err, "name", "associations", "data_center")
	switch {
	case errors.As(err, new(*katapult.FileStorageVolumeExistsError)):
		argument = "name"
	case katapult.HasCode(err, katapult.DataCenterNotFound), errors.As(err, new(*katapult.NoDataCenterError)):
		argument = "data_center"
	case argument == "name":
		err = explainTaken(ctx, api, plan.Name.ValueString(), err)
	}
	return crud.AtIf(argument != "", path.Root(argument), err)
}

// explainTaken names the volumes that may have a name that was refused. The trash does not
// tell the names of what is in it.
func explainTaken(ctx context.Context, api *katapult.Client, name string, refusal error) error {
	all, err := api.FileStorageVolumes.List(ctx)
	if err != nil {
		return refusal
	}
	for _, other := range all {
		if other.Name == name {
			return fmt.Errorf("file storage volume %s has this name: %w", other.ID, refusal)
		}
	}
	entries, err := api.TrashObjects.List(ctx)
	if err != nil {
		return refusal
	}
	e := &trashedNameError{refusal: refusal}
	for _, entry := range entries {
		if entry.ObjectType == "FileStorageVolume" {
			e.deleted = append(e.deleted, fmt.Sprintf("%s (kept until %s)", entry.ObjectID, attrs.Time(entry.KeepUntil).ValueString()))
		}
	}
	if len(e.deleted) == 0 {
		return refusal
	}
	return e
}

// trashedNameError is the error for a name that only a volume in the trash can have.
type trashedNameError struct {
	deleted []string
	refusal error
}

func (e *trashedNameError) Error() string {
	return fmt.Sprintf("%s. No volume has this name, except perhaps one in the trash, which keeps its name there: %s", e.refusal, strings.Join(e.deleted, ", "))
}

func (e *trashedNameError) Unwrap() error { return e.refusal }

// Hint implements crud's optional interface for advice.
func (*trashedNameError) Hint() string {
	return "Purge that volume with the action katapult_trash_object_purge; or restore it with katapult_trash_object_restore, and import it; or choose another name."
}
