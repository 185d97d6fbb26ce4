package katapult

import (
	"context"
	"errors"
	"net/http"

	"terraform-provider-katapult/internal/rest"
)

func (s Disks) Rename(ctx context.Context, diskID, name string) error {
	_, err := disks.update(ctx, s.client, diskID, arguments{properties: map[string]any{"name": name}})
	return err
}

func (s Disks) SetBusType(ctx context.Context, diskID, bus string) error {
	_, err := disks.update(ctx, s.client, diskID, arguments{properties: map[string]any{"bus_type": bus}})
	return err
}

func (s Disks) SetIOProfile(ctx context.Context, diskID, profile string) error {
	return disks.act(ctx, s.client, http.MethodPut, "io_profile", diskID, id("io_profile", profile))
}

func (s Disks) Resize(ctx context.Context, diskID string, size int64, online bool) error {
	method := "offline"
	if online {
		method = "online"
	}
	resized := disks.response(id("disk", diskID))
	call := rest.Call{Method: http.MethodPut, Path: disks.path + "/resize"}
	return disks.send(ctx, s.client, call, diskID, arguments{fields: map[string]any{"size_in_gb": size, "resize_method": method}}, resized)
}

func (s VirtualMachines) Purge(ctx context.Context, machineID string) error {
	err := s.client.TrashObjects.Purge(ctx, machineID)
	if errors.Is(err, ErrNotFound) || HasCode(err, "trash_object_not_found") {
		return nil
	}
	return err
}

func (s VirtualMachines) Trash(ctx context.Context, m VirtualMachine) error {
	err := virtualMachines.delete(ctx, s.client, m.ID)
	if errors.Is(err, ObjectInTrash) {
		return nil
	}
	return err
}
