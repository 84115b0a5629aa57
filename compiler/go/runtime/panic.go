package runtime

import (
	"internal/rtype"
	"strconv"
)

// panickedNil is what is said of panic(nil).
const panickedNil = "runtime error: panic called with nil argument"

// panicString is panic(s) of a string.
func panicString(s string) {
	fail(s)
}

// panicError is panic(err) of what is known to be an error.
func panicError(err error) {
	if err == nil {
		fail(panickedNil)
	}
	fail(err.Error())
}

// panicValue is panic(v).
func panicValue(v any) {
	switch v := v.(type) {
	case nil:
		fail(panickedNil)
	case error:
		fail(v.Error())
	case interface{ String() string }:
		fail(v.String())
	case float64:
		fail(strconv.FormatFloat(v, 'g', -1, 64))
	case float32:
		fail(strconv.FormatFloat(float64(v), 'g', -1, 32))
	}
	fail(panicText(rtype.ValueOf(v)))
}

// panicText returns what is said of a value that was given to panic. Values of declared types say their type, and those
// that are no basic ones only that. So do floats of declared types, unless panic is given one as it is: their text takes
// some KB of code, which is only in modules where a float can be here.
func panicText(v rtype.Value) string {
	text := ""
	switch name := v.Type.String(); v.Type.Kind() {
	case rtype.Bool:
		text = "false"
		if v.Bool() {
			text = "true"
		}
	case rtype.Int8, rtype.Int16, rtype.Int32, rtype.Int64:
		text = itoa(int(v.Int()))
	case rtype.Uint8, rtype.Uint16, rtype.Uint32, rtype.Uint64:
		text = decimal(v.Uint(), false)
	case rtype.String:
		text = v.Text()
		if isDeclared(name) {
			text = "\"" + text + "\""
		}
	default:
		return "(" + name + ")"
	}
	if name := v.Type.String(); isDeclared(name) {
		return name + "(" + text + ")"
	}
	return text
}

// isDeclared tells if the name of a basic type is that of a declared one, which has a package.
func isDeclared(name string) bool {
	for i := range len(name) {
		if name[i] == '.' {
			return true
		}
	}
	return false
}

// panicAssert is of a failed assertion of a value to a type that is no interface. The texts are those of the interface
// that the value was in and of the type.
func panicAssert(v any, in, wanted string) {
	found := "nil"
	if v != nil {
		found = rtype.TypeOf(v).String()
	}
	fail("interface conversion: " + in + " is " + found + ", not " + wanted)
}

// panicAssertInterface is of a failed assertion of a value to an interface, and the first of its methods that the value
// has not.
func panicAssertInterface(v any, wanted, missing string) {
	if v == nil {
		fail("interface conversion: interface is nil, not " + wanted)
	}
	fail("interface conversion: " + rtype.TypeOf(v).String() + " is not " + wanted + ": missing method " + missing)
}

// panicUncomparable is of == between interface values whose type does not compare.
func panicUncomparable(name string) {
	fail("runtime error: comparing uncomparable type " + name)
}

// panicUnhashable is of a map's key in an interface whose type does not compare.
func panicUnhashable(name string) {
	fail("runtime error: hash of unhashable type " + name)
}
