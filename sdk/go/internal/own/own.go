// Package own holds what the compiler's wrapper knows of the contract's own types: how each is described, written
// and read without reflection. A value is told by its very type, never by methods: those of an embedded struct are
// promoted to the struct around it, which would then be taken for its part.
package own

import "allod.dev/core/internal/wire"

// Before a wrapper has said anything, no type is the contract's own.
var (
	// Kind is the descriptor of value's type; "" where that is not the contract's own.
	Kind = func(value any) string { return "" }
	// TargetKind is the descriptor of the type that target points to; "" where that is not the contract's own.
	TargetKind = func(target any) string { return "" }
	// Write writes value, and says whether its type is the contract's own. Where not, nothing is written.
	Write = func(w *wire.Writer, value any) bool { return false }
	// Read fills what target points to, and says whether its type is the contract's own.
	Read = func(r *wire.Reader, target any) bool { return false }
)
