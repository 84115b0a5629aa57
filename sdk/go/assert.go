package core

import "allod.dev/core/internal/host"

// Codes with which a call reverts, as the host reports them. From 16 on they are the contract's own.
const (
	codeAssert   = 2
	firstOwnCode = 16
)

// Assert ends the call, undoing it, unless condition is true or, where it is an error, nil. The reason
// is made of msgs, or is the error's own text.
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
	at, size := host.Text(reason)
	host.Revert(codeAssert, at, size)
}

// joined is msgs with blanks between, and after them the cause; or alone, where there are none.
func joined(alone string, msgs []any, cause string) string {
	if len(msgs) == 0 {
		return alone
	}
	text := ""
	for i, msg := range msgs {
		if i > 0 {
			text += " "
		}
		text += Text(msg)
	}
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
