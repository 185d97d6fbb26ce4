package katapult

import "time"

var diskBackupPolicyKind = kind{
	name: "disk_backup_policy", plural: "disk_backup_policies", prefix: "dbp", trash: "DiskBackupPolicy",
	routes: []route{
		{operation: "GET /organizations/organization/disk_backup_policies", handle: list, scopes: "disk_backup_policies disk_backup_policies:read"},
		{operation: "GET /virtual_machines/virtual_machine/disk_backup_policies", handle: listBackupPoliciesOf("virtual_machine"), scopes: "disk_backup_policies disk_backup_policies:read"},
		{operation: "POST /virtual_machines/virtual_machine/disk_backup_policies", handle: createBackupPolicyOf("virtual_machine"), scopes: "disk_backup_policies"},
		{operation: "GET /disks/disk/disk_backup_policies", handle: listBackupPoliciesOf("disk"), scopes: "disk_backup_policies disk_backup_policies:read"},
		{operation: "POST /disks/disk/disk_backup_policies", handle: createBackupPolicyOf("disk"), scopes: "disk_backup_policies"},
		{operation: "GET /disk_backup_policies/disk_backup_policy", handle: read, scopes: "disk_backup_policies disk_backup_policies:read"},
		{operation: "PATCH /disk_backup_policies/disk_backup_policy", handle: updateBackupPolicy, scopes: "disk_backup_policies"},
		{operation: "DELETE /disk_backup_policies/disk_backup_policy", handle: deleteBackupPolicy, scopes: "disk_backup_policies"},
		{operation: "DELETE /disk_backup_policies/disk_backup_policy/schedule", handle: scheduleBackupPolicyDeletion, scopes: "disk_backup_policies"},
	},
	show: func(s *Simulator, r *record) map[string]any {
		shown := pick(r.fields, "id", "retention", "total_size", "schedule", "auto_move_to_trash_at")
		shown["target"] = s.backupTarget(r)
		return shown
	},
	row: func(s *Simulator, r *record) map[string]any {
		row := pick(r.fields, "id", "retention", "total_size")
		row["target"] = s.backupTarget(r)
		schedule, _ := r.fields["schedule"].(map[string]any)
		row["schedule"] = pick(schedule, "interval", "next_invocation_at")
		return row
	},
	errors:       map[string]string{"invalid_timestamp": "The timestamp must be at least 5 minutes in the future"},
	deletionStep: deletionStep{"disk_backup_policies", "All disk backup policies must be deleted"},
}

// backupTarget is the machine or the disk of a policy. As it is documented, it has what it has
// by itself, with passwords; most of what refers to other objects is left out here.
func (s *Simulator) backupTarget(r *record) map[string]any {
	target := s.store.byID[r.text("target")]
	if target == nil {
		return map[string]any{}
	}
	return map[string]any{"target": pick(s.shown(target),
		"id", "name", "hostname", "fqdn", "description", "created_at", "state", "initial_root_password", "size_in_gb", "installation")}
}

// backupPoliciesOf lists the policies of a machine or a disk.
func (s *Simulator) backupPoliciesOf(target string) []*record {
	var list []*record
	for _, r := range s.store.byKind["disk_backup_policy"] {
		if r.text("target") == target {
			list = append(list, r)
		}
	}
	return list
}

func listBackupPoliciesOf(parent string) func(*call) (any, error) {
	return func(c *call) (any, error) {
		target, err := c.lookupActive(parent)
		if err != nil {
			return nil, err
		}
		withDisks := parent == "virtual_machine" && deref(c.args().boolean("include_disks"))
		if c.err != nil {
			return nil, c.err
		}
		return c.page(c.kind.plural, c.rowsOf(target.owner, func(r *record) bool {
			if r.text("target") == target.id {
				return true
			}
			disk := c.store.get("disk", r.text("target"))
			return withDisks && disk != nil && c.machineOf(disk) == target
		}))
	}
}

func createBackupPolicyOf(parent string) func(*call) (any, error) {
	return func(c *call) (any, error) {
		fields := map[string]any{
			"retention": 7, "total_size": 0.0, "auto_move_to_trash_at": nil,
			"schedule": map[string]any{"interval": "daily", "frequency": 1, "minute": 0, "time": 0, "next_invocation_at": c.now.Add(time.Hour).Unix()},
		}
		problems := backupProperties(c.args().properties(), fields)
		if c.err != nil {
			return nil, c.err
		}
		target, err := c.lookupActive(parent)
		switch {
		case err != nil:
			return nil, err
		case problems != nil:
			return nil, invalid(problems...)
		}
		fields["target"] = target.id
		return c.single(c.add(c.kind.name, target.owner, fields)), nil
	}
}

// backupProperties copies retention and schedule, and says what is wrong with them.
func backupProperties(properties arguments, fields map[string]any) (problems []string) {
	if retention := properties.integer("retention"); retention != nil {
		fields["retention"] = *retention
		if *retention < 1 {
			problems = append(problems, "Retention must be greater than 0")
		}
	}
	given, isGiven := properties.set("schedule")
	if !isGiven {
		return problems
	}
	schedule, _ := fields["schedule"].(map[string]any)
	given.copyEnum(schedule, "interval", "hourly", "daily", "weekly", "monthly")
	for _, name := range []string{"frequency", "minute", "time"} {
		if number := given.integer(name); number != nil {
			schedule[name] = *number
		}
	}
	if minute, _ := schedule["minute"].(int); minute < 0 || minute > 59 {
		problems = append(problems, "Schedule minute must be between 0 and 59")
	}
	return problems
}

// updateBackupPolicy answers without the parts of the schedule, and without the size.
func updateBackupPolicy(c *call) (any, error) {
	r, err := c.lookupActive(c.kind.name)
	if err != nil {
		return nil, err
	}
	fields := deepCopyMap(r.fields)
	problems := backupProperties(c.args().properties(), fields)
	switch {
	case c.err != nil:
		return nil, c.err
	case problems != nil:
		return nil, invalid(problems...)
	}
	r.fields = fields
	shown := pick(r.fields, "id", "retention")
	shown["target"], shown["schedule"] = c.backupTarget(r), map[string]any{}
	return map[string]any{c.kind.name: shown}, nil
}

func deleteBackupPolicy(c *call) (any, error) {
	r, err := c.lookupActive(c.kind.name)
	if err != nil {
		return nil, err
	}
	c.moveToTrash(c.now, r)
	return map[string]any{c.kind.name: map[string]any{"id": r.id}}, nil
}

// scheduleBackupPolicyDeletion notes the time. The policy stays until a test removes it.
func scheduleBackupPolicyDeletion(c *call) (any, error) {
	at := c.args().integer("timestamp")
	r, err := c.lookupActive(c.kind.name)
	switch {
	case c.err != nil:
		return nil, c.err
	case err != nil:
		return nil, err
	case int64(deref(at)) < c.now.Add(5*time.Minute).Unix():
		return nil, fail(400, "invalid_timestamp", map[string]any{})
	}
	r.fields["auto_move_to_trash_at"] = *at
	return map[string]any{c.kind.name: map[string]any{"id": r.id, "target": c.backupTarget(r), "auto_move_to_trash_at": *at}}, nil
}
