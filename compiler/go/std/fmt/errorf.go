package fmt

import (
	"errors"
	"internal/view"
	"slices"
)

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string   { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }

// Errorf returns an error with a text as Sprintf has it. It wraps the operands of the verb %w, which have to be errors.
func Errorf(format string, a ...any) error {
	p := printer{wraps: true}
	p.format(format, a)
	text := view.String(p.out)
	switch len(p.wrapped) {
	case 0:
		return errors.New(text)
	case 1:
		err, _ := a[p.wrapped[0]].(error)
		return &wrapError{text, err}
	}
	slices.Sort(p.wrapped)
	all := &wrapErrors{msg: text}
	for _, position := range slices.Compact(p.wrapped) {
		if err, ok := a[position].(error); ok {
			all.errs = append(all.errs, err)
		}
	}
	return all
}

// wrap is Errorf with one operand of %w, of a format that the compiler has read.
func wrap(text string, err error) error {
	return &wrapError{text, err}
}

// textOfError is what a verb prints of an error that is no Formatter, in a format that the compiler has read.
func textOfError(err error, verb byte) string {
	switch {
	case err != nil:
		return err.Error()
	case verb == 'v':
		return "<nil>"
	}
	return "%!" + string(rune(verb)) + "(<nil>)"
}
