// Package strconv turns basic values into text and text into basic values.
package strconv

import "errors"

// ErrRange says that a number does not fit into the type that was asked for.
var ErrRange = errors.New("value out of range")

// ErrSyntax says that a text does not have the syntax of the type that was asked for.
var ErrSyntax = errors.New("invalid syntax")

// NumError is a text that could not be turned into a number.
type NumError struct {
	Func string // the function: ParseInt, Atoi, …
	Num  string // the text
	Err  error  // ErrRange, ErrSyntax, or what is wrong with the base or the size
}

func (e *NumError) Error() string {
	return "strconv." + e.Func + ": parsing " + Quote(e.Num) + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *NumError) Unwrap() error {
	return e.Err
}

func syntaxError(function, text string) *NumError {
	return &NumError{function, text, ErrSyntax}
}

func rangeError(function, text string) *NumError {
	return &NumError{function, text, ErrRange}
}
