package core

import (
	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
	"runtime/sys"
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
	if err := writeTagged(args); err != nil {
		return nil, aboutArgument(function, args, err)
	}
	at, size := wire.Message()
	return callMessage(gas, contract, function, at, size)
}

// CallWithValue calls another contract, which may take value from the balance of the calling one.
func CallWithValue(value uint64, contract Address, function string, args ...any) ([]byte, error) {
	return CallWithOptions(CallOptions{Value: value}, contract, function, args...)
}

// CallWithOptions calls another contract with what options give it.
func CallWithOptions(options CallOptions, contract Address, function string, args ...any) ([]byte, error) {
	if err := writeTagged(args); err != nil {
		return nil, aboutArgument(function, args, err)
	}
	at, size := wire.Message()
	return callMessageWithOptions(options, contract, function, at, size)
}

// CallRaw calls another contract with input as it reads it: what Encode gives for arguments of exactly the
// types that the function takes, or what an account brought along. Nobody checks it but the callee.
func CallRaw(options CallOptions, contract Address, function string, input []byte) ([]byte, error) {
	at, size := host.Bytes(input)
	return callWith(options, 1, contract, function, at, size)
}

// callMessage calls a contract with the arguments that are a message.
func callMessage(gas uint64, contract Address, function string, data, size uint32) ([]byte, error) {
	name, nameSize := host.Text(function)
	return answered(host.Call(host.Lend(contract), name, nameSize, data, size, gas, wire.InRoom(), wire.RoomSize))
}

// callMessageWithValue is callMessage with a value that the callee may take.
func callMessageWithValue(value uint64, contract Address, function string, data, size uint32) ([]byte, error) {
	return callMessageWithOptions(CallOptions{Value: value}, contract, function, data, size)
}

// callMessageWithOptions is callMessage with what options give the callee.
func callMessageWithOptions(options CallOptions, contract Address, function string, data, size uint32) ([]byte, error) {
	if options.Value == 0 {
		return callMessage(options.Gas, contract, function, data, size)
	}
	return callWith(options, 0, contract, function, data, size)
}

// callWith makes a call on terms: gas, value, and whether the bytes are the input as it is.
func callWith(options CallOptions, raw uint64, contract Address, function string, data, size uint32) ([]byte, error) {
	terms := host.LendSecond([3]uint64{options.Gas, options.Value, raw})
	name, nameSize := host.Text(function)
	return answered(host.CallWith(host.Lend(contract), name, nameSize, data, size, terms, wire.InRoom(), wire.RoomSize))
}

// answered is a copy of what a call has answered.
func answered(answer uint64) ([]byte, error) {
	status, length := host.Split(answer)
	if status != 0 {
		return nil, refusal(status)
	}
	if length == 0 {
		return nil, nil
	}
	from := wire.Answer(length)
	if length > wire.RoomSize {
		return sys.SliceOf[byte](from, length, length), nil
	}
	return sys.SliceOf[byte](wire.Copied(from, length), length, length), nil
}

// aboutArgument says which argument of a call err is about.
func aboutArgument(function string, args []any, err error) error {
	if len(args) > 255 {
		return about("core: Call of "+function, err)
	}
	return about("core: Call of "+function+": argument "+numeral(0, uint64(unwritable(args)+1), 10), err)
}
