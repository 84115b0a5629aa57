// Package errors makes errors and looks into them.
package errors

// ErrUnsupported says that what was asked for is not supported.
var ErrUnsupported error = &errorString{"unsupported operation"}

type errorString struct {
	s string
}

// New returns an error with a text. Each call gives another error, even for the same text.
func New(text string) error {
	return &errorString{text}
}

func (e *errorString) Error() string {
	return e.s
}

type joinError struct {
	errs []error
}

// Join returns an error of several, or nil if all of them are nil. Its text is theirs, one a line.
func Join(errs ...error) error {
	count := 0
	for _, err := range errs {
		if err != nil {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	joined := &joinError{make([]error, 0, count)}
	for _, err := range errs {
		if err != nil {
			joined.errs = append(joined.errs, err)
		}
	}
	return joined
}

func (e *joinError) Error() string {
	text := e.errs[0].Error()
	for _, err := range e.errs[1:] {
		text += "\n" + err.Error()
	}
	return text
}

func (e *joinError) Unwrap() []error {
	return e.errs
}
