package katapult

import "strings"

var diskTemplateKind = kind{
	name: "disk_template", prefix: "dtpl", lookups: []string{"permalink"}, byName: true,
	routes: []route{
		{
			operation: "GET /organizations/organization/disk_templates", handle: listDiskTemplates,
			scopes: "disk_templates disk_templates:read",
		},
		{operation: "GET /disk_templates/disk_template", handle: read, scopes: "disk_templates disk_templates:read"},
	},
	deletionStep: deletionStep{"disk_templates", "All disk templates must be deleted"},
	// The latest version has its number in lists only, the operating system its
	// badge in a single response only.
	show: func(s *Simulator, r *record) map[string]any {
		return s.diskTemplate(r, []string{"id"}, []string{"id", "name", "badge"})
	},
	row: func(s *Simulator, r *record) map[string]any {
		return s.diskTemplate(r, []string{"id", "number"}, []string{"id", "name"})
	},
	seed: func(s *Simulator) {
		for _, t := range universalTemplates {
			template := s.addAs(t.id, "disk_template", "", map[string]any{
				"name": t.name, "description": t.description, "permalink": "templates/" + t.permalink, "universal": true,
				"operating_system": map[string]any{"id": t.system},
			})
			s.addVersions(template, t.latest, t.versionID)
		}
	},
}

// universalTemplates are those that every organization can use.
var universalTemplates = []struct {
	id, name, description, permalink, system string
	latest                                   int
	versionID                                string // of the latest version
}{
	{"dtpl_HFSqTSuYzkgfqDm1", "AlmaLinux 8", "A clean installation of AlmaLinux 8.", "almalinux8", almaLinux, 11, "dtv_KlnCE1twqUjvkNSB"},
	{"dtpl_kdthc4p4sChJADmC", "AlmaLinux 9", "A clean installation of AlmaLinux 9.", "almalinux9", almaLinux, 2, "dtv_RMnpViEBxj3TC46L"},
	{"dtpl_zHhabpLGa0Bpjhsm", "CentOS 7.7", "A clean installation of Centos 7.7", "centos-7-7", centOS, 4, "dtv_d0XcBWKtZ8hz7y1f"},
	{"dtpl_MIIP8b9OFiJWdEqP", "CentOS 7.9", "A clean installation of Centos 7.9", "centos-7-9", centOS, 2, "dtv_4P7rTx3VB10ipErO"},
	{"dtpl_HQ386rFqxFztSCbj", "CentOS 8.4", "A clean installation of CentOS 8.4", "centos-84", centOS, 1, "dtv_NyMYXIvFtNT4cQVa"},
	{"dtpl_f7qNWTADx49mTYOC", "Debian 10.2", "A clean installation of Debian 10.2", "debian-10", debian, 2, "dtv_A8UQCfdvwhW4cD1B"},
	{"dtpl_HZuziqXoUIaj3QMF", "Debian 11", "A clean installation of Debian 11", "debian-11", debian, 1, "dtv_ngLMKWEIK5xvcm0P"},
	{"dtpl_caWRMZXYAvJMFEsL", "Debian 9.11", "A clean installation of Debian 9.11", "debian-9", debian, 1, "dtv_FtRZTvVHIca8oe33"},
	{"dtpl_zw6PNZVrZaVdqU5A", "Fedora 32", "A clean installation of Fedora 32", "fedora-32", fedora, 3, "dtv_z3MWXtWkwcTfvBGu"},
	{"dtpl_dHTYevsvwvsL0Hea", "Ubuntu 18.04", "A clean installation of Ubuntu 18.04 server", "ubuntu-18-04", ubuntu, 1, "dtv_MRXiRcTWrhXVqhBu"},
	{"dtpl_GS03NCmS1Z17rXHq", "Ubuntu 20.04", "A clean installation of Ubuntu 20.04 server", "ubuntu-20-04", ubuntu, 7, "dtv_Ha4LXNfpQddNlUcT"},
	{"dtpl_NUDgA9T8IQMfDdSc", "Ubuntu 22.04", "A clean installation of Ubuntu 22.04 server", "ubuntu-22-04", ubuntu, 1, "dtv_Ut1fDBIfXogYBIBS"},
}

// AddDiskTemplate gives the first organization a template of its own, which is made of
// Ubuntu, has one version, and says nothing else of itself. It returns its ID. The API
// has no operation for that.
func (s *Simulator) AddDiskTemplate(name string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	template := s.add("disk_template", s.firstOrganization(), map[string]any{
		"name": name, "description": nil, "permalink": strings.ReplaceAll(strings.ToLower(name), " ", "-"), "universal": false,
		"operating_system": map[string]any{"id": ubuntu},
	})
	s.addVersions(template, 1, "")
	return template.id
}

// diskTemplate shows a template with some fields of its latest version and of
// its operating system.
func (s *Simulator) diskTemplate(r *record, ofVersion, ofSystem []string) map[string]any {
	shown := pick(r.fields, "id", "name", "description", "permalink", "universal")
	shown["latest_version"], shown["operating_system"] = nil, nil
	if latest := s.latestVersion(r); latest != nil {
		shown["latest_version"] = pick(latest.fields, ofVersion...)
	}
	if system := s.store.get("operating_system", r.reference("operating_system")); system != nil {
		shown["operating_system"] = pick(system.fields, ofSystem...)
	}
	return shown
}

func listDiskTemplates(c *call) (any, error) {
	universal := deref(c.args().boolean("include_universal"))
	system := ""
	if _, given := c.args().set("operating_system"); given {
		found, err := c.lookup("operating_system")
		if err != nil {
			return nil, err
		}
		system = found.id
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.listWhere(func(r *record) bool {
		return (universal || r.owner != "") && (system == "" || r.reference("operating_system") == system)
	})
}
