package katapult

import (
	"maps"
	"slices"
)

// annotated is an object with annotations, which responses have beside it.
type annotated interface{ setAnnotations(map[string]string) }

// annotation is a key and a value that users attach to an object.
type annotation struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

func annotationMap(list []annotation) map[string]string {
	annotations := make(map[string]string, len(list))
	for _, a := range list {
		annotations[a.Key] = a.Value
	}
	return annotations
}

// annotationList is the form of annotations in requests, in order of their keys.
func annotationList(annotations map[string]string) []annotation {
	list := make([]annotation, 0, len(annotations))
	for _, key := range slices.Sorted(maps.Keys(annotations)) {
		list = append(list, annotation{key, annotations[key]})
	}
	return list
}
