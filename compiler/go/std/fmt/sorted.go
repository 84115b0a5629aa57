package fmt

import (
	"cmp"
	"internal/rtype"
	"slices"
)

// sortEntries sorts the entries of a map by their keys.
func sortEntries(entries []rtype.Entry) {
	slices.SortFunc(entries, func(a, b rtype.Entry) int { return compare(a.Key, b.Key) })
}

// compare returns the order of two keys of one type: nil and false come first, structs and arrays go by their first parts
// that differ, and interfaces by type first.
func compare(a, b rtype.Value) int {
	switch a.Type.Kind() {
	case rtype.Int8, rtype.Int16, rtype.Int32, rtype.Int64:
		return cmp.Compare(a.Int(), b.Int())
	case rtype.Uint8, rtype.Uint16, rtype.Uint32, rtype.Uint64:
		return cmp.Compare(a.Uint(), b.Uint())
	case rtype.Float32, rtype.Float64:
		return cmp.Compare(a.Float(), b.Float())
	case rtype.String:
		return cmp.Compare(a.Text(), b.Text())
	case rtype.Bool:
		return boolOrder(a.Bool(), b.Bool())
	case rtype.Pointer:
		return cmp.Compare(a.Address(), b.Address())
	case rtype.Struct:
		for i := range a.Type.NumField() {
			if c := compare(a.Field(i), b.Field(i)); c != 0 {
				return c
			}
		}
	case rtype.Array:
		for i := range a.Len() {
			if c := compare(a.Index(i), b.Index(i)); c != 0 {
				return c
			}
		}
	case rtype.Interface:
		if a.IsNil() || b.IsNil() {
			return boolOrder(!a.IsNil(), !b.IsNil())
		}
		a, b = a.Elem(), b.Elem()
		if a.Type != b.Type {
			return cmp.Compare(a.Type.Order(), b.Type.Order())
		}
		return compare(a, b)
	}
	return 0
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
