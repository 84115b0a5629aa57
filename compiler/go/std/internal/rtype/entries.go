package rtype

import "runtime/sys"

// Entry is an entry of a map.
type Entry struct {
	Key, Value Value
}

// Where package runtime keeps keys, values and hashes of a map.
const (
	mapKeys   = 0
	mapValues = 12
	mapHashes = 24
)

// MapEntries returns the entries of a map in the order of insertion.
func (v Value) MapEntries() []Entry {
	at := sys.Load32(v.at)
	if at == 0 {
		return nil
	}
	keys, values := sys.Load32(at+mapKeys), sys.Load32(at+mapValues)
	key, value := v.Type.Key(), v.Type.Elem()
	hashes := sys.Read[[]uint32](at + mapHashes)
	entries := make([]Entry, 0, len(hashes))
	for _, hash := range hashes {
		if hash != 0 {
			entries = append(entries, Entry{Value{key, keys}, Value{value, values}})
		}
		keys += key.word(typeSize)
		values += value.word(typeSize)
	}
	return entries
}
