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
	shop := s.addOrganization("acme-shop")
	shop.owner, shop.fields["managed"] = acme, true
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
	database := s.addMachine(VM{ID: "vm_Rj4kXw8Tn1sQz6Ld", Name: "database", Organization: "acme"}, now)
	s.giveToken(s.options.Token, database, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample jo@example.com\n")
	s.addMachine(VM{ID: "vm_Wb5Qz8KtRn3LxV7D", Name: "web-1", Organization: "acme", Interface: true, Addresses: []string{website.id}}, now)
	s.addDisk("disk_Kd8Sx2NvQ4Lm7RtY", acme, center, "database-archive", 10, now).fields["virtual_machine_disk"] = map[string]any{
		"virtual_machine": map[string]any{"id": database.id}, "attach_on_boot": true, "boot": false, "state": "attached",
	}
	s.addAs("vmbuild_aG5kT9wQz2LmXb7R", "virtual_machine_build", acme, map[string]any{
		"spec_xml": "<VirtualMachineSpec/>", "state": "complete", "created_at": now.Unix(), "annotations": []any{},
		"virtual_machine": map[string]any{"id": "vm_Rj4kXw8Tn1sQz6Ld"},
	})
	s.addFileStorageVolume("fsv_Rk6Wd2QnTz9LbX4M", acme, "media", "vm_Wb5Qz8KtRn3LxV7D").fields["annotations"] = []any{map[string]any{"key": "team", "value": "web"}}
	s.seedAccountExamples(acme)
	s.seedNetworkingExamples(acme, center)
	s.seedObjectStorageExamples(acme, now)
}

// seedAccountExamples adds address lists, tokens, keys and users.
func (s *Simulator) seedAccountExamples(acme string) {
	s.addAs("tok_Gd6Yw3KvNz9RbT4X", "api_token", acme, map[string]any{
		"name": "monitoring-old", "scopes": []any{"virtual_machines:read"}, "authorized_ip_addresses": []any{}, "expires_at": nil, "rate_limit": 1000,
		"organization_id": acme,
	})
	s.addAs("adlst_Mx7Qd4TnKz2WvB9c", "address_list", acme, map[string]any{"name": "offices", "global": false})
	s.addAs("adlste_Jp5Rk8YsLf3HtN6b", "address_list_entry", acme, map[string]any{
		"address_list": map[string]any{"id": "adlst_Mx7Qd4TnKz2WvB9c"}, "address": "203.0.113.7", "name": "Bath",
	})
	s.addAs("user_Kq7Zt2RmXb5VnL8P", "user", acme, map[string]any{"first_name": "Alice", "last_name": "Archer", "avatar_url": "https://my.katapult.io/avatars/alice"})
	s.addAs("key_Lw4Hd8TnRq2XsB6J", "ssh_key", acme, map[string]any{"name": "deploy", "fingerprint": "31:11:82:26:16:f6:98:f6:41:2a:f8:21:0e:de:81:56"})
}

// seedNetworkingExamples adds a DNS zone, a security group and a load balancer.
func (s *Simulator) seedNetworkingExamples(acme string, center *record) {
	zone := s.addAs("dnszone_Kx7Lp2QwTn9RvB4M", "dns_zone", acme, newDNSZone("example.org"))
	s.addManagedRecords(zone)
	s.addAs("dnsrec_Ud5Hs8JcYk3FzG6N", "dns_record", acme, newDNSRecord(zone, "www", "A", map[string]any{"ip_address": "203.0.113.7"}))
	s.delegated["example.com"], s.delegated["example.org"] = true, true
	s.addCertificate("cert_Vb7Kq3XwTn9RzL5D", acme, "lets_encrypt", s.clock.Now(), "shop.example.org", "*.shop.example.org")
	s.addCertificate("cert_Hd2Ns8QmYc4FxJ6P", acme, "self_signed", s.clock.Now(), "internal.example.org")
	s.addCertificate("cert_Rw5Tg9LzBk3VnC7M", acme, "custom", s.clock.Now(), "legacy.example.org")
	s.addAs("sg_Hk2Vn7XbQd5TzR9w", "security_group", acme, map[string]any{
		"name": "shared-access", "allow_all_inbound": false, "allow_all_outbound": true, "associations": []any{"tag_Hs7Kd3QvYm9TxB4w"}, "annotations": []any{},
	})
	s.addAs("sgr_Lm4Wc8TpYs6JdK3f", "security_group_rule", acme, map[string]any{
		"direction": "inbound", "protocol": "TCP", "action": "allow", "ports": "22", "targets": []any{"10.0.0.0/8"}, "notes": "SSH",
		"security_group": map[string]any{"id": "sg_Hk2Vn7XbQd5TzR9w"},
	})
	balancer := s.addLoadBalancer("lb_Ks5Vd8TnWq2ZhX7B", acme, center, map[string]any{
		"name": "website", "api_reference": "website", "resource_type": "tags", "resource_ids": []any{"tag_Hs7Kd3QvYm9TxB4w"}, "https_redirect": true,
		"enable_weighting": false, "weights": map[string]any{}, "standby_vms": []any{}, "annotations": []any{},
	})
	s.addAs("lbrule_Qm3Xc7LvTp9RfN5K", "load_balancer_rule", acme, map[string]any{
		"load_balancer": map[string]any{"id": balancer.id}, "algorithm": "round_robin", "listen_port": 443, "destination_port": 8080, "protocol": "HTTPS",
		"proxy_protocol": false, "certificates": []any{}, "backend_ssl": false, "passthrough_ssl": true, "check_enabled": true, "check_fall": 2,
		"check_interval": 20, "check_path": "/", "check_protocol": "HTTP", "check_rise": 2, "check_timeout": 5, "check_http_statuses": "2",
	})
}

// seedObjectStorageExamples adds an account with an access key and a bucket.
func (s *Simulator) seedObjectStorageExamples(acme string, now time.Time) {
	account := s.addObjectStorageAccount(acme, s.mustFind("object_storage_cluster", "region", "uk-lon-1"), now.Add(-time.Hour))
	key := s.addAs("objkey_Vb4Tn8QwLx2ZkR6M", "object_storage_access_key", acme, map[string]any{
		"name": "backup", "region": account.fields["region"], "created_at": now.Unix(), "state": "configured", "all_buckets_read": true,
		"all_objects_read": false, "all_objects_write": false, "server_url": "uk-lon-1.katapultobjects.com:443", "s3_access_key_id": "KATAEXAMPLE",
	})
	s.add("object_storage_bucket", acme, map[string]any{
		"name": "acme-assets", "region": account.fields["region"], "label": "Assets", "created_at": now.Unix(), "state": "configured",
		"serve_static_site": false, "static_site_index": nil, "static_site_error": nil, "contents": map[string]any{"reports/2026.pdf": 48_213},
		"access_control_list": map[string]any{
			"public_read": false, "public_list": false, "all_keys_read": false, "all_keys_write": false, "read_key_ids": []any{key.id}, "write_key_ids": []any{},
		},
	})
}
