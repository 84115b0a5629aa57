package core

import (
	"allod.dev/core/internal/wire"
	"runtime/sys"
)

// Text is a value in words, as far as that takes no formatting package: what panics and assertions say.
func Text(value any) string {
	switch v := value.(type) {
	case nil:
		return "nil"
	case string:
		return v
	case error:
		return v.Error()
	case interface{ String() string }:
		return v.String()
	}
	if signed, unsigned, kind := number(value); kind != notNumber {
		if kind == isBool {
			if unsigned == 1 {
				return "true"
			}
			return "false"
		}
		return numeral(signed, unsigned, 10)
	}
	if text, ok := text(value); ok {
		return text
	}
	return "a " + wire.NameOf(value)
}

// Kinds of numbers.
const (
	notNumber = iota
	isBool
	isSigned
	isUnsigned
)

// number is the number that a value of any type of numbers is, or 0 or 1 for a bool.
func number(value any) (signed int64, unsigned uint64, kind int) {
	descriptor, _ := wire.DescriptorOf(value)
	if len(descriptor) != 1 {
		return 0, 0, notNumber
	}
	wire.Begin()
	wire.Dynamic(value)
	at, _ := wire.Message()
	switch descriptor[0] {
	case tagBool:
		return 0, uint64(sys.Load8(at)), isBool
	case tagU8:
		return 0, uint64(sys.Load8(at)), isUnsigned
	case tagU16:
		return 0, uint64(sys.Load16(at)), isUnsigned
	case tagU32:
		return 0, uint64(sys.Load32(at)), isUnsigned
	case tagU64:
		return 0, sys.Load64(at), isUnsigned
	case tagI8:
		return int64(int8(sys.Load8(at))), 0, isSigned
	case tagI16:
		return int64(int16(sys.Load16(at))), 0, isSigned
	case tagI32:
		return int64(int32(sys.Load32(at))), 0, isSigned
	case tagI64:
		return int64(sys.Load64(at)), 0, isSigned
	}
	return 0, 0, notNumber
}

// numeral is a number in digits of a base up to 16: the signed one, or, where that is zero, the unsigned.
func numeral(signed int64, unsigned uint64, base uint64) string {
	negative := signed < 0
	if signed > 0 {
		unsigned = uint64(signed)
	}
	if negative {
		unsigned = -uint64(signed)
	}
	var room [20]byte
	at := len(room)
	for {
		at--
		room[at] = digits[unsigned%base]
		unsigned /= base
		if unsigned == 0 {
			break
		}
	}
	if negative {
		return "-" + string(room[at:])
	}
	return string(room[at:])
}

// text is the string that a value of any type of strings is.
func text(value any) (string, bool) {
	if descriptor, _ := wire.DescriptorOf(value); descriptor != stringDescriptor {
		return "", false
	}
	wire.Begin()
	wire.Dynamic(value)
	at, size := wire.Message()
	wire.Open(at, size)
	return sys.Decode[string](), true
}

// formatted is format with values in the place of its verbs, and those that are left over behind it with
// blanks between. It knows the verbs that reasons are made with; others stay as they are.
func formatted(format string, values []any) string {
	var text []byte
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			text = append(text, format[i])
			continue
		}
		verb := format[i+1]
		switch verb {
		case 'd', 's', 'v', 't', 'q', 'x':
			if len(values) == 0 {
				text = append(text, "%!"+string(rune(verb))+"(MISSING)"...)
			} else {
				text = append(text, shown(verb, values[0])...)
				values = values[1:]
			}
			i++
		case '%':
			text = append(text, '%')
			i++
		default:
			text = append(text, '%')
		}
	}
	for _, value := range values {
		text = append(text, ' ')
		text = append(text, Text(value)...)
	}
	return string(text)
}

// shown is value as verb wants it.
func shown(verb byte, value any) string {
	switch verb {
	case 'q':
		return "\"" + Text(value) + "\""
	case 'x':
		signed, unsigned, kind := number(value)
		if kind == isSigned || kind == isUnsigned {
			return numeral(signed, unsigned, 16)
		}
		if text, ok := text(value); ok {
			return hexText([]byte(text))
		}
		if data, ok := value.([]byte); ok {
			return hexText(data)
		}
	}
	return Text(value)
}
