package core

import "allod.dev/core/internal/host"

// What the host may refuse. Compare with Is, or errors.Is.
var (
	ErrNotFound            error = hostError{status: 1}
	ErrDenied              error = hostError{status: 2}
	ErrReadOnly            error = hostError{status: 3}
	ErrTypeMismatch        error = hostError{status: 4}
	ErrInsufficientBalance error = hostError{status: 5}
	ErrLimitExceeded       error = hostError{status: 6}
	ErrInvalid             error = hostError{status: 7}
	ErrCallReverted        error = hostError{status: 8}
	ErrCallOutOfGas        error = hostError{status: 9}
	ErrCallTrapped         error = hostError{status: 10}
	ErrCallRefused         error = hostError{status: 11}
)

var statusText = [...]string{
	"ok", "not found", "denied", "read only", "type mismatch", "insufficient balance", "limit exceeded",
	"invalid", "the called contract reverted", "the called contract ran out of gas",
	"the called contract trapped", "call refused",
}

// hostError is one refusal of the host. serial tells which, so that its text is the host's own only as
// long as the host remembers it; asking for it is a call of its own, and most errors are never printed.
type hostError struct {
	status uint32
	serial uint32
}

var lastSerial uint32

// failure is nil for status 0, and the host's refusal otherwise.
func failure(status uint32) error {
	if status == 0 {
		return nil
	}
	lastSerial++
	return hostError{status: status, serial: lastSerial}
}

// Error is the host's text for this refusal, or the name of its status once another has followed.
func (e hostError) Error() string {
	if e.serial != 0 && e.serial == lastSerial {
		var text [512]byte
		at, room := host.Room(text[:])
		if size := min(host.LastError(at, room), room); size > 0 {
			return string(text[:size])
		}
	}
	if int(e.status) < len(statusText) {
		return statusText[e.status]
	}
	return "unknown status"
}

// Is tells whether target is the same kind of refusal, whatever its text.
func (e hostError) Is(target error) bool {
	other, ok := target.(hostError)
	return ok && other.status == e.status
}

// Is tells whether err, or what it wraps, is target.
func Is(err, target error) bool {
	for err != nil {
		if refusal, ok := err.(hostError); ok && refusal.Is(target) {
			return true
		}
		if _, ok := err.(hostError); !ok && err == target {
			return true
		}
		wrapper, ok := err.(interface{ Unwrap() error })
		if !ok {
			return false
		}
		err = wrapper.Unwrap()
	}
	return target == nil
}

type textError struct{ text string }

func (e *textError) Error() string { return e.text }

// Error is an error that says text.
func Error(text string) error { return &textError{text} }
