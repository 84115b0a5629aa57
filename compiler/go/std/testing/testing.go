// Package testing is for tests of contracts: functions TestX(t *testing.T) in files that end in _test.go, which allod test runs.
package testing

import (
	"fmt"

	"allod.dev/core/internal/harness"
)

// TB is what tests of all kinds have.
type TB interface {
	Cleanup(f func())
	Error(args ...any)
	Errorf(format string, args ...any)
	Fail()
	FailNow()
	Failed() bool
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Helper()
	Log(args ...any)
	Logf(format string, args ...any)
	Name() string
	Skip(args ...any)
	SkipNow()
	Skipf(format string, args ...any)
	Skipped() bool
}

// T is a test, or a part of one that Run began.
type T struct {
	name            string
	parent          *T
	level           uint32
	failed, skipped bool
	cleanups        []func()
}

// Name is the name of the test: of a part those of all it is in, with / between.
func (t *T) Name() string { return t.name }

// Helper says that the function which calls it checks something for others: messages name the line of its caller.
func (t *T) Helper() {
	harness.Message()
	harness.Ask(harness.Helper)
}

// Parallel does nothing: every test has a chain of its own, and tests run in parallel.
func (t *T) Parallel() {}

// Log notes args with blanks between them. They are shown where the test fails, and with -v.
func (t *T) Log(args ...any) { t.log(fmt.Sprintln(args...)) }

// Logf is Log in a format.
func (t *T) Logf(format string, args ...any) { t.log(fmt.Sprintf(format, args...)) }

func (t *T) log(text string) {
	harness.Message()
	harness.Give(t.level)
	harness.Give([]byte(text))
	harness.Ask(harness.Log)
}

// Fail marks the test as failed, and it goes on.
func (t *T) Fail() {
	for one := t; one != nil; one = one.parent {
		one.failed = true
	}
	harness.Message()
	harness.Give(t.level)
	harness.Ask(harness.Fail)
}

// Failed tells whether the test has failed.
func (t *T) Failed() bool { return t.failed }

// FailNow marks the test as failed and ends it. Functions that were deferred do not run, those of Cleanup do.
func (t *T) FailNow() {
	t.Fail()
	t.exit()
}

// Error is Log and Fail.
func (t *T) Error(args ...any) {
	t.log(fmt.Sprintln(args...))
	t.Fail()
}

// Errorf is Logf and Fail.
func (t *T) Errorf(format string, args ...any) {
	t.log(fmt.Sprintf(format, args...))
	t.Fail()
}

// Fatal is Log and FailNow.
func (t *T) Fatal(args ...any) {
	t.log(fmt.Sprintln(args...))
	t.FailNow()
}

// Fatalf is Logf and FailNow.
func (t *T) Fatalf(format string, args ...any) {
	t.log(fmt.Sprintf(format, args...))
	t.FailNow()
}

// Skip is Log and SkipNow.
func (t *T) Skip(args ...any) {
	t.log(fmt.Sprintln(args...))
	t.SkipNow()
}

// Skipf is Logf and SkipNow.
func (t *T) Skipf(format string, args ...any) {
	t.log(fmt.Sprintf(format, args...))
	t.SkipNow()
}

// SkipNow marks the test as skipped and ends it.
func (t *T) SkipNow() {
	t.skipped = true
	t.exit()
}

// Skipped tells whether the test was skipped.
func (t *T) Skipped() bool { return t.skipped }

// Cleanup has f run when the test ends, the last f first.
func (t *T) Cleanup(f func()) { t.cleanups = append(t.cleanups, f) }

func (t *T) cleanup() {
	for len(t.cleanups) > 0 {
		last := len(t.cleanups) - 1
		f := t.cleanups[last]
		t.cleanups = t.cleanups[:last]
		f()
	}
}

// Verdicts, as the program that runs tests counts them.
const (
	passed = iota
	skipped
	failed
)

func (t *T) verdict() uint8 {
	switch {
	case t.failed:
		return failed
	case t.skipped:
		return skipped
	}
	return passed
}

// exit ends the test. The program that runs tests begins the outermost one anew where there is more of it to come.
func (t *T) exit() {
	t.cleanup()
	t.end(harness.Exit)
}

func (t *T) end(question uint32) {
	harness.Message()
	harness.Give(t.level)
	harness.Give(t.verdict())
	harness.Ask(question)
}

// Run runs f as a part of the test with a name of its own, and tells whether it did not fail.
func (t *T) Run(name string, f func(t *T)) bool {
	part := &T{parent: t, level: t.level + 1}
	harness.Message()
	harness.Give([]byte(name))
	harness.Ask(harness.Begin)
	run := harness.Take[bool]()
	verdict := harness.Take[uint8]()
	part.name = harness.Take[string]()
	if !run {
		if verdict == failed {
			t.inherit()
		}
		return verdict != failed
	}
	f(part)
	part.cleanup()
	part.end(harness.End)
	return !part.failed
}

// inherit marks the test as failed because a part of it has.
func (t *T) inherit() {
	for one := t; one != nil; one = one.parent {
		one.failed = true
	}
}

// Main runs a test. allod test calls it.
func Main(name string, f func(t *T)) {
	t := &T{name: name}
	f(t)
	t.cleanup()
	t.end(harness.End)
}

// Verbose tells whether tests run with -v: never, for what a test does is not to depend on it.
func Verbose() bool { return false }

// Short tells whether tests are asked to be short: never.
func Short() bool { return false }
