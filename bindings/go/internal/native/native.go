// Package native calls the engine's C library. All of cgo is here.
package native

/*
#cgo CFLAGS: -I${SRCDIR}/../../../c/include
#cgo LDFLAGS: -lallod_ffi
#include <stdlib.h>
#include <string.h>
#include "allod.h"

// The text of an error is the thread's, and a goroutine may be on another one by its next call: so each call brings it
// along, for Go to free.
#define TOLD(call)                                                                 \
    AllodStatus status = (call);                                                   \
    *error = status == ALLOD_STATUS_OK ? NULL : strdup(allod_last_error());        \
    return status

#define SLICE(name) (AllodSlice){name, name##_length}

static AllodStatus told_open(const uint8_t *settings, size_t settings_length, AllodEngine *engine, char **error) {
    TOLD(allod_engine_open(SLICE(settings), engine));
}

static AllodStatus told_close(AllodEngine engine, char **error) { TOLD(allod_engine_close(engine)); }

static AllodStatus told_deploy(AllodEngine engine, const uint8_t *code, size_t code_length, const uint8_t *options,
                               size_t options_length, AllodAddress *contract, AllodBuffer *details, char **error) {
    TOLD(allod_deploy(engine, SLICE(code), SLICE(options), contract, details));
}

static AllodStatus told_call(int way, AllodEngine engine, AllodAddress contract, const uint8_t *function,
                             size_t function_length, const uint8_t *args, size_t args_length, const uint8_t *options,
                             size_t options_length, AllodReceipt *receipt, char **error) {
    TOLD((way == 0 ? allod_execute : way == 1 ? allod_simulate : allod_query)(
        engine, contract, SLICE(function), SLICE(args), SLICE(options), receipt));
}

static AllodStatus told_explain(AllodEngine engine, AllodAddress contract, const uint8_t *function, size_t function_length,
                                const uint8_t *args, size_t args_length, const uint8_t *options, size_t options_length,
                                AllodBuffer *words, char **error) {
    TOLD(allod_explain(engine, contract, SLICE(function), SLICE(args), SLICE(options), words));
}

static AllodStatus told_part(int part, AllodReceipt receipt, AllodBuffer *buffer, char **error) {
    TOLD((part == 0 ? allod_receipt_json : part == 1 ? allod_receipt_output : allod_receipt_explain)(receipt, buffer));
}

static AllodStatus told_number(int which, AllodEngine engine, AllodAddress account, uint64_t *number, char **error) {
    TOLD((which == 0 ? allod_balance : allod_nonce)(engine, account, number));
}

static AllodStatus told_fund(AllodEngine engine, AllodAddress account, uint64_t amount, char **error) {
    TOLD(allod_fund(engine, account, amount));
}

static AllodStatus told_transfer(AllodEngine engine, AllodAddress from, AllodAddress to, uint64_t amount, char **error) {
    TOLD(allod_transfer(engine, from, to, amount));
}

static AllodStatus told_root(AllodEngine engine, AllodHash *root, char **error) { TOLD(allod_state_root(engine, root)); }

static AllodStatus told_abi(AllodEngine engine, AllodAddress contract, AllodBuffer *abi, char **error) {
    TOLD(allod_abi(engine, contract, abi));
}
*/
import "C"

import "unsafe"

// Status of a call of the library.
type Status int

// The statuses, as the library's header explains them.
const (
	ContractFailed  Status = C.ALLOD_STATUS_CONTRACT_FAILED
	NullPointer     Status = C.ALLOD_STATUS_NULL_POINTER
	WrongHandle     Status = C.ALLOD_STATUS_WRONG_HANDLE
	InvalidArgument Status = C.ALLOD_STATUS_INVALID_ARGUMENT
	Refused         Status = C.ALLOD_STATUS_REFUSED
	Store           Status = C.ALLOD_STATUS_STORE
	Unavailable     Status = C.ALLOD_STATUS_UNAVAILABLE
	Internal        Status = C.ALLOD_STATUS_INTERNAL
)

// Error is a call that was not done, or a contract that failed.
type Error struct {
	// Status says whose fault it is.
	Status Status
	// Text says what was wrong and what was wanted.
	Text string
}

func (e *Error) Error() string { return e.Text }

// failure is the error of a status, whose text it frees.
func failure(status C.AllodStatus, text *C.char) error {
	if status == C.ALLOD_STATUS_OK {
		return nil
	}
	defer C.free(unsafe.Pointer(text))
	if text == nil {
		return &Error{Status(status), "no memory for the text of an error"}
	}
	return &Error{Status(status), C.GoString(text)}
}

// Engine is the handle of an engine. The zero value is none, and every use of it an error.
type Engine struct{ handle C.AllodEngine }

// Ways of a call.
const (
	Execute = iota
	Simulate
	Query
)

// Open opens an engine; settings are JSON.
func Open(settings []byte) (engine Engine, err error) {
	var text *C.char
	data, length := parts(settings)
	status := C.told_open(data, length, &engine.handle, &text)
	return engine, failure(status, text)
}

// Close closes the engine.
func (e Engine) Close() error {
	var text *C.char
	status := C.told_close(e.handle, &text)
	return failure(status, text)
}

// Deploy deploys code; options and details are JSON.
func (e Engine) Deploy(code, options []byte) (contract [20]byte, details []byte, err error) {
	var text *C.char
	var address C.AllodAddress
	var buffer C.AllodBuffer
	codeData, codeLength := parts(code)
	data, length := parts(options)
	status := C.told_deploy(e.handle, codeData, codeLength, data, length, &address, &buffer, &text)
	if err := failure(status, text); err != nil {
		return contract, nil, err
	}
	details, err = taken(buffer)
	return bytes20(address), details, err
}

// Receipt is what a call left.
type Receipt struct {
	// JSON is all of it.
	JSON []byte
	// Output is the encoded result.
	Output []byte
	// Explanation is in words why the call failed; empty where it did not.
	Explanation string
}

// Call makes a call in one of its ways; args and options are JSON. A contract that failed leaves a receipt and an error.
func (e Engine) Call(way int, contract [20]byte, function string, args, options []byte) (*Receipt, error) {
	var text *C.char
	var handle C.AllodReceipt
	name, nameLength := parts([]byte(function))
	argsData, argsLength := parts(args)
	data, length := parts(options)
	status := C.told_call(C.int(way), e.handle, address(contract), name, nameLength, argsData, argsLength, data, length,
		&handle, &text)
	failed := failure(status, text)
	if failed != nil && status != C.ALLOD_STATUS_CONTRACT_FAILED {
		return nil, failed
	}
	defer C.allod_receipt_free(handle)
	receipt := &Receipt{}
	var err error
	if receipt.JSON, err = part(0, handle); err != nil {
		return nil, err
	}
	if receipt.Output, err = part(1, handle); err != nil {
		return nil, err
	}
	if failed != nil {
		words, err := part(2, handle)
		if err != nil {
			return nil, err
		}
		receipt.Explanation = string(words)
	}
	return receipt, failed
}

// Explain makes a call once more without committing it, and says where it fails.
func (e Engine) Explain(contract [20]byte, function string, args, options []byte) (string, error) {
	var text *C.char
	var buffer C.AllodBuffer
	name, nameLength := parts([]byte(function))
	argsData, argsLength := parts(args)
	data, length := parts(options)
	status := C.told_explain(e.handle, address(contract), name, nameLength, argsData, argsLength, data, length, &buffer, &text)
	if err := failure(status, text); err != nil {
		return "", err
	}
	words, err := taken(buffer)
	return string(words), err
}

// Balance is the money of an account.
func (e Engine) Balance(account [20]byte) (uint64, error) { return e.number(0, account) }

// Nonce is that of the next transaction that an account signs.
func (e Engine) Nonce(account [20]byte) (uint64, error) { return e.number(1, account) }

func (e Engine) number(which int, account [20]byte) (uint64, error) {
	var text *C.char
	var number C.uint64_t
	status := C.told_number(C.int(which), e.handle, address(account), &number, &text)
	return uint64(number), failure(status, text)
}

// Fund gives an account money out of nothing.
func (e Engine) Fund(account [20]byte, amount uint64) error {
	var text *C.char
	status := C.told_fund(e.handle, address(account), C.uint64_t(amount), &text)
	return failure(status, text)
}

// Transfer moves money.
func (e Engine) Transfer(from, to [20]byte, amount uint64) error {
	var text *C.char
	status := C.told_transfer(e.handle, address(from), address(to), C.uint64_t(amount), &text)
	return failure(status, text)
}

// StateRoot is the root of the state after the last block.
func (e Engine) StateRoot() (root [32]byte, err error) {
	var text *C.char
	var hash C.AllodHash
	status := C.told_root(e.handle, &hash, &text)
	for at := range root {
		root[at] = byte(hash.bytes[at])
	}
	return root, failure(status, text)
}

// ABI is that of a contract, as JSON.
func (e Engine) ABI(contract [20]byte) ([]byte, error) {
	var text *C.char
	var buffer C.AllodBuffer
	status := C.told_abi(e.handle, address(contract), &buffer, &text)
	if err := failure(status, text); err != nil {
		return nil, err
	}
	return taken(buffer)
}

// OpenHandles is how many engines, receipts and buffers this process has open.
func OpenHandles() uint64 { return uint64(C.allod_open_handles()) }

// Version is that of the library.
func Version() string { return C.GoString(C.allod_version()) }

// part is a part of a receipt.
func part(which int, receipt C.AllodReceipt) ([]byte, error) {
	var text *C.char
	var buffer C.AllodBuffer
	status := C.told_part(C.int(which), receipt, &buffer, &text)
	if err := failure(status, text); err != nil {
		return nil, err
	}
	return taken(buffer)
}

// taken is a copy of a buffer, which it frees.
func taken(buffer C.AllodBuffer) ([]byte, error) {
	defer C.allod_buffer_free(buffer)
	var data *C.uint8_t
	var length C.size_t
	if status := C.allod_buffer_data(buffer, &data, &length); status != C.ALLOD_STATUS_OK {
		return nil, &Error{Status(status), "a buffer of the library's is gone"}
	}
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(data)), uint64(length))...), nil
}

// parts is a slice as C takes it.
func parts(bytes []byte) (*C.uint8_t, C.size_t) {
	return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(bytes))), C.size_t(len(bytes))
}

func address(from [20]byte) (to C.AllodAddress) {
	for at, b := range from {
		to.bytes[at] = C.uint8_t(b)
	}
	return to
}

func bytes20(from C.AllodAddress) (to [20]byte) {
	for at := range to {
		to[at] = byte(from.bytes[at])
	}
	return to
}
