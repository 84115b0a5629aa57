package fmt

import (
	"internal/rtype"
	"unicode/utf8"
)

// printer puts a text together. Its flags are those of the verb that is being printed.
type printer struct {
	out []byte
	flags
	// wraps says that %w is a verb; wrapped has the positions of its operands.
	wraps   bool
	wrapped []int
	// erring says that a mistake is being printed, so that methods are not called.
	erring bool
}

// flags are what stands between % and the verb.
type flags struct {
	width, precision       int
	hasWidth, hasPrecision bool
	minus, plus            bool
	sharp, space, zero     bool
	// plusV and sharpV are the flags of %+v and %#v, which mean something else than those of other verbs.
	plusV, sharpV bool
}

// directive is the place in a format that is read, and in the operands.
type directive struct {
	format string
	at     int
	args   []any
	next   int
	// reordered says that an index has been used; badIndex that one of this directive is none; indexed that one
	// has just been read.
	reordered, badIndex, indexed bool
}

// format prints operands by a format.
func (p *printer) format(format string, args []any) {
	d := directive{format: format, args: args}
	for d.at < len(format) {
		start := d.at
		for d.at < len(format) && format[d.at] != '%' {
			d.at++
		}
		p.out = append(p.out, format[start:d.at]...)
		if d.at < len(format) {
			d.at++
			p.directive(&d)
		}
	}
	if !d.reordered && d.next < len(args) {
		p.extra(args[d.next:])
	}
}

// directive prints what a directive asks for, whose % has been read.
func (p *printer) directive(d *directive) {
	p.flags = flags{}
	d.badIndex = false
	p.readFlags(d)
	d.index()
	p.readWidth(d)
	p.readPrecision(d)
	if !d.indexed {
		d.index()
	}
	if d.at >= len(d.format) {
		p.out = append(p.out, "%!(NOVERB)"...)
		return
	}
	verb, size := utf8.DecodeRuneInString(d.format[d.at:])
	d.at += size
	switch {
	case verb == '%':
		p.out = append(p.out, '%')
		return
	case d.badIndex:
		p.mistake(verb, "(BADINDEX)")
		return
	case d.next >= len(d.args):
		p.mistake(verb, "(MISSING)")
		return
	case verb == 'w':
		p.wrapped = append(p.wrapped, d.next)
		fallthrough
	case verb == 'v':
		p.sharp, p.sharpV = false, p.sharp
		p.plus, p.plusV = false, p.plus
	}
	d.next++
	p.print(d.args[d.next-1], verb)
}

func (p *printer) readFlags(d *directive) {
	for ; d.at < len(d.format); d.at++ {
		switch d.format[d.at] {
		case '#':
			p.sharp = true
		case '0':
			p.zero = true
		case '+':
			p.plus = true
		case '-':
			p.minus = true
		case ' ':
			p.space = true
		default:
			return
		}
	}
}

func (p *printer) readWidth(d *directive) {
	if d.peek('*') {
		p.width, p.hasWidth = d.intArg()
		if !p.hasWidth {
			p.out = append(p.out, "%!(BADWIDTH)"...)
		}
		if p.width < 0 {
			p.width, p.minus, p.zero = -p.width, true, false
		}
		d.indexed = false
		return
	}
	p.width, p.hasWidth = d.number()
	if d.indexed && p.hasWidth {
		d.badIndex = true
	}
}

func (p *printer) readPrecision(d *directive) {
	if d.at+1 >= len(d.format) || !d.peek('.') {
		return
	}
	if d.indexed {
		d.badIndex = true
	}
	d.index()
	if d.peek('*') {
		p.precision, p.hasPrecision = d.intArg()
		if p.precision < 0 {
			p.precision, p.hasPrecision = 0, false
		}
		if !p.hasPrecision {
			p.out = append(p.out, "%!(BADPREC)"...)
		}
		d.indexed = false
		return
	}
	p.precision, _ = d.number()
	p.hasPrecision = true
}

// peek steps over a byte if it comes next.
func (d *directive) peek(c byte) bool {
	if d.at < len(d.format) && d.format[d.at] == c {
		d.at++
		return true
	}
	return false
}

// mostWidth is the largest width, precision or index.
const mostWidth = 1000000

// number reads digits. A number that is too large ends the format.
func (d *directive) number() (number int, ok bool) {
	for ; d.at < len(d.format) && '0' <= d.format[d.at] && d.format[d.at] <= '9'; d.at++ {
		if number > mostWidth {
			d.at = len(d.format)
			return 0, false
		}
		number, ok = 10*number+int(d.format[d.at]-'0'), true
	}
	return number, ok
}

// intArg takes the next operand as a width or precision.
func (d *directive) intArg() (number int, ok bool) {
	if d.next >= len(d.args) {
		return 0, false
	}
	arg := d.args[d.next]
	d.next++
	if arg == nil {
		return 0, false
	}
	switch v := rtype.ValueOf(arg); v.Type.Kind() {
	case rtype.Int8, rtype.Int16, rtype.Int32, rtype.Int64:
		number = int(v.Int())
	case rtype.Uint8, rtype.Uint16, rtype.Uint32, rtype.Uint64:
		number = int(min(v.Uint(), mostWidth+1))
	default:
		return 0, false
	}
	if number > mostWidth || number < -mostWidth {
		return 0, false
	}
	return number, true
}

// index reads [n], which chooses the operand that comes next.
func (d *directive) index() {
	d.indexed = false
	if d.at >= len(d.format) || d.format[d.at] != '[' {
		return
	}
	d.reordered = true
	end := d.at + 1
	for end < len(d.format) && d.format[end] != ']' {
		end++
	}
	if end == len(d.format) || len(d.format)-d.at < 3 {
		d.badIndex = true
		d.at++
		return
	}
	inside := directive{format: d.format[d.at+1 : end]}
	number, ok := inside.number()
	ok = ok && inside.at == len(inside.format)
	d.at = end + 1
	d.indexed = ok
	if ok && 1 <= number && number <= len(d.args) {
		d.next = number - 1
		return
	}
	d.badIndex = true
}
