package fmt

import "internal/rtype"

// mistake prints a verb that could not be printed, and why.
func (p *printer) mistake(verb rune, why string) {
	p.out = append(append(append(p.out, "%!"...), string(verb)...), why...)
}

// badVerb prints a verb that its operand does not have, and the operand.
func (p *printer) badVerb(v rtype.Value, verb rune) {
	p.mistake(verb, "(")
	p.erring = true
	p.out = append(append(p.out, v.Type.String()...), '=')
	p.value(v, 'v', 0, false)
	p.erring = false
	p.out = append(p.out, ')')
}

// badNil prints a verb that nil does not have.
func (p *printer) badNil(verb rune) {
	p.mistake(verb, "(<nil>)")
}

// extra prints operands that no verb has asked for.
func (p *printer) extra(args []any) {
	p.flags = flags{}
	p.out = append(p.out, "%!(EXTRA "...)
	for i, arg := range args {
		if i > 0 {
			p.out = append(p.out, ", "...)
		}
		if arg == nil {
			p.out = append(p.out, "<nil>"...)
		} else {
			p.out = append(append(p.out, rtype.TypeOf(arg).String()...), '=')
			p.print(arg, 'v')
		}
	}
	p.out = append(p.out, ')')
}
