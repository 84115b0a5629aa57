package core

import "allod.dev/core/internal/host"

// Rooms for what goes to the host and comes back. They are part of the module's first memory and no two
// uses overlap, so that an ordinary host call allocates nothing.
var (
	kindRoom   [256]byte
	valueRoom  [256]byte
	resultRoom [256]byte
)

// near is a result of the host: what it wrote to room, or, where that was too small, what it has kept.
func near(room []byte, length uint32) []byte {
	if length <= uint32(len(room)) {
		return room[:length]
	}
	far := make([]byte, length)
	host.Fetch(host.Room(far))
	return far
}
