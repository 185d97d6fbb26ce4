// Package filestoragevolume manages katapult_file_storage_volume and finds existing file
// storage volumes.
package filestoragevolume

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-katapult/internal/attrs"
	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the file storage volume.
var Object = crud.Object{
	Resource:    volume.New,
	DataSources: append(many.DataSources(), one.New),
	Lists:       []func() list.ListResource{listing.New},
}

var volume = crud.Resource[*katapult.Client, model]{
	Type:     "katapult_file_storage_volume",
	Prefixes: []string{"fsv_"},
	Timeouts: &crud.Timeouts{Create: crud.DefaultTimeout, Delete: crud.DefaultTimeout},
	Schema: schema.Schema{
		MarkdownDescription: "A file storage volume: a file system that virtual machines mount over NFS.\n\n" +
			"**Machines.** This resource owns the associations of its volume: a machine that is not among `associations` can no longer mount it. " +
			"An apply returns when Katapult has configured the volume for its machines, which takes up to a minute.\n\n" +
			"**Names** are unique within an organization, and a volume in the trash keeps its name. " +
			"A destroy purges the volume from the trash, also while machines use it; where the provider's `skip_trash_object_purge` keeps it there, it is renamed first.",
		Attributes: map[string]schema.Attribute{
			"id": attrs.ID("ID of the volume."),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the volume, of 128 characters at most. No other volume of the organization may have it.", Required: true,
				Validators: []validator.String{attrs.NotBlank(), stringvalidator.UTF8LengthAtMost(128)},
			},
			"associations": schema.SetAttribute{
				MarkdownDescription: "IDs of the virtual machines that may mount the volume. Defaults to none.",
				ElementType:         types.StringType, Optional: true, Computed: true,
				Validators:    []validator.Set{attrs.KnownElements()},
				PlanModifiers: []planmodifier.Set{attrs.NoneByDefault()},
			},
			"data_center": schema.StringAttribute{
				MarkdownDescription: "Permalink or ID of the data centre that the volume is in. Defaults to that of the provider, which is only asked when a volume is created. Changing this forces a new resource.",
				Optional:            true, Computed: true,
				Validators:    []validator.String{attrs.NotBlank()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"annotations": schema.MapAttribute{
				MarkdownDescription: "Annotations of the volume: keys and values that other programs can find it by. " +
					"A plan takes all volumes from one list; those with annotations are read one by one.",
				ElementType: types.StringType, Optional: true,
				Validators: []validator.Map{attrs.KnownValues()},
			},
			"nfs_location": attrs.ComputedOnce("What machines mount, as `HOST:/PATH`. The function `parse_nfs_location` takes it apart."),
			"state":        attrs.ComputedOnce("What is being done to the volume: `pending` or `configuring`; `ready` when nothing is, and `failed` when that could not be done. `in_trash` while a destroy is not complete."),
		},
	},
	Plan: plan, Create: create, Read: read, Update: update, Destroy: destroy,
}

type model struct {
	ID           types.String   `tfsdk:"id"`
	Name         types.String   `tfsdk:"name"`
	Associations types.Set      `tfsdk:"associations"`
	DataCenter   types.String   `tfsdk:"data_center"`
	Annotations  types.Map      `tfsdk:"annotations"`
	NFSLocation  types.String   `tfsdk:"nfs_location"`
	State        types.String   `tfsdk:"state"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// fill copies a volume without its annotations.
func (m *model) fill(v katapult.FileStorageVolume) {
	m.ID = types.StringValue(v.ID)
	m.Name = types.StringValue(v.Name)
	m.Associations = associated(v)
	m.NFSLocation = location(v)
	m.State = types.StringValue(string(v.State))
	if m.DataCenter.ValueString() != v.DataCenter.ID {
		m.DataCenter = types.StringValue(v.DataCenter.Permalink)
	}
}

func associated(v katapult.FileStorageVolume) types.Set {
	return attrs.StringSet(attrs.Distinct(v.Associations, func(id string) string { return id }))
}

// location is empty for a volume that has none yet, as states of the krystal/katapult
// provider have it.
func location(v katapult.FileStorageVolume) types.String {
	if v.NFSLocation == nil {
		return types.StringValue("")
	}
	return types.StringValue(*v.NFSLocation)
}

// plan refuses a volume for which there is no data centre, and replaces one that is to be in
// another. Another way to write the same data centre is no change.
func plan(ctx context.Context, api *katapult.Client, prior, plan *model) error {
	if prior == nil {
		config, err := crud.Config[model](ctx)
		if err == nil && config.DataCenter.IsNull() && api.DataCenter() == "" {
			err = crud.At(path.Root("data_center"), &katapult.NoDataCenterError{})
		}
		return err
	}
	if prior.State.ValueString() == inTrash {
		plan.State = types.StringUnknown()
		crud.RequireReplace(ctx, path.Root("state"))
		return nil
	}
	wanted := attrs.String(plan.DataCenter)
	if wanted == nil || prior.DataCenter.IsNull() || plan.DataCenter.Equal(prior.DataCenter) {
		return nil
	}
	now, err := api.FileStorageVolumes.GetBasics(ctx, prior.ID.ValueString())
	switch {
	case err != nil:
		return err
	case *wanted == now.DataCenter.ID || *wanted == now.DataCenter.Permalink:
		plan.DataCenter = prior.DataCenter
	default:
		crud.RequireReplace(ctx, path.Root("data_center"))
	}
	return nil
}

func create(ctx context.Context, api *katapult.Client, plan *model) error {
	created, err := api.FileStorageVolumes.Create(ctx, katapult.FileStorageVolumeArguments{
		Name: plan.Name.ValueString(), Associations: attrs.SetTexts(plan.Associations),
		DataCenter: plan.DataCenter.ValueString(), Annotations: attrs.Texts(plan.Annotations),
	})
	if err != nil {
		return explain(ctx, api, plan, err)
	}
	ready, err := api.FileStorageVolumes.WaitReady(ctx, created)
	plan.fill(ready) // also after an error: the volume exists
	return err
}

func read(ctx context.Context, api *katapult.Client, state *model) error {
	imported := state.Name.IsNull()
	get := api.FileStorageVolumes.GetBasics
	if imported || !state.Annotations.IsNull() {
		get = api.FileStorageVolumes.Get // lists lack annotations
	}
	now, err := get(ctx, state.ID.ValueString())
	switch {
	case errors.Is(err, katapult.ObjectInTrash) && !imported:
		return readInTrash(ctx, state, err)
	case err == nil:
		err = crud.PrivateState(ctx).Set(deletingKey, nil)
	}
	if err != nil {
		return err
	}
	if imported && len(now.Annotations) > 0 {
		state.Annotations = attrs.TextMap(now.Annotations)
	}
	state.Annotations = attrs.Kept(state.Annotations, now.Annotations)
	state.fill(now)
	if now.State == katapult.FileStorageVolumeFailed {
		crud.Warn(ctx, "File storage volume has failed", fmt.Sprintf(
			"Katapult could not make or configure file storage volume %q (%s), and does not say why: machines may not be able to mount it. Look at it in the Katapult console.", now.Name, now.ID))
	}
	return nil
}

// update sends what differs from the state, and waits until the volume is configured for
// other machines.
func update(ctx context.Context, api *katapult.Client, plan, prior *model) error {
	change, err := changeOf(ctx, api, plan, prior)
	if err != nil {
		return err
	}
	volumeID := prior.ID.ValueString()
	var now katapult.FileStorageVolume
	if change.Name == nil && change.Associations == nil && change.Annotations == nil {
		now, err = api.FileStorageVolumes.Get(ctx, volumeID)
	} else {
		now, err = api.FileStorageVolumes.Update(ctx, volumeID, change)
	}
	if err != nil {
		return explain(ctx, api, plan, err)
	}
	prior.fill(now)
	prior.Annotations = plan.Annotations
	if change.Associations != nil {
		now, err = api.FileStorageVolumes.WaitConfigured(ctx, now)
		prior.fill(now)
	}
	plan.fill(now)
	return err
}

func changeOf(ctx context.Context, api *katapult.Client, plan, prior *model) (katapult.FileStorageVolumeChange, error) {
	var c katapult.FileStorageVolumeChange
	if !plan.Name.Equal(prior.Name) {
		c.Name = attrs.String(plan.Name)
	}
	if !plan.Associations.Equal(prior.Associations) {
		ids := append([]string{}, attrs.SetTexts(plan.Associations)...)
		c.Associations = &ids
	}
	if plan.Annotations.Equal(prior.Annotations) {
		return c, nil
	}
	now, err := api.FileStorageVolumes.Get(ctx, prior.ID.ValueString())
	if merged := attrs.Merged(now.Annotations, prior.Annotations, plan.Annotations); !maps.Equal(merged, now.Annotations) {
		c.Annotations = merged
	}
	return c, err
}

// deletingKey is set in the private state of a volume that a destroy may have put into the
// trash, until the destroy is complete. The next apply then replaces the volume.
const deletingKey = "deleting"

// inTrash is the state of a volume in the trash.
const inTrash = "in_trash"

// readInTrash keeps a volume in the state whose destroy is not complete: its name is taken
// until it is purged.
func readInTrash(ctx context.Context, state *model, err error) error {
	deleting := false
	if _, privateErr := crud.PrivateState(ctx).Get(deletingKey, &deleting); privateErr != nil {
		return privateErr
	}
	if !deleting {
		return err
	}
	state.State = types.StringValue(inTrash)
	return nil
}

func destroy(ctx context.Context, api *katapult.Client, state model) error {
	defer api.FileStorageVolumes.AnnounceRelease(state.Name.ValueString())()
	// Also where it is set already: the Delete of a replacement has the private data of the plan.
	if err := crud.PrivateState(ctx).Set(deletingKey, true); err != nil {
		return err
	}
	return api.FileStorageVolumes.Delete(ctx, state.ID.ValueString())
}
