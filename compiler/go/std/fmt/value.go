package fmt

import "internal/rtype"

// print prints an operand.
func (p *printer) print(arg any, verb rune) {
	switch {
	case arg == nil && (verb == 'v' || verb == 'T'):
		p.pad("<nil>")
	case arg == nil:
		p.badNil(verb)
	case verb == 'T':
		p.text(rtype.TypeOf(arg).String())
	case !p.methods(arg, verb):
		p.value(rtype.ValueOf(arg), verb, 0, false)
	}
}

// methods prints an operand by its own methods, and tells if it has any for this verb.
func (p *printer) methods(arg any, verb rune) bool {
	if p.erring {
		return false
	}
	if verb == 'w' {
		err, ok := arg.(error)
		if !ok || !p.wraps {
			p.badVerb(rtype.ValueOf(arg), verb)
			return true
		}
		arg, verb = err, 'v'
	}
	if formatter, ok := arg.(Formatter); ok {
		formatter.Format(p, verb)
		return true
	}
	if p.sharpV {
		stringer, ok := arg.(GoStringer)
		if ok {
			p.text(stringer.GoString())
		}
		return ok
	}
	switch verb {
	case 'v', 's', 'x', 'X', 'q':
		switch v := arg.(type) {
		case error:
			p.textVerb(v.Error(), verb)
			return true
		case Stringer:
			p.textVerb(v.String(), verb)
			return true
		}
	}
	return false
}

// value prints a value. What is in an unexported field is hidden: its methods are not called.
func (p *printer) value(v rtype.Value, verb rune, depth int, hidden bool) {
	if depth > 0 && !hidden {
		if arg := v.Interface(); arg != nil && p.methods(arg, verb) {
			return
		}
	}
	switch v.Type.Kind() {
	case rtype.Bool:
		p.bool(v, verb)
	case rtype.Int8, rtype.Int16, rtype.Int32, rtype.Int64:
		p.integerVerb(v, uint64(v.Int()), true, verb)
	case rtype.Uint8, rtype.Uint16, rtype.Uint32, rtype.Uint64:
		p.integerVerb(v, v.Uint(), false, verb)
	case rtype.Float32:
		p.floatVerb(v, 32, verb)
	case rtype.Float64:
		p.floatVerb(v, 64, verb)
	case rtype.String:
		if !p.textVerb(v.Text(), verb) {
			p.badVerb(v, verb)
		}
	case rtype.Map:
		p.mapValue(v, verb, depth, hidden)
	case rtype.Struct:
		p.structValue(v, verb, depth, hidden)
	case rtype.Interface:
		switch {
		case !v.IsNil():
			p.value(v.Elem(), verb, depth+1, hidden)
		case p.sharpV:
			p.out = append(append(p.out, v.Type.String()...), "(nil)"...)
		default:
			p.out = append(p.out, "<nil>"...)
		}
	case rtype.Slice, rtype.Array:
		p.listValue(v, verb, depth, hidden)
	case rtype.Pointer:
		if depth == 0 && !v.IsNil() {
			switch v.Type.Elem().Kind() {
			case rtype.Array, rtype.Slice, rtype.Struct, rtype.Map:
				p.out = append(p.out, '&')
				p.value(v.Elem(), verb, depth+1, hidden)
				return
			}
		}
		p.pointer(v, verb)
	default:
		p.pointer(v, verb)
	}
}

// separate begins the element after another one.
func (p *printer) separate() {
	if p.sharpV {
		p.out = append(p.out, ", "...)
	} else {
		p.out = append(p.out, ' ')
	}
}

// open begins a value of several parts; of a nil one it prints all.
func (p *printer) open(name string, isNil bool, bracket string) bool {
	if !p.sharpV {
		p.out = append(p.out, bracket...)
		return true
	}
	p.out = append(p.out, name...)
	if isNil {
		p.out = append(p.out, "(nil)"...)
		return false
	}
	p.out = append(p.out, '{')
	return true
}

// close ends a value of several parts.
func (p *printer) close(bracket byte) {
	if p.sharpV {
		bracket = '}'
	}
	p.out = append(p.out, bracket)
}

func (p *printer) mapValue(v rtype.Value, verb rune, depth int, hidden bool) {
	if !p.open(v.Type.String(), v.IsNil(), "map[") {
		return
	}
	entries := v.MapEntries()
	sortEntries(entries)
	for i, entry := range entries {
		if i > 0 {
			p.separate()
		}
		p.value(entry.Key, verb, depth+1, hidden)
		p.out = append(p.out, ':')
		p.value(entry.Value, verb, depth+1, hidden)
	}
	p.close(']')
}

func (p *printer) structValue(v rtype.Value, verb rune, depth int, hidden bool) {
	p.open(v.Type.String(), false, "{")
	for i := range v.Type.NumField() {
		if i > 0 {
			p.separate()
		}
		if p.plusV || p.sharpV {
			p.out = append(append(p.out, v.Type.FieldName(i)...), ':')
		}
		field := v.Field(i)
		if field.Type.Kind() == rtype.Interface && !field.IsNil() {
			field = field.Elem()
		}
		p.value(field, verb, depth+1, hidden || !v.Type.FieldExported(i))
	}
	p.close('}')
}

func (p *printer) listValue(v rtype.Value, verb rune, depth int, hidden bool) {
	isSlice := v.Type.Kind() == rtype.Slice
	if v.Type.Elem().Kind() == rtype.Uint8 {
		switch verb {
		case 's', 'q', 'x', 'X':
			p.textVerb(string(v.Bytes()), verb)
			return
		}
	}
	name := ""
	if p.sharpV {
		if name = v.Type.String(); name == "[]uint8" && depth == 0 {
			name = "[]byte"
		}
	}
	if !p.open(name, isSlice && v.IsNil(), "[") {
		return
	}
	for i := range v.Len() {
		if i > 0 {
			p.separate()
		}
		p.value(v.Index(i), verb, depth+1, hidden)
	}
	p.close(']')
}

// pointer prints the address that a pointer or a function is. %p is refused: an address says nothing to anybody.
func (p *printer) pointer(v rtype.Value, verb rune) {
	address := uint64(v.Address())
	switch verb {
	case 'v':
		switch {
		case p.sharpV:
			p.out = append(append(append(p.out, '('), v.Type.String()...), ")("...)
			if address == 0 {
				p.out = append(p.out, "nil"...)
			} else {
				p.hex(address, true)
			}
			p.out = append(p.out, ')')
		case address == 0:
			p.pad("<nil>")
		default:
			p.hex(address, !p.sharp)
		}
	case 'b', 'o', 'd', 'x', 'X':
		p.integerVerb(v, address, false, verb)
	default:
		p.badVerb(v, verb)
	}
}
