package fmt

// Write appends to what is being printed. It is for a Formatter.
func (p *printer) Write(b []byte) (n int, err error) {
	p.out = append(p.out, b...)
	return len(b), nil
}

// WriteString appends to what is being printed.
func (p *printer) WriteString(s string) (n int, err error) {
	p.out = append(p.out, s...)
	return len(s), nil
}

// Width returns the width of the verb.
func (p *printer) Width() (wid int, ok bool) {
	return p.width, p.hasWidth
}

// Precision returns the precision of the verb.
func (p *printer) Precision() (prec int, ok bool) {
	return p.precision, p.hasPrecision
}

// Flag tells if the verb has a flag.
func (p *printer) Flag(c int) bool {
	switch c {
	case '-':
		return p.minus
	case '+':
		return p.plus || p.plusV
	case '#':
		return p.sharp || p.sharpV
	case ' ':
		return p.space
	case '0':
		return p.zero
	}
	return false
}
