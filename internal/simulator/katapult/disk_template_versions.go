package katapult

import "strings"

var diskTemplateVersionKind = kind{
	name: "disk_template_version", prefix: "dtv",
	routes: []route{
		{
			operation: "GET /disk_templates/disk_template/versions", handle: listDiskTemplateVersions,
			scopes: "disk_templates disk_templates:read",
		},
		{
			operation: "GET /disk_template_versions/disk_template_version", handle: read,
			scopes: "disk_templates disk_templates:read",
		},
		{
			operation: "GET /disk_template_versions/disk_template_version/spec", handle: getDiskTemplateVersionSpec,
			scopes: "disk_templates disk_templates:read",
		},
	},
	show: func(s *Simulator, r *record) map[string]any {
		shown := pick(r.fields, "id", "number", "stable", "size_in_gb")
		shown["disk_template"] = s.diskTemplateOf(r)
		return shown
	},
}

// addVersions gives a template the versions 1 to latest, the last with an ID.
func (s *Simulator) addVersions(template *record, latest int, latestID string) {
	for number := 1; number <= latest; number++ {
		id := ""
		if number == latest {
			id = latestID
		}
		s.addAs(id, "disk_template_version", template.owner, map[string]any{
			"number": number, "stable": true, "size_in_gb": 5, "disk_template": map[string]any{"id": template.id},
		})
	}
}

// versionsOf lists the versions of a template, the latest last.
func (s *Simulator) versionsOf(template *record) []*record {
	return s.store.children("disk_template_version", template)
}

// latestVersion is nil for a template without versions.
func (s *Simulator) latestVersion(template *record) *record {
	versions := s.versionsOf(template)
	if len(versions) == 0 {
		return nil
	}
	return versions[len(versions)-1]
}

func (s *Simulator) diskTemplateOf(version *record) map[string]any {
	return pick(s.store.byID[version.reference("disk_template")].fields, "id", "name", "permalink")
}

func listDiskTemplateVersions(c *call) (any, error) {
	template, err := c.lookup("disk_template")
	if err != nil {
		return nil, err
	}
	body, err := c.page(c.kind.plural, rows(c.versionsOf(template), func(r *record) map[string]any {
		return pick(r.fields, "id", "number", "stable", "size_in_gb")
	}))
	if page, isPage := body.(map[string]any); isPage {
		page["disk_template"] = pick(template.fields, "id", "name", "permalink")
	}
	return body, err
}

// getDiskTemplateVersionSpec tells the options of a template. Those of CentOS have
// none, and then the fields are absent.
func getDiskTemplateVersionSpec(c *call) (any, error) {
	version, err := c.lookup("disk_template_version")
	if err != nil {
		return nil, err
	}
	spec := map[string]any{}
	if !strings.HasPrefix(c.store.byID[version.reference("disk_template")].text("name"), "CentOS") {
		spec["fields"] = []any{
			map[string]any{
				"name": "root_password", "type": "Password", "label": "Root password", "description": nil,
				"required": false, "placeholder": "A random one", "prefill": nil,
			},
			map[string]any{
				"name": "install_agent", "type": "Boolean", "label": "Install the agent?",
				"description": "Reports the use of memory and disks.", "required": true, "placeholder": nil, "prefill": "true",
			},
		}
	}
	return map[string]any{"disk_template_version": c.shown(version), "spec": spec}, nil
}

// installation says what a boot disk was made from, and with which options.
func (s *Simulator) installation(owner string, version *record, options []any) map[string]any {
	shown := pick(version.fields, "number", "stable")
	template := s.diskTemplateOf(version)
	template["operating_system"] = nil
	of := s.store.byID[version.reference("disk_template")]
	if system := s.store.get("operating_system", of.reference("operating_system")); system != nil {
		template["operating_system"] = pick(system.fields, "id", "name")
	}
	shown["disk_template"] = template
	return map[string]any{
		"id":                    s.store.newID("dinst", owner),
		"disk_template_version": shown,
		"attributes": append([]any{map[string]any{
			"key": "root_password", "label": "Root password", "value": RootPassword, "protect": true,
			"description": "The password of the root user when the machine was built.",
		}}, options...),
	}
}
