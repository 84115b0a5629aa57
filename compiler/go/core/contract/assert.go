package core

import "allod.dev/core/internal/host"

// Codes with which a call reverts, as the host reports them. From 16 on they are the contract's own.
const (
	codeAssert   = 2
	firstOwnCode = 16
)

// Assert ends the call, undoing it, unless condition is true or, where it is an error, nil. The reason is
// the error's own text, with msgs before it if there are any: the first a format as fmt has it, with the verbs
// %d %s %v %t %q and %x, the others what goes into it. What is left over follows with blanks between.
func Assert(condition any, msgs ...any) {
	reason := "assertion failed"
	switch held := condition.(type) {
	case nil:
		return
	case bool:
		if held {
			return
		}
		reason = joined(reason, msgs, "")
	case error:
		reason = joined(held.Error(), msgs, held.Error())
	default:
		reason = "Assert takes a bool or an error"
	}
	unmet(reason)
}

// unmet ends the call because an assertion does not hold.
func unmet(reason string) {
	at, size := host.Text(reason)
	host.Revert(codeAssert, at, size)
}

// joined is msgs as one text, and after them the cause; or alone, where there are none.
func joined(alone string, msgs []any, cause string) string {
	if len(msgs) == 0 {
		return alone
	}
	format, ok := msgs[0].(string)
	if !ok {
		format = Text(msgs[0])
	}
	text := formatted(format, msgs[1:])
	if cause != "" {
		text += ": " + cause
	}
	return text
}

// Revert ends the call, undoing it, with a code of the contract's own (16 or more) and a reason.
func Revert(code uint32, reason string) {
	if code < firstOwnCode {
		panic("core: codes below 16 are the host's")
	}
	at, size := host.Text(reason)
	host.Revert(code, at, size)
}

// Assertions of a condition whose type the compiler knows, and of a text that is written in the source: nothing is made
// of them before one does not hold. The compiler puts these in the place of calls of Assert.

func assertBool(condition bool) {
	if !condition {
		unmet("assertion failed")
	}
}

func assertBoolText(condition bool, text string) {
	if !condition {
		unmet(formatted(text, nil))
	}
}

// assertBoolSaid is assertBoolText of a text in which nothing is left to fill in.
func assertBoolSaid(condition bool, text string) {
	if !condition {
		unmet(text)
	}
}

func assertError(err error) {
	if err != nil {
		unmet(err.Error())
	}
}

func assertErrorText(err error, text string) {
	if err != nil {
		unmet(formatted(text, nil) + ": " + err.Error())
	}
}

// assertErrorSaid is assertErrorText of a text in which nothing is left to fill in.
func assertErrorSaid(err error, text string) {
	if err != nil {
		unmet(text + ": " + err.Error())
	}
}
