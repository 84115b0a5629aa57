package core

import (
	"unsafe"

	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
)

// Call calls another contract with all the gas that is left. The result is encoded: Decode reads it.
func Call(contract Address, function string, args ...any) ([]byte, error) {
	return CallWithGas(0, contract, function, args...)
}

// CallWithGas calls another contract, which may use that much gas; 0 means all that is left.
func CallWithGas(gas uint64, contract Address, function string, args ...any) ([]byte, error) {
	w := wire.Writer{Data: valueRoom[:0]}
	if err := writeTagged(&w, args); err != nil {
		return nil, err
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

// Decode reads the values that data holds, in order, into what targets point to: the result of a Call.
func Decode(data []byte, targets ...any) error {
	r := wire.NewReader(data)
	for _, target := range targets {
		if err := readValue(&r, target); err != nil {
			return err
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
			panic(err)
		}
	}
	return w.Data
}
