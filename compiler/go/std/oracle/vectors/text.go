// Strings, characters and errors.
package main

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// rounds is the number of random inputs of each kind.
const rounds = 300

var state uint64 = 3

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

var pieces = []string{"a", "b", "ab", "aa", "B", " ", "\t", "\n", ",", "é", "É", "ß", "ſ", "K", "k", "日", "\u2003", "\xff", "\xe6\x97",
	"\ufffd", "Ǆ", "ǅ", "_", "1", "'", "\u0345", "İ", "σ", "ς", "\U0001F600"}

// pick returns a text of up to so many pieces out of the first ones.
func pick(most, kinds uint64) string {
	text := ""
	for range random() % (most + 1) {
		text += pieces[random()%kinds]
	}
	return text
}

func q(s string) string { return strconv.QuoteToASCII(s) }

func list(parts []string) string {
	if parts == nil {
		return "nil"
	}
	out := "["
	for _, part := range parts {
		out += q(part) + " "
	}
	return out + "]"
}

func searches(s, t string) {
	r, _ := utf8.DecodeRuneInString(t)
	println(q(s), q(t), strings.Index(s, t), strings.LastIndex(s, t), strings.Contains(s, t), strings.Count(s, t),
		strings.IndexAny(s, t), strings.LastIndexAny(s, t), strings.ContainsAny(s, t), strings.IndexRune(s, r),
		strings.ContainsRune(s, r), strings.IndexByte(s, 'a'), strings.LastIndexByte(s, 'a'), strings.HasPrefix(s, t),
		strings.HasSuffix(s, t), strings.Compare(s, t), strings.EqualFold(s, t), strings.IndexFunc(s, unicode.IsSpace),
		strings.LastIndexFunc(s, unicode.IsLetter), strings.ContainsFunc(s, unicode.IsDigit))
}

func splits(s, t string) {
	n := int(random()%6) - 1
	println(list(strings.Split(s, t)), list(strings.SplitN(s, t, n)), list(strings.SplitAfter(s, t)), list(strings.SplitAfterN(s, t, n)))
	println(list(strings.Fields(s)), list(strings.FieldsFunc(s, unicode.IsLower)))
	before, after, found := strings.Cut(s, t)
	println(q(before), q(after), found)
	after, found = strings.CutPrefix(s, t)
	println(q(after), found)
	before, found = strings.CutSuffix(s, t)
	println(q(before), found)
	for part := range strings.SplitSeq(s, t) {
		println(q(part))
	}
	for part := range strings.SplitAfterSeq(s, t) {
		println(q(part))
	}
	for part := range strings.FieldsSeq(s) {
		println(q(part))
	}
	for part := range strings.FieldsFuncSeq(s, unicode.IsUpper) {
		println(q(part))
	}
	for part := range strings.Lines(s) {
		println(q(part))
	}
}

func makes(s, t, u string) {
	n := int(random()%6) - 1
	println(q(strings.Trim(s, t)), q(strings.TrimLeft(s, t)), q(strings.TrimRight(s, t)), q(strings.TrimSpace(s)),
		q(strings.TrimPrefix(s, t)), q(strings.TrimSuffix(s, t)), q(strings.TrimFunc(s, unicode.IsLetter)))
	println(q(strings.Replace(s, t, u, n)), q(strings.ReplaceAll(s, t, u)), q(strings.Repeat(s, int(random()%5))),
		q(strings.Join([]string{s, t, u}, t)), q(strings.Join([]string{s}, t)), q(strings.Join(nil, t)), q(strings.Clone(s)))
	println(q(strings.ToUpper(s)), q(strings.ToLower(s)), q(strings.ToTitle(s)), q(strings.Title(s)), q(strings.ToValidUTF8(s, t)))
	println(q(strings.Map(func(r rune) rune {
		if r == 'a' {
			return -1
		}
		return r + rune(n)
	}, s)), q(strings.Map(func(r rune) rune { return r }, s)))
	println(q(strings.NewReplacer(t, u, u, s, "a", "x").Replace(s)), q(strings.NewReplacer("", t, "a", u).Replace(s)),
		q(strings.NewReplacer("a", "1", "b", "2", "a", "3").Replace(s)), q(strings.NewReplacer("a", t, "", u).Replace(s)),
		q(strings.NewReplacer().Replace(s)))
}

func builders(s, t string) {
	var b strings.Builder
	b.Grow(3)
	n, err := b.WriteString(s)
	m, _ := b.WriteRune(rune(random() % 0x11F000))
	b.WriteByte('x')
	k, _ := b.Write([]byte(t))
	println(q(b.String()), n, m, k, err == nil, b.Len())
	b.Reset()
	println(b.Len(), q(b.String()))
	r := strings.NewReader(s + t)
	for range 12 {
		switch random() % 7 {
		case 0:
			c, err := r.ReadByte()
			println(c, text(err))
		case 1:
			c, size, err := r.ReadRune()
			println(c, size, text(err))
		case 2:
			println(text(r.UnreadByte()))
		case 3:
			println(text(r.UnreadRune()))
		case 4:
			at, err := r.Seek(int64(random()%12)-4, int(random()%4))
			println(at, text(err))
		case 5:
			buffer := make([]byte, random()%4)
			n, err := r.Read(buffer)
			println(n, text(err), q(string(buffer)))
			n, err = r.ReadAt(buffer, int64(random()%10)-2)
			println(n, text(err), q(string(buffer)))
		case 6:
			if random()%4 == 0 {
				n, err := r.WriteTo(&b)
				println(n, text(err), q(b.String()))
			}
		}
		println(r.Len(), r.Size())
	}
}

func text(err error) string {
	if err == nil {
		return "no error"
	}
	if err == io.EOF {
		return "io.EOF"
	}
	return err.Error()
}

func characters(s string) {
	b := []byte(s)
	r, n := utf8.DecodeRuneInString(s)
	l, m := utf8.DecodeLastRuneInString(s)
	x, y := utf8.DecodeRune(b)
	z, w := utf8.DecodeLastRune(b)
	println(q(s), r, n, l, m, x, y, z, w, utf8.RuneCountInString(s), utf8.RuneCount(b), utf8.ValidString(s), utf8.Valid(b),
		utf8.FullRuneInString(s), utf8.FullRune(b))
	c := rune(random()>>32) >> (random() % 32)
	buffer := make([]byte, 4)
	println(c, utf8.RuneLen(c), utf8.ValidRune(c), q(string(utf8.AppendRune(b, c))), utf8.EncodeRune(buffer, c), q(string(buffer)),
		utf8.RuneStart(byte(c)))
}

func classes(r rune) {
	println(r, unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r), unicode.IsDigit(r), unicode.IsPunct(r), unicode.IsSymbol(r),
		unicode.IsUpper(r), unicode.IsLower(r), unicode.IsTitle(r), unicode.IsControl(r), unicode.IsSpace(r), unicode.IsPrint(r),
		unicode.IsGraphic(r), unicode.ToUpper(r), unicode.ToLower(r), unicode.ToTitle(r), unicode.SimpleFold(r),
		unicode.To(int(r)%4, r), strconv.IsPrint(r), strconv.IsGraphic(r))
}

type code int

func (c code) Error() string        { return "code " + strconv.Itoa(int(c)) }
func (c code) Is(target error) bool { return target == errors.ErrUnsupported && c == 7 }

type many []string

func (m many) Error() string { return strings.Join(m, "+") }

type wrap struct {
	text string
	err  error
}

func (w *wrap) Error() string { return w.text + ": " + w.err.Error() }
func (w *wrap) Unwrap() error { return w.err }

type coded interface {
	error
	Is(error) bool
}

func errorsToo() {
	base := errors.New("base")
	chain := &wrap{"outer", &wrap{"inner", errors.Join(nil, code(7), errors.Join(base, many{"x", "y"}))}}
	println(chain.Error(), errors.Is(chain, base), errors.Is(chain, code(7)), errors.Is(chain, code(8)),
		errors.Is(chain, errors.ErrUnsupported), errors.Is(chain, many{"x", "y"}), errors.Is(nil, base), errors.Is(base, nil),
		errors.Is(nil, nil), errors.Unwrap(chain) != nil, errors.Unwrap(base) == nil, errors.Join() == nil, errors.Join(nil) == nil,
		errors.New("x") == errors.New("x"))
	var c code
	var w *wrap
	var m many
	var i coded
	println(errors.As(chain, &c), int(c), errors.As(chain, &w), w == chain, errors.As(chain, &m), m.Error(), errors.As(base, &c),
		errors.As(nil, &c))
	v, ok := errors.AsType[code](chain)
	i, iok := errors.AsType[coded](chain)
	_, nok := errors.AsType[many](base)
	println(int(v), ok, i.Error(), iok, nok)
}

func main() {
	errorsToo()
	for r := rune(-2); r < 0x3000; r++ {
		classes(r)
	}
	for _, s := range []string{"", "a", "\xe6\x97\xa5", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf0\x90", "\xc3", "\xc3\x28", "\xf0\x80",
		"\xf1\x80\x80", "\x80\x80", "aé", "é\x80"} {
		characters(s)
	}
	println(strings.Index(strings.Repeat("a", 3000)+"b", strings.Repeat("a", 1000)+"b"), strings.LastIndex("b"+strings.Repeat("a", 3000), "b"+strings.Repeat("a", 999)),
		strings.Index(strings.Repeat("ab", 500), strings.Repeat("ab", 300)+"b"))
	for range rounds {
		kinds := []uint64{2, 4, 10, uint64(len(pieces))}[random()%4]
		s, t, u := pick(12, kinds), pick(2, kinds), pick(2, kinds)
		searches(s, t)
		searches(pick(60, 2), pick(6, 2))
		splits(s, t)
		makes(s, t, u)
		builders(s, t)
		characters(s)
		classes(rune(random() % 0x110000))
		classes(rune(random() % 0x20000))
		searches(strings.ToUpper(s), strings.ToLower(s))
	}
}
