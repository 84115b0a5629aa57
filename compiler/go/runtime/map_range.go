package runtime

import "runtime/sys"

// mapCursor is where a loop over a map is. Entries that the loop itself adds are not visited, so that it ends.
type mapCursor struct {
	next, end  int
	generation *generation
}

// mapNext returns the next entry of a loop over a map. The cursor of the first call is 0; each call returns that of the
// next one. The map may change in between: an entry is visited once at most, and not after it was deleted.
func mapNext[K comparable, V any](m *Map[K, V], cursor int) (next int, ok bool, k K, v V) {
	if m == nil {
		return
	}
	var c *mapCursor
	if cursor == 0 {
		if m.live == 0 {
			return
		}
		if m.generation == nil {
			m.generation = &generation{}
		}
		c = &mapCursor{end: len(m.hashes), generation: m.generation}
		cursor = int(sys.AddressOf(c))
	} else {
		c = sys.PointerOf[mapCursor](uint32(cursor))
	}
	for c.generation != m.generation {
		c.follow()
	}
	for c.next < c.end {
		at := c.next
		c.next++
		if m.hashes[at] != 0 {
			return cursor, true, m.keys[at], m.values[at]
		}
	}
	return
}

// follow moves a cursor into the next generation.
func (c *mapCursor) follow() {
	next, end := 0, 0
	for at, hash := range c.generation.hashes[:c.end] {
		if hash != 0 {
			end++
			if at < c.next {
				next++
			}
		}
	}
	c.next, c.end, c.generation = next, end, c.generation.next
}
