// Package formats has the interfaces of fmt that others implement, so that they need not import it.
package formats

// State is what a Formatter writes to, and how it was asked for.
type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}
