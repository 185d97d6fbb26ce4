package katapult

import (
	"net/netip"
	"time"
)

// SeedExamples adds what the examples of the documentation name, so that each can
// be applied. It needs the organization "acme". An import of a relation names
// what the example above it creates: the relation itself is not there yet.
func (s *Simulator) SeedExamples() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := s.clock.Now()
	s.runDue(now)
	acme := s.mustFind("organization", "sub_domain", "acme").id
	if s.store.find("organization", "sub_domain", "acme-lab") == nil {
		s.addOrganization("acme-lab")
	}
	center, public := s.store.byID[london], s.mustFind("network", "permalink", "uk-lon-01-public")

	for _, group := range []struct{ id, name string }{
		{"vmgrp_Zq8Tn2xPLd5RwK1c", "web"}, {"vmgrp_Yt3Vb6kDs9QmHx2J", "production-web"},
	} {
		s.addAs(group.id, "virtual_machine_group", acme, map[string]any{
			"name": group.name, "segregate": true, "auto_segregate": false, "created_at": now.Unix(),
		})
	}
	for _, tag := range []struct{ id, name, color string }{
		{"tag_Hs7Kd3QvYm9TxB4w", "web", "green"}, {"tag_Nc2Rf8LpZj6WuE5a", "team-payments", "purple"},
	} {
		s.addAs(tag.id, "tag", acme, map[string]any{"name": tag.name, "color": tag.color, "created_at": now.Unix()})
	}
	s.addAs("tok_Gd6Yw3KvNz9RbT4X", "api_token", acme, map[string]any{
		"name": "monitoring-old", "scopes": []any{"virtual_machines:read"}, "authorized_ip_addresses": []any{}, "expires_at": nil, "rate_limit": 1000,
		"organization_id": acme,
	})
	s.addAs("user_Kq7Zt2RmXb5VnL8P", "user", acme, map[string]any{"first_name": "Alice", "last_name": "Archer", "avatar_url": "https://my.katapult.io/avatars/alice"})
	s.addAs("key_Lw4Hd8TnRq2XsB6J", "ssh_key", acme, map[string]any{"name": "deploy", "fingerprint": "31:11:82:26:16:f6:98:f6:41:2a:f8:21:0e:de:81:56"})
	s.addAs("task_Wd5Rk8TqLx2NvB7m", "task", acme, map[string]any{
		"name": "Change package", "status": "failed", "created_at": now.Unix(), "started_at": now.Unix(), "finished_at": now.Unix(), "progress": 40,
	})
	s.addDisk("disk_p7Vb2HcY9mGf3NxA", acme, center, "database-data", 10, now)
	s.addAs("dbp_Xf4Tn9WcRb6KjS2M", "disk_backup_policy", acme, map[string]any{
		"retention": 7, "total_size": 0.0, "auto_move_to_trash_at": nil, "target": "disk_p7Vb2HcY9mGf3NxA",
		"schedule": map[string]any{"interval": "daily", "frequency": 1, "minute": 45, "time": 0, "next_invocation_at": now.Add(time.Hour).Unix()},
	})
	deleted := s.addDisk("disk_Tg6Wm1RzYq4KcX8J", acme, center, "old-data", 10, now)
	deleted.trashed = true
	s.addAs("trsh_Bv9Lp3NsDf7HtQ2E", "trash_object", acme, map[string]any{
		"keep_until": now.Add(trashPeriod).Unix(), "object_id": deleted.id, "object_type": "Disk",
	})
	s.addAs("vnet_c5Rn8WpKz1TdLq4G", "virtual_network", acme, map[string]any{
		"name": "backend", "data_center": map[string]any{"id": london},
	})

	pool := netip.MustParsePrefix("203.0.113.0/24")
	website := s.addAddress("ip_e9Kq4ZtXw2LmVb7S", acme, public, pool, netip.MustParseAddr("203.0.113.7"))
	s.addAddress("ip_1mJqX5vTz0Rb8KcW", acme, public, pool, netip.MustParseAddr("203.0.113.8"))
	s.addMachine(VM{ID: "vm_Rj4kXw8Tn1sQz6Ld", Name: "database", Organization: "acme"}, now)
	s.addMachine(VM{Name: "web-1", Organization: "acme", Interface: true, Addresses: []string{website.id}}, now)
	s.addAs("vmbuild_aG5kT9wQz2LmXb7R", "virtual_machine_build", acme, map[string]any{
		"spec_xml": "<VirtualMachineSpec/>", "state": "complete", "created_at": now.Unix(), "annotations": []any{},
		"virtual_machine": map[string]any{"id": "vm_Rj4kXw8Tn1sQz6Ld"},
	})
}
