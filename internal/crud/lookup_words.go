package crud

import "strings"

// plural is the plural of a noun: keys, countries.
func plural(noun string) string {
	stem, endsInY := strings.CutSuffix(noun, "y")
	if endsInY && stem != "" && !strings.ContainsRune("aeiou", rune(stem[len(stem)-1])) {
		return stem + "ies"
	}
	return noun + "s"
}

// spoken is how a description names a key.
func spoken(key string) string {
	switch key {
	case "id":
		return "ID"
	case "name":
		return "exact name"
	}
	words := strings.ReplaceAll(strings.Replace(key, "iso_", "ISO ", 1), "_", " ")
	if thing, isID := strings.CutSuffix(words, " id"); isID {
		return thing + " ID"
	}
	return words
}

func quoted(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = "`" + name + "`"
	}
	return all
}

// join writes an enumeration: a, b or c.
func join(words []string, conjunction string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + conjunction + " " + words[last]
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
