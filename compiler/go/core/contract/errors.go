package core

import (
	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
	"runtime/sys"
	"unicode/utf8"
)

// Errors of the host. Compare with Is, or errors.Is.
var (
	ErrNotFound            error = hostError{statusNotFound, "not found"}
	ErrDenied              error = hostError{2, "denied"}
	ErrReadOnly            error = hostError{3, "read only"}
	ErrTypeMismatch        error = hostError{statusTypeMismatch, "type mismatch"}
	ErrInsufficientBalance error = hostError{5, "insufficient balance"}
	ErrLimitExceeded       error = hostError{6, "limit exceeded"}
	ErrInvalid             error = hostError{7, "invalid"}
	ErrCallReverted        error = hostError{8, "the called contract reverted"}
	ErrCallOutOfGas        error = hostError{9, "the called contract ran out of gas"}
	ErrCallTrapped         error = hostError{10, "the called contract trapped"}
	ErrCallRefused         error = hostError{11, "call refused"}
)

const (
	statusNotFound     = 1
	statusTypeMismatch = 4
)

// hostError is one refusal of the host, with its words as they were when it was made.
type hostError struct {
	status uint32
	text   string
}

// failure is nil for status 0, and the host's refusal otherwise.
func failure(status uint32) error {
	if status == 0 {
		return nil
	}
	return refusal(status)
}

// refusal is the host's refusal that it has just answered as status.
func refusal(status uint32) error { return hostError{status: status, text: reason()} }

// Bytes of a reason that an error keeps: all of the host's own, and the beginning of a long one of a contract.
const reasonSize = 512

var reasonRoom [reasonSize]byte

// reason is the host's words for the refusal it has just answered. They are fetched at once: the host
// remembers those of the last refusal alone.
func reason() string {
	at := sys.AddressOf(&reasonRoom)
	size := host.LastError(at, reasonSize)
	if size > reasonSize {
		// No letter is cut in two.
		size = reasonSize - 1
		for size > reasonSize-utf8.UTFMax && sys.Load8(at+size)&0xC0 == 0x80 {
			size--
		}
	}
	return sys.StringOf(wire.Copied(at, size), size)
}

// Error is the host's words for this refusal.
func (e hostError) Error() string {
	if e.text == "" {
		return "refused" // a module of the embedder's that gives no reason
	}
	return e.text
}

// Is tells whether target is the same kind of refusal, whatever its text.
func (e hostError) Is(target error) bool {
	other, ok := target.(hostError)
	return ok && other.status == e.status
}

// Contracts look for fields and objects that may not be there, and seldom print that they are not: these
// two make their words when somebody asks for them.

// unread is why a field of in was not read.
func unread(status uint32, in object, field string) error {
	if status == statusNotFound {
		return missingField{in, field}
	}
	return refusal(status)
}

// unfound is why no object of owner was found.
func unfound(status uint32, owner Address) error {
	if status == statusNotFound {
		return ownsNone{owner}
	}
	return refusal(status)
}

// missingField is a field that an object does not have.
type missingField struct {
	in    object
	field string
}

func (e missingField) Error() string {
	where, quoted := "", "\"" + e.field + "\""
	at := host.Slot()
	if host.ObjectID(uint32(e.in), at) == 0 {
		where = "object " + hexOf(at, 32) + " has "
	}
	return where + "no field " + quoted
}

// Is tells whether target is ErrNotFound.
func (missingField) Is(target error) bool { return isNotFound(target) }

// ownsNone is an owner of no object.
type ownsNone struct{ owner Address }

func (e ownsNone) Error() string { return e.owner.String() + " owns no object of this contract" }

// Is tells whether target is ErrNotFound.
func (ownsNone) Is(target error) bool { return isNotFound(target) }

func isNotFound(target error) bool {
	other, ok := target.(hostError)
	return ok && other.status == statusNotFound
}

// isMissing tells whether err is ErrNotFound or a field that is missing. It does not look into what err wraps: Get wraps neither.
func isMissing(err error) bool {
	_, ok := err.(missingField)
	return ok || isNotFound(err)
}

// Is tells whether err, or what it wraps, is target.
func Is(err, target error) bool {
	for err != nil {
		switch refusal := err.(type) {
		case hostError:
			if refusal.Is(target) {
				return true
			}
		case missingField, ownsNone:
			if isNotFound(target) {
				return true
			}
		case interface{ Is(error) bool }:
			if refusal.Is(target) {
				return true
			}
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

// about is err with where it happened in front.
func about(where string, err error) error { return Error(where + ": " + err.Error()) }

// aboutField is err of a field's value.
func aboutField(field string, err error) error { return about("core: field \""+field+"\"", err) }

type textError struct{ text string }

func (e *textError) Error() string { return e.text }

// Error is an error that says text.
func Error(text string) error { return &textError{text} }
