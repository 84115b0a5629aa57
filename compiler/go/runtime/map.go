package runtime

import "runtime/sys"

// Map is what a Go map is: its entries in the order of insertion, and an index of them by hash.
//
// The first three fields are where internal/rtype looks for them.
type Map[K comparable, V any] struct {
	keys   []K
	values []V
	// hashes has the hash of each entry, with liveBit; 0 where the entry has been deleted.
	hashes []uint32
	// index has the position of an entry plus one at its hash, or at the next free place behind that; 0 is free. Its
	// length is a power of two, at least twice the entries. Small maps have none.
	index []uint32
	live  int
	// generation is the one that entries are in now. They move to the next one when deleted entries are dropped.
	generation *generation
}

// generation is a time in which no entry of a map moves. Loops that began in one find their way into the next.
type generation struct {
	// hashes tell which entries there were when the generation ended.
	hashes []uint32
	next   *generation
}

// smallMap is the number of entries up to which looking through them all is as quick as an index.
const smallMap = 8

// liveBit is set in the hash of an entry that has not been deleted.
const liveBit = 1 << 31

// makeMap returns make(map[K]V, hint).
func makeMap[K comparable, V any](hint int) *Map[K, V] {
	m := &Map[K, V]{}
	if hint > smallMap {
		m.reserve(min(hint, 1<<20))
	}
	return m
}

func mapLen[K comparable, V any](m *Map[K, V]) int {
	if m == nil {
		return 0
	}
	return m.live
}

// mapGet returns m[k].
func mapGet[K comparable, V any](m *Map[K, V], k K) V {
	v, _ := mapGetOk(m, k)
	return v
}

// mapGetOk returns the value of a key, and whether there is one.
func mapGetOk[K comparable, V any](m *Map[K, V], k K) (V, bool) {
	hash := hashKey(k)
	if m != nil {
		if at := m.find(k, hash); at >= 0 {
			return m.values[at], true
		}
	}
	var zero V
	return zero, false
}

// mapSet does m[k] = v.
func mapSet[K comparable, V any](m *Map[K, V], k K, v V) {
	m.values[m.slot(k)] = v
}

// mapSlot returns the address of m[k], which it makes if there is none. It holds until the map is changed.
func mapSlot[K comparable, V any](m *Map[K, V], k K) *V {
	return &m.values[m.slot(k)]
}

// mapDelete does delete(m, k).
func mapDelete[K comparable, V any](m *Map[K, V], k K) {
	hash := hashKey(k)
	if m == nil {
		return
	}
	at := m.find(k, hash)
	if at < 0 {
		return
	}
	var key K
	var value V
	m.keys[at], m.values[at], m.hashes[at] = key, value, 0
	m.live--
}

// mapClear does clear(m).
func mapClear[K comparable, V any](m *Map[K, V]) {
	if m == nil || len(m.hashes) == 0 {
		return
	}
	clearSlice(m.hashes)
	m.live = 0
	m.compact(cap(m.hashes))
}

func hashKey[K comparable](k K) uint32 {
	return sys.Hash(k) | liveBit
}

// find returns the position of a key, or -1.
func (m *Map[K, V]) find(k K, hash uint32) int {
	if len(m.index) == 0 {
		for at, other := range m.hashes {
			if other == hash && m.keys[at] == k {
				return at
			}
		}
		return -1
	}
	mask := uint32(len(m.index) - 1)
	for place := hash & mask; ; place = (place + 1) & mask {
		at := int(m.index[place]) - 1
		if at < 0 {
			return -1
		}
		if m.hashes[at] == hash && m.keys[at] == k {
			return at
		}
	}
}

// slot returns the position of a key, which it makes if there is none.
func (m *Map[K, V]) slot(k K) int {
	hash := hashKey(k)
	if m == nil {
		fail("assignment to entry in nil map")
	}
	at := m.find(k, hash)
	if at >= 0 {
		// Keys can be equal and not the same: 0 and -0.
		m.keys[at] = k
		return at
	}
	if len(m.hashes) == cap(m.hashes) {
		m.grow()
	}
	at = len(m.hashes)
	m.hashes, m.keys, m.values = m.hashes[:at+1], m.keys[:at+1], m.values[:at+1]
	m.hashes[at], m.keys[at] = hash, k
	m.live++
	m.enter(hash, at)
	return at
}

// enter puts an entry into the index.
func (m *Map[K, V]) enter(hash uint32, at int) {
	if len(m.index) == 0 {
		return
	}
	mask := uint32(len(m.index) - 1)
	place := hash & mask
	for m.index[place] != 0 {
		place = (place + 1) & mask
	}
	m.index[place] = uint32(at + 1)
}

// grow makes room for an entry: by dropping deleted ones, if they are a quarter, otherwise by doubling.
func (m *Map[K, V]) grow() {
	capacity := cap(m.hashes)
	if len(m.hashes)-m.live > capacity/4 {
		m.compact(capacity)
	} else {
		m.reserve(max(2*capacity, 4))
	}
}

// reserve moves the entries, each keeping its position, to where there is room for so many.
func (m *Map[K, V]) reserve(capacity int) {
	hashes, keys, values := make([]uint32, capacity), make([]K, capacity), make([]V, capacity)
	count := copy(hashes, m.hashes)
	copy(keys, m.keys)
	copy(values, m.values)
	m.hashes, m.keys, m.values = hashes[:count], keys[:count], values[:count]
	m.rebuild()
}

// compact moves the entries that are live together, and begins a generation.
func (m *Map[K, V]) compact(capacity int) {
	old := *m
	m.hashes, m.keys, m.values = make([]uint32, capacity), make([]K, capacity), make([]V, capacity)
	count := 0
	for at, hash := range old.hashes {
		if hash != 0 {
			m.hashes[count], m.keys[count], m.values[count] = hash, old.keys[at], old.values[at]
			count++
		}
	}
	m.hashes, m.keys, m.values = m.hashes[:count], m.keys[:count], m.values[:count]
	m.rebuild()
	next := &generation{}
	if m.generation != nil {
		m.generation.hashes, m.generation.next = old.hashes, next
	}
	m.generation = next
}

// rebuild makes the index that fits the capacity.
func (m *Map[K, V]) rebuild() {
	capacity := cap(m.hashes)
	if capacity <= smallMap {
		m.index = nil
		return
	}
	size := 4 * smallMap
	for size < 2*capacity {
		size *= 2
	}
	m.index = make([]uint32, size)
	for at, hash := range m.hashes {
		if hash != 0 {
			m.enter(hash, at)
		}
	}
}
