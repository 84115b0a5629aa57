package core

import (
	"strconv"
	"unsafe"

	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
)

// CallOptions say what a call is given beside its arguments. The zero value is what Call gives.
type CallOptions struct {
	// Gas is what the callee may use; 0 means all that is left.
	Gas uint64
	// Value is what the callee may take with Receive from the balance of the calling contract. None of it
	// moves before, and where the call fails, all of it comes back.
	Value uint64
}

// Call calls another contract with all the gas that is left. The result is encoded: Decode reads it.
func Call(contract Address, function string, args ...any) ([]byte, error) {
	return CallWithGas(0, contract, function, args...)
}

// CallWithGas calls another contract, which may use that much gas; 0 means all that is left.
func CallWithGas(gas uint64, contract Address, function string, args ...any) ([]byte, error) {
	w := wire.Writer{Data: valueRoom[:0]}
	if err := writeTagged(&w, args); err != nil {
		return nil, aboutArgument(function, args, err)
	}
	name, nameSize := host.Text(function)
	data, size := host.Bytes(w.Data)
	out, capacity := host.Room(resultRoom[:])
	status, length := host.Split(host.Call(unsafe.Pointer(&contract), name, nameSize, data, size, gas, out, capacity))
	if err := failure(status); err != nil {
		return nil, err
	}
	return append([]byte(nil), near(resultRoom[:], length)...), nil
}

// CallWithValue calls another contract, which may take value from the balance of the calling one.
func CallWithValue(value uint64, contract Address, function string, args ...any) ([]byte, error) {
	return CallWithOptions(CallOptions{Value: value}, contract, function, args...)
}

// CallWithOptions calls another contract with what options give it.
func CallWithOptions(options CallOptions, contract Address, function string, args ...any) ([]byte, error) {
	if options.Value == 0 {
		return CallWithGas(options.Gas, contract, function, args...)
	}
	w := wire.Writer{Data: valueRoom[:0]}
	if err := writeTagged(&w, args); err != nil {
		return nil, aboutArgument(function, args, err)
	}
	return callWith(options, 0, contract, function, w.Data)
}

// CallRaw calls another contract with input as it reads it: what Encode gives for arguments of exactly the
// types that the function takes, or what an account brought along. Nobody checks it but the callee.
func CallRaw(options CallOptions, contract Address, function string, input []byte) ([]byte, error) {
	return callWith(options, 1, contract, function, input)
}

// callWith makes a call on terms: gas, value, and whether args are the input as it is.
func callWith(options CallOptions, raw uint64, contract Address, function string, args []byte) ([]byte, error) {
	terms := [3]uint64{options.Gas, options.Value, raw}
	name, nameSize := host.Text(function)
	data, size := host.Bytes(args)
	out, capacity := host.Room(resultRoom[:])
	answer := host.CallWith(unsafe.Pointer(&contract), name, nameSize, data, size, unsafe.Pointer(&terms), out, capacity)
	status, length := host.Split(answer)
	if err := failure(status); err != nil {
		return nil, err
	}
	return append([]byte(nil), near(resultRoom[:], length)...), nil
}

// aboutArgument says which argument of a call err is about.
//
//go:noinline
func aboutArgument(function string, args []any, err error) error {
	if len(args) > 255 {
		return about("core: Call of "+function, err)
	}
	return about("core: Call of "+function+": argument "+strconv.Itoa(unwritable(args)+1), err)
}

// Decode reads the values that data holds, in order, into what targets point to: the result of a Call.
func Decode(data []byte, targets ...any) error {
	r := wire.NewReader(data)
	for _, target := range targets {
		if err := readValue(&r, target); err != nil {
			return about("core: Decode", err)
		}
	}
	if wrong := r.End(); wrong != "" {
		return Error("core: Decode: " + wrong)
	}
	return nil
}

// Encode is values as bytes, in order, as Decode reads them. It panics on a value no contract can store.
func Encode(values ...any) []byte {
	var w wire.Writer
	for _, value := range values {
		if err := writeValue(&w, value); err != nil {
			panic(about("core: Encode", err))
		}
	}
	return w.Data
}
