package katapult

const (
	almaLinux = "os_XmnB8easkUEBR536"
	centOS    = "os_i8XPKQHdAQY98ljt"
	debian    = "os_AXz5v4EtnIyPSZqO"
	fedora    = "os_5pR39NVxAJ6ccp1D"
	ubuntu    = "os_DH6P34tVwUGYlcEN"
)

var operatingSystemKind = kind{
	name: "operating_system", prefix: "os",
	routes: []route{
		{operation: "GET /operating_systems", handle: list},
		{operation: "GET /operating_systems/operating_system", handle: read},
	},
	row: pickFields("id", "name"),
	seed: func(s *Simulator) {
		for _, system := range []struct{ id, name string }{
			{almaLinux, "AlmaLinux"}, {centOS, "CentOS"}, {debian, "Debian"}, {fedora, "Fedora"}, {ubuntu, "Ubuntu"},
		} {
			s.addAs(system.id, "operating_system", "", map[string]any{
				"name":  system.name,
				"badge": map[string]any{"url": "https://my.katapult.io/attachment/" + system.id + "/badge.png"},
			})
		}
	},
}
