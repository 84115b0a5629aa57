package fmt

import "os"

func show(text []byte) (n int, err error)               { return os.Stderr.Write(text) }
func Printf(format string, a ...any) (n int, err error) { return show(Appendf(nil, format, a...)) }
func Print(a ...any) (n int, err error)                 { return show(Append(nil, a...)) }
func Println(a ...any) (n int, err error)               { return show(Appendln(nil, a...)) }
