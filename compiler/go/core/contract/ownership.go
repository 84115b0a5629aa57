package core

import "allod.dev/core/internal/host"

// Ownership is the kind of owner that an object has.
type Ownership uint8

const (
	// Owned: an account or a contract owns it.
	Owned Ownership = iota
	// Shared: nobody in particular; its contract may write it, nobody can transfer or delete it.
	Shared
	// Immutable: it never changes again.
	Immutable
)

const sealedFlag = 256

// OwnershipOf is the kind of owner that o has, and whether a write needs that owner's consent.
func OwnershipOf(o Object) (kind Ownership, sealed bool) {
	status, flags := host.Split(host.ObjectOwner(handleOf(o), host.Slot()))
	check(status)
	return Ownership(flags % sealedFlag), flags&sealedFlag != 0
}

// Share makes o nobody's: its contract may write it, nobody can transfer or delete it.
func Share(o Object) error { return failure(host.ObjectShare(handleOf(o))) }

// Freeze makes o immutable for ever.
func Freeze(o Object) error { return failure(host.ObjectFreeze(handleOf(o))) }

// Seal says whether a write to o needs its owner's consent.
func Seal(o Object, on bool) error {
	flag := uint32(0)
	if on {
		flag = 1
	}
	return failure(host.ObjectSeal(handleOf(o), flag))
}

func handleOf(o Object) uint32 {
	handle, ok := o.(object)
	if !ok {
		panic("core: not an object of the host")
	}
	return uint32(handle)
}
