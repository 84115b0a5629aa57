// Package fmt formats values of any type. It finds out about types by the descriptors that the compiler writes.
package fmt

import (
	"internal/formats"
	"internal/rtype"
	"internal/view"
	"io"
)

// Stringer has a text that the verbs %v and %s print.
type Stringer interface {
	String() string
}

// GoStringer has a text that the verb %#v prints.
type GoStringer interface {
	GoString() string
}

// Formatter formats itself.
type Formatter interface {
	Format(f State, verb rune)
}

// State is what a Formatter writes to, and how it was asked for.
type State = formats.State

// Sprintf returns the values in the format.
func Sprintf(format string, a ...any) string {
	return view.String(Appendf(nil, format, a...))
}

// Sprint returns the values as %v has them, with spaces between those of which neither is a string.
func Sprint(a ...any) string {
	return view.String(Append(nil, a...))
}

// Sprintln returns the values as %v has them, with spaces in between and a newline at the end.
func Sprintln(a ...any) string {
	return view.String(Appendln(nil, a...))
}

// Appendf appends what Sprintf returns.
func Appendf(b []byte, format string, a ...any) []byte {
	p := printer{out: b}
	p.format(format, a)
	return p.out
}

// Append appends what Sprint returns.
func Append(b []byte, a ...any) []byte {
	p := printer{out: b}
	afterText := true
	for i, arg := range a {
		isText := arg != nil && rtype.TypeOf(arg).Kind() == rtype.String
		if i > 0 && !isText && !afterText {
			p.out = append(p.out, ' ')
		}
		p.print(arg, 'v')
		afterText = isText
	}
	return p.out
}

// Appendln appends what Sprintln returns.
func Appendln(b []byte, a ...any) []byte {
	p := printer{out: b}
	for i, arg := range a {
		if i > 0 {
			p.out = append(p.out, ' ')
		}
		p.print(arg, 'v')
	}
	return append(p.out, '\n')
}

// Fprintf writes what Sprintf returns.
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	return w.Write(Appendf(nil, format, a...))
}

// Fprint writes what Sprint returns.
func Fprint(w io.Writer, a ...any) (n int, err error) {
	return w.Write(Append(nil, a...))
}

// Fprintln writes what Sprintln returns.
func Fprintln(w io.Writer, a ...any) (n int, err error) {
	return w.Write(Appendln(nil, a...))
}

// FormatString returns the format that a Formatter was asked with.
func FormatString(state State, verb rune) string {
	p := printer{}
	p.out = append(p.out, '%')
	for _, flag := range " +-#0" {
		if state.Flag(int(flag)) {
			p.out = append(p.out, byte(flag))
		}
	}
	if width, ok := state.Width(); ok {
		p.out = Append(p.out, width)
	}
	if precision, ok := state.Precision(); ok {
		p.out = Append(append(p.out, '.'), precision)
	}
	return string(p.out) + string(verb)
}
