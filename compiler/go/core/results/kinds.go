package core

import "runtime/sys"

// kind is a type that a field may hold, and how a value of it is read.
type kind struct {
	descriptor string
	read       func() any
}

// kinds are the types that Get tries, those that contracts store most before others: the host gives a value only to who
// knows its type.
var kinds = []kind{
	kindOf[uint64](), kindOf[string](), kindOf[Address](), kindOf[bool](), kindOf[ObjectID](), kindOf[int64](),
	kindOf[[]byte](), kindOf[Hash](), kindOf[uint32](), kindOf[uint8](), kindOf[int32](), kindOf[uint16](),
	kindOf[int16](), kindOf[int8](),
	kindOf[[]uint64](), kindOf[[]string](), kindOf[[]Address](), kindOf[[]ObjectID](), kindOf[[]int64](),
	kindOf[[]bool](), kindOf[[]Hash](), kindOf[[]uint32](), kindOf[[]int32](), kindOf[[]uint16](), kindOf[[]int16](),
	kindOf[[]int8](),
}

func kindOf[T any]() kind {
	return kind{sys.Descriptor[T](), func() any { return sys.Decode[T]() }}
}
