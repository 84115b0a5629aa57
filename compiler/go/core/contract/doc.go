// Package core is all that a contract needs: what it can ask of the chain (Context, or the functions of
// the same names) and what it can do with objects (Object).
//
//	package counter
//
//	import "allod.dev/core"
//
//	func Initialize(ctx core.Context) (core.ObjectID, error) {
//		counter := ctx.CreateObject()
//		return counter.ID(), counter.Set("count", uint64(0))
//	}
//
// Every method is one call of the host, at the price the gas schedule gives it. Reading a field of more
// than 512 bytes, and asking a host error for its text, is one more.
package core
