package katapult

import "strings"

// HostName returns a host name without the full stop at its end. That of the root stays.
func HostName(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}

// SameHostName reports whether two host names mean the same. Capitals and a full stop at
// the end make no difference.
func SameHostName(a, b string) bool { return strings.EqualFold(HostName(a), HostName(b)) }

// RelativeDNSName returns a name in a zone without the zone's own name. It is empty for the
// apex, which "@" means, too. A name with a full stop at its end is absolute: inside is
// false if it is not in the zone.
func RelativeDNSName(name, zone string) (relative string, inside bool) {
	relative = HostName(name)
	begin := len(relative) - len(zone)
	switch {
	case name == "@", name == "", SameHostName(relative, zone):
		return "", true
	case begin > 1 && relative[begin-1] == '.' && strings.EqualFold(relative[begin:], zone):
		return relative[:begin-1], true
	}
	return relative, relative == name
}

// IsDomain reports whether a text is a name with a domain, and not an ID.
func IsDomain(text string) bool { return strings.Contains(text, ".") }
