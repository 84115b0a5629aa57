package wire

import "runtime/sys"

// Questions about how a value of a type that only the run knows is stored. The compiler makes sys.Storage a call of answer
// for the value's type.
const (
	askName = iota
	askDescriptor
	askUnstorable
	askTargetDescriptor
	askTargetUnstorable
	askSize
	askEncode
	askDecode
)

// answer answers a question about value.
func answer[T any](value T, question uint32, at uint32) (uint64, string) {
	switch question {
	case askName:
		return 0, sys.TypeName[T]()
	case askDescriptor:
		return 0, sys.Descriptor[T]()
	case askUnstorable:
		return 0, sys.Unstorable[T]()
	case askTargetDescriptor:
		return 0, sys.TargetDescriptor[T]()
	case askTargetUnstorable:
		return 0, sys.TargetUnstorable[T]()
	case askSize:
		return sys.EncodedSize(value), ""
	case askEncode:
		return uint64(sys.Encode(at, value)), ""
	case askDecode:
		if sys.DecodeInto(value) {
			return 1, ""
		}
	}
	return 0, ""
}

// unstorableNil is why nil is not stored.
const unstorableNil = "no contract can store or pass nil: use integers, bool, string, []byte, core.Address, core.ObjectID, core.Hash, slices, arrays, maps and pointers of these, or structs with exported fields"

func told(value any, question uint32) string {
	_, text := sys.Storage(value, question, 0)
	return text
}

// NameOf is the name of value's type.
func NameOf(value any) string {
	if value == nil {
		return "nil"
	}
	return told(value, askName)
}

// DescriptorOf is the descriptor of value's type, and otherwise why no contract can store it.
func DescriptorOf(value any) (descriptor, why string) {
	if value == nil {
		return "", unstorableNil
	}
	return told(value, askDescriptor), told(value, askUnstorable)
}

// TargetOf is the descriptor of the type that value points to, and otherwise why no contract can store that. It is false
// for what is no pointer.
func TargetOf(value any) (descriptor, why string, pointer bool) {
	if value == nil {
		return "", "", false
	}
	descriptor, why = told(value, askTargetDescriptor), told(value, askTargetUnstorable)
	return descriptor, why, descriptor != "" || why != ""
}

// Dynamic adds a value to the message whose type can be stored.
func Dynamic(value any) {
	size, _ := sys.Storage(value, askSize, 0)
	end, _ := sys.Storage(value, askEncode, Reserve(size))
	next = uint32(end)
}

// Into reads into what target points to; false where that is nil.
func Into(target any) bool {
	read, _ := sys.Storage(target, askDecode, 0)
	return read == 1
}
