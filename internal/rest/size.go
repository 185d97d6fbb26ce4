package rest

import "reflect"

// SizeOf returns the approximate size in memory of a decoded value and everything it points
// to, in bytes.
func SizeOf(value any) int {
	v := reflect.ValueOf(value)
	if !v.IsValid() {
		return 0
	}
	return roundUp(int(v.Type().Size())) + referencedSize(v)
}

// referencedSize returns the size of everything outside the value itself.
func referencedSize(v reflect.Value) (size int) {
	switch v.Kind() {
	case reflect.String:
		return roundUp(v.Len())
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return 0
		}
		return roundUp(int(v.Elem().Type().Size())) + referencedSize(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			size += referencedSize(v.Field(i))
		}
	case reflect.Slice:
		size = roundUp(v.Cap() * int(v.Type().Elem().Size()))
		for i := 0; i < v.Len() && v.Type().Elem().Kind() != reflect.Uint8; i++ {
			size += referencedSize(v.Index(i))
		}
	case reflect.Map:
		// A map is about two thirds full.
		size = v.Len() * int(v.Type().Key().Size()+v.Type().Elem().Size()) * 3 / 2
		for each := v.MapRange(); each.Next(); {
			size += referencedSize(each.Key()) + referencedSize(each.Value())
		}
	}
	return size
}

// roundUp rounds a size up to a multiple of eight, the smallest unit of an allocation.
func roundUp(size int) int { return (size + 7) &^ 7 }
