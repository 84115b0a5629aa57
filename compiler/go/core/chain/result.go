package chain

import (
	"allod.dev/core"
	"allod.dev/core/internal/harness"
	"strings"
	"testing"
)

// Status is how a call ended.
type Status uint8

// Ways in which a call ends.
const (
	Success Status = iota
	Reverted
	OutOfGas
	Trapped
	// Refused is a call that never ran: an argument of another type, a function that is not there.
	Refused
)

// String is the status in a word.
func (s Status) String() string {
	switch s {
	case Success:
		return "success"
	case Reverted:
		return "reverted"
	case OutOfGas:
		return "out of gas"
	case Trapped:
		return "trapped"
	}
	return "refused"
}

// Result is what became of a call.
type Result struct {
	number        uint32
	status        Status
	gas, refunded uint64
}

// result reads a result from an answer.
func result() *Result {
	r := &Result{}
	r.number = harness.Take[uint32]()
	r.status = Status(harness.Take[uint8]())
	r.gas = harness.Take[uint64]()
	r.refunded = harness.Take[uint64]()
	return r
}

// Parts of what the program that runs tests says of a result.
const (
	reason = iota
	report
)

// words are the reason of a failure, or a report of the call with all calls it made. Whoever asks has looked at the result.
func (r *Result) words(part uint8) string {
	harness.Message()
	harness.Give(r.number)
	harness.Give(part)
	harness.Ask(harness.Words)
	return harness.Take[string]()
}

// Status is how the call ended.
func (r *Result) Status() Status {
	r.words(reason)
	return r.status
}

// Failed tells whether the call did not succeed.
func (r *Result) Failed() bool { return r.Status() != Success }

// Reason is why the call failed, in the contract's own words where it had some; empty where it succeeded.
func (r *Result) Reason() string { return r.words(reason) }

// Report is the call with all calls that it made, for messages.
func (r *Result) Report() string { return r.words(report) }

// Gas is what the call cost.
func (r *Result) Gas() uint64 { return r.gas }

// Refunded is the gas that came back for what was deleted. Gas is without it.
func (r *Result) Refunded() uint64 { return r.refunded }

// OK ends the test unless the call succeeded.
func (r *Result) OK(t testing.TB) *Result {
	if r.status != Success {
		t.Fatal(r.words(report))
	}
	return r
}

// Reverts ends the test unless the contract reverted, with words that have text in them.
func (r *Result) Reverts(t testing.TB, text string) {
	why := r.words(reason)
	switch {
	case r.status != Reverted:
		t.Fatal("a revert with \"" + text + "\" was expected: " + r.words(report))
	case !strings.Contains(why, text):
		t.Fatal("a revert with \"" + text + "\" was expected, its words were: " + why + "\n" + r.words(report))
	}
}

// Fails ends the test unless the call failed, in whatever way, for a reason that has text in it.
func (r *Result) Fails(t testing.TB, text string) {
	why := r.words(reason)
	if r.status == Success || !strings.Contains(why, text) {
		t.Fatal("a failure with \"" + text + "\" was expected: " + r.words(report))
	}
}

// Into reads the results of a call that succeeded, in order, into what targets point to. Types may be others than the
// function's if they hold the value.
func (r *Result) Into(t testing.TB, targets ...any) {
	r.OK(t)
	harness.Message()
	read(t, func() {
		harness.Give(r.number)
	}, harness.Into, targets)
}

// read asks for values of the types that targets point to, and reads them.
func read(t testing.TB, about func(), question uint32, targets []any) {
	descriptors := make([][]byte, 0, len(targets))
	for _, target := range targets {
		descriptor, why := harness.Descriptor(target)
		if why != "" {
			t.Fatal(why)
		}
		descriptors = append(descriptors, descriptor)
	}
	harness.Message()
	about()
	harness.Give(descriptors)
	answered(t, question)
	if wrong := harness.Read(harness.Take[[]byte](), targets); wrong != "" {
		t.Fatal(wrong)
	}
}

// Uint64 is the result of a call that succeeded, a number without a sign.
func (r *Result) Uint64(t testing.TB) (value uint64) {
	r.Into(t, &value)
	return value
}

// Int64 is the result of a call that succeeded, a number.
func (r *Result) Int64(t testing.TB) (value int64) {
	r.Into(t, &value)
	return value
}

// Bool is the result of a call that succeeded.
func (r *Result) Bool(t testing.TB) (value bool) {
	r.Into(t, &value)
	return value
}

// String is the result of a call that succeeded, a text.
func (r *Result) String(t testing.TB) (value string) {
	r.Into(t, &value)
	return value
}

// Address is the result of a call that succeeded.
func (r *Result) Address(t testing.TB) (value core.Address) {
	r.Into(t, &value)
	return value
}

// ObjectID is the result of a call that succeeded.
func (r *Result) ObjectID(t testing.TB) (value core.ObjectID) {
	r.Into(t, &value)
	return value
}
