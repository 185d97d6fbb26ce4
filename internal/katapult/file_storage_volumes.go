package katapult

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"terraform-provider-katapult/internal/rest"
)

// FileStorageVolumes is access to file storage volumes, which machines mount over NFS.
type FileStorageVolumes struct{ client *Client }

// FileStorageVolume is a file system that virtual machines share. Names are unique within
// an organization, those in the trash included.
type FileStorageVolume struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	DataCenter DataCenter `json:"data_center"`
	// Associations are the IDs of the virtual machines that may mount it.
	Associations []string               `json:"associations"`
	State        FileStorageVolumeState `json:"state"`
	// NFSLocation is nil until the volume is ready for the first time.
	NFSLocation *string `json:"nfs_location"`
	// Size is in bytes, and nil if the API does not know it.
	Size *int64 `json:"size"`

	// Annotations are keys and values that users attach to it. Lists lack them.
	Annotations map[string]string `json:"-"`
}

// FileStorageVolumeState is what is being done to a volume.
type FileStorageVolumeState string

// A volume passes through the first two, each time it is changed, and ends in one of the
// others.
const (
	FileStorageVolumePending     FileStorageVolumeState = "pending"
	FileStorageVolumeConfiguring FileStorageVolumeState = "configuring"
	FileStorageVolumeReady       FileStorageVolumeState = "ready"
	FileStorageVolumeFailed      FileStorageVolumeState = "failed"
)

// FileStorageVolumeArguments are the arguments of a new file storage volume.
type FileStorageVolumeArguments struct {
	Name         string
	Associations []string
	// DataCenter is a permalink or an ID, and defaults to that of the client.
	DataCenter  string
	Annotations map[string]string
}

// FileStorageVolumeChange is a change of a file storage volume. What is left out stays.
type FileStorageVolumeChange struct {
	Name *string `json:"name,omitempty"`
	// Associations replace the current ones.
	Associations *[]string `json:"associations,omitempty"`
	// Annotations replace the current ones, unless they are nil.
	Annotations map[string]string `json:"-"`
}

func (v FileStorageVolume) identity() string { return v.ID }

func (v *FileStorageVolume) setAnnotations(annotations map[string]string) {
	v.Annotations = annotations
}

var fileStorageVolumes = object[FileStorageVolume]{
	key: "file_storage_volume", path: "/file_storage_volumes/file_storage_volume",
	list: list[FileStorageVolume]{path: "/organizations/organization/file_storage_volumes", key: "file_storage_volumes", paged: true},
}

// basicFileStorageVolumes are rows of the organization's list, which lack annotations.
var basicFileStorageVolumes = listBacked[FileStorageVolume]{name: fileStorageVolumes.list.path, threshold: 3, list: fileStorageVolumes.listAll}

// List returns all file storage volumes of the client's organization, without annotations.
//
// GET /organizations/organization/file_storage_volumes, all pages
func (s FileStorageVolumes) List(ctx context.Context) ([]FileStorageVolume, error) {
	return basicFileStorageVolumes.all(ctx, s.client, "")
}

// ListAnnotated returns the file storage volumes that have an annotation.
//
// GET /organizations/organization/file_storage_volumes, all pages
func (s FileStorageVolumes) ListAnnotated(ctx context.Context, key, value string) ([]FileStorageVolume, error) {
	return fileStorageVolumes.list.all(ctx, s.client, s.client.organization.lookup("organization"),
		lookup{"annotations[]", "key", key}, lookup{"annotations[]", "value", value})
}

// Get returns a file storage volume, or ErrNotFound, also for one in the trash.
//
// GET /file_storage_volumes/file_storage_volume
func (s FileStorageVolumes) Get(ctx context.Context, volumeID string) (FileStorageVolume, error) {
	return fileStorageVolumes.get(ctx, s.client, volumeID)
}

// GetBasics returns a file storage volume, or ErrNotFound, also for one in the trash. Under
// a maximum age it may lack annotations.
//
// GET /file_storage_volumes/file_storage_volume, or under a maximum age
// GET /organizations/organization/file_storage_volumes for many volumes
func (s FileStorageVolumes) GetBasics(ctx context.Context, volumeID string) (FileStorageVolume, error) {
	return basicFileStorageVolumes.get(ctx, s.client, "", volumeID, func(ctx context.Context) (FileStorageVolume, error) { return s.Get(ctx, volumeID) })
}

// AnnounceRelease announces that the caller is about to delete the volume of a name. Create
// waits for it. The caller calls done when it has finished or failed.
func (s FileStorageVolumes) AnnounceRelease(name string) (done func()) {
	return s.client.releases.announce(volumeNamed(name))
}

// volumeNamed is what releases call the name of a volume.
func volumeNamed(name string) string { return "name of file storage volume " + name }

// Create begins to make a file storage volume in the client's organization. If there is one of
// the name that an operation of this process deletes, Create waits for that. If the response
// is lost, it searches for a volume of the name, which was not there before. It returns a
// NoDataCenterError, a FileStorageVolumeExistsError, DataCenterNotFound, ValidationFailed, or
// a rest.UnresolvedCreateError.
//
// GET and POST /organizations/organization/file_storage_volumes
func (s FileStorageVolumes) Create(ctx context.Context, a FileStorageVolumeArguments) (volume FileStorageVolume, err error) {
	isTaken := func(err error) bool {
		return errors.As(err, new(*FileStorageVolumeExistsError)) || IsTaken(err, "name") // by one in the trash
	}
	err = s.client.releases.onceFree(ctx, volumeNamed(a.Name), isTaken, func() (err error) {
		volume, err = s.create(ctx, a)
		return err
	})
	return volume, err
}

func (s FileStorageVolumes) create(ctx context.Context, a FileStorageVolumeArguments) (FileStorageVolume, error) {
	center := s.client.dataCenter
	if a.DataCenter != "" {
		center = dataCenter(a.DataCenter)
	}
	if center.value == "" {
		return FileStorageVolume{}, &NoDataCenterError{}
	}
	with := arguments{
		lookups: []lookup{s.client.organization.lookup("organization")},
		properties: map[string]any{
			"name": a.Name, "associations": append([]string{}, a.Associations...), "data_center": map[string]string{center.key: center.value},
		},
	}
	if len(a.Annotations) > 0 {
		with.fields = map[string]any{"annotations": annotationList(a.Annotations)}
	}
	ofName := func(ctx context.Context, _ time.Time) ([]FileStorageVolume, error) {
		all, err := fileStorageVolumes.listAll(rest.WithMaxAge(ctx, 0), s.client, "")
		return slices.DeleteFunc(all, func(v FileStorageVolume) bool { return v.Name != a.Name }), err
	}
	volume, _, err := fileStorageVolumes.create(ctx, s.client, creation[FileStorageVolume]{
		path: fileStorageVolumes.list.path, arguments: with, conflictKey: "file storage volume " + a.Name,
		recovery: recovery[FileStorageVolume]{
			before: func(ctx context.Context) error {
				existing, err := ofName(ctx, time.Time{})
				if err == nil && len(existing) > 0 {
					err = &FileStorageVolumeExistsError{existing[0]}
				}
				return err
			},
			find: ofName,
		},
	})
	if exists := (*FileStorageVolumeExistsError)(nil); errors.As(err, &exists) {
		err = exists // without what was not sent
	}
	return volume, err
}

// FileStorageVolumeExistsError refuses to create a second volume of a name.
type FileStorageVolumeExistsError struct{ Existing FileStorageVolume }

var _ rest.Candidates = (*FileStorageVolumeExistsError)(nil)

func (e *FileStorageVolumeExistsError) Error() string {
	return fmt.Sprintf("the organization has a file storage volume %q already, which is %s", e.Existing.Name, e.Existing.ID)
}

// Candidates returns the ID of the existing volume.
func (e *FileStorageVolumeExistsError) Candidates() []string { return []string{e.Existing.ID} }

// WaitReady returns a volume that Create has begun to make, as soon as it is ready. It
// returns a FileStorageVolumeFailedError, or ErrNotFound.
//
// GET /file_storage_volumes/file_storage_volume
func (s FileStorageVolumes) WaitReady(ctx context.Context, volume FileStorageVolume) (FileStorageVolume, error) {
	return s.wait(ctx, volume, func(v FileStorageVolume, _ time.Duration) bool { return v.State == FileStorageVolumeReady })
}

// WaitConfigured returns a volume as soon as its machines can mount it that Update has
// associated with it. The API goes on to show the volume as ready for some seconds before it
// begins. It returns a FileStorageVolumeFailedError, or ErrNotFound.
//
// GET /file_storage_volumes/file_storage_volume
func (s FileStorageVolumes) WaitConfigured(ctx context.Context, volume FileStorageVolume) (FileStorageVolume, error) {
	configured := false
	return s.wait(ctx, volume, func(v FileStorageVolume, waited time.Duration) bool {
		if v.State != FileStorageVolumeReady {
			configured = true
			return false
		}
		return configured || waited >= volumeBegins*s.client.tasks.backoff.Min
	})
}

// In shortest pauses of polls: volumeTakes is about how long the API takes at least to make
// or to configure a volume, and volumeBegins after how long it has begun, if it does
// anything. Recorded are 7 s and more, and 7 s at the most.
const (
	volumeTakes  = 5
	volumeBegins = 15
)

// wait polls a volume until it is done. done gets how long the wait has taken.
func (s FileStorageVolumes) wait(ctx context.Context, volume FileStorageVolume, done func(v FileStorageVolume, waited time.Duration) bool) (FileStorageVolume, error) {
	began, shortest := time.Now(), s.client.tasks.backoff.Min
	s.client.log(ctx, "waiting for a file storage volume", map[string]any{"id": volume.ID, "state": string(volume.State)})
	defer s.client.cache.invalidate() // reads in between have seen the old state
	waited, err := rest.Poll(ctx, rest.Backoff{Initial: volumeTakes * shortest, Min: 3 * shortest}, func(ctx context.Context) (bool, error) {
		now, err := s.Get(rest.WithMaxAge(ctx, 0), volume.ID)
		if err != nil {
			return false, err
		}
		volume = now
		return volume.State == FileStorageVolumeFailed || done(volume, time.Since(began)), nil
	})
	switch {
	case err != nil:
		return volume, fmt.Errorf("%s is %s after %s of waiting: %w", volume.described(), volume.State, waited.Round(100*time.Millisecond), err)
	case volume.State == FileStorageVolumeFailed:
		return volume, &FileStorageVolumeFailedError{volume}
	}
	return volume, nil
}

// described names a volume in messages.
func (v FileStorageVolume) described() string {
	return fmt.Sprintf("file storage volume %q (%s)", v.Name, v.ID)
}

// FileStorageVolumeFailedError says that the API could not make or configure a volume.
type FileStorageVolumeFailedError struct{ Volume FileStorageVolume }

func (e *FileStorageVolumeFailedError) Error() string {
	return e.Volume.described() + " has failed; the API does not say why"
}

// Update changes a file storage volume, and returns it as the API shows it then. Where the
// associations change, that is before they take effect; see WaitConfigured. It returns
// ErrNotFound, or ValidationFailed with the API's reasons.
//
// PATCH /file_storage_volumes/file_storage_volume
func (s FileStorageVolumes) Update(ctx context.Context, volumeID string, change FileStorageVolumeChange) (FileStorageVolume, error) {
	with := arguments{properties: change}
	if change.Annotations != nil {
		with.fields = map[string]any{"annotations": annotationList(change.Annotations)}
	}
	return fileStorageVolumes.update(ctx, s.client, volumeID, with)
}

// Delete deletes a file storage volume, also while machines are associated with it, and
// purges it from the trash. If the client keeps deleted objects, it renames the volume
// first, so that the name is free. A volume in the trash is only purged. It returns
// ErrNotFound.
//
// DELETE /file_storage_volumes/file_storage_volume and DELETE /trash_objects/trash_object, or
// GET, PATCH and DELETE /file_storage_volumes/file_storage_volume
func (s FileStorageVolumes) Delete(ctx context.Context, volumeID string) error {
	if s.client.keepInTrash {
		if err := s.releaseName(ctx, volumeID); err != nil {
			return err
		}
	}
	if err := fileStorageVolumes.moveToTrash(ctx, s.client, volumeID); err != nil {
		return err
	}
	return fileStorageVolumes.purge(ctx, s.client, volumeID)
}

// releaseName gives a volume that is to be kept in the trash a name that no other one has.
func (s FileStorageVolumes) releaseName(ctx context.Context, volumeID string) error {
	now, err := s.Get(rest.WithMaxAge(ctx, 0), volumeID)
	if err != nil {
		return ignore(ObjectInTrash, err)
	}
	if name := releasedName(now); name != now.Name {
		_, err = s.Update(ctx, volumeID, FileStorageVolumeChange{Name: &name})
	}
	return err
}

// releasedName is the same for each attempt.
func releasedName(v FileStorageVolume) string {
	const longest = 128
	mark := "-" + v.ID
	if strings.HasSuffix(v.Name, mark) {
		return v.Name
	}
	name := []rune(v.Name)
	return string(name[:min(len(name), longest-len(mark))]) + mark
}
