// Bytes as text, and buffers of them.
package main

import (
	"bytes"
	"io"
	"strconv"
	"unicode"
)

// rounds is the number of random inputs of each kind.
const rounds = 300

var state uint64 = 5

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

var pieces = []string{"a", "b", "ab", "B", " ", "\n", "é", "日", "\xff", "\u2003", "ſ", "1"}

func pick(most uint64) []byte {
	text := []byte{}
	for range random() % (most + 1) {
		text = append(text, pieces[random()%uint64(len(pieces))]...)
	}
	return text
}

func q(b []byte) string {
	if b == nil {
		return "nil"
	}
	return strconv.QuoteToASCII(string(b))
}

func list(parts [][]byte) string {
	if parts == nil {
		return "nil"
	}
	out := "["
	for i, part := range parts {
		out += q(part)
		if i < len(parts)-1 {
			out += strconv.Itoa(cap(part)-len(part)) + " "
		}
	}
	return out + "]"
}

func text(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}

func functions(s, t, u []byte) {
	n := int(random()%6) - 1
	r := []rune("abé1日")[random()%5]
	println(q(s), q(t), bytes.Equal(s, t), bytes.EqualFold(s, t), bytes.Compare(s, t), bytes.Index(s, t), bytes.IndexByte(s, 'a'), bytes.IndexRune(s, r),
		bytes.IndexAny(s, string(t)), bytes.IndexFunc(s, unicode.IsUpper), bytes.LastIndex(s, t), bytes.LastIndexByte(s, 'b'),
		bytes.LastIndexAny(s, string(t)), bytes.LastIndexFunc(s, unicode.IsSpace), bytes.Contains(s, t), bytes.ContainsAny(s, string(t)),
		bytes.ContainsRune(s, r), bytes.ContainsFunc(s, unicode.IsDigit), bytes.Count(s, t), bytes.HasPrefix(s, t), bytes.HasSuffix(s, t), len(bytes.Runes(s)))
	println(list(bytes.Split(s, t)), list(bytes.SplitN(s, t, n)), list(bytes.SplitAfter(s, t)), list(bytes.SplitAfterN(s, t, n)),
		list(bytes.Fields(s)), list(bytes.FieldsFunc(s, unicode.IsLower)))
	before, after, found := bytes.Cut(s, t)
	println(q(before), q(after), found)
	after, found = bytes.CutPrefix(s, t)
	before, ok := bytes.CutSuffix(s, t)
	println(q(after), found, q(before), ok)
	for part := range bytes.SplitSeq(s, t) {
		println(q(part))
	}
	for part := range bytes.SplitAfterSeq(s, t) {
		println(q(part))
	}
	for part := range bytes.FieldsSeq(s) {
		println(q(part))
	}
	for part := range bytes.Lines(s) {
		println(q(part))
	}
	println(q(bytes.Trim(s, string(t))), q(bytes.TrimLeft(s, string(t))), q(bytes.TrimRight(s, string(t))), q(bytes.TrimSpace(s)),
		q(bytes.TrimPrefix(s, t)), q(bytes.TrimSuffix(s, t)), q(bytes.TrimFunc(s, unicode.IsLetter)))
	println(q(bytes.Replace(s, t, u, n)), q(bytes.ReplaceAll(s, t, u)), q(bytes.Repeat(s, int(random()%4))), q(bytes.Join([][]byte{s, t, u}, t)),
		q(bytes.Join([][]byte{s}, t)), q(bytes.Join(nil, t)), q(bytes.Clone(s)), q(bytes.Clone(nil)))
	println(q(bytes.ToUpper(s)), q(bytes.ToLower(s)), q(bytes.ToTitle(s)), q(bytes.Title(s)), q(bytes.ToValidUTF8(s, t)),
		q(bytes.Map(func(r rune) rune { return r + rune(n) }, s)))
}

func buffers(s, t []byte) {
	b := bytes.NewBufferString(string(s))
	r := bytes.NewReader(t)
	for range 25 {
		op := random() % 16
		println("op", op)
		switch op {
		case 0:
			n, err := b.Write(t)
			println(n, text(err))
		case 1:
			n, err := b.WriteString("xyz")
			println(n, text(err), text(b.WriteByte('c')))
		case 2:
			n, err := b.WriteRune(rune(random() % 0x11F000))
			println(n, text(err))
		case 3:
			c, err := b.ReadByte()
			println(c, text(err))
		case 4:
			c, size, err := b.ReadRune()
			println(c, size, text(err))
		case 5:
			println(text(b.UnreadByte()))
		case 6:
			println(text(b.UnreadRune()))
		case 7:
			p := make([]byte, random()%5)
			n, err := b.Read(p)
			println(n, text(err), q(p))
		case 8:
			println(q(b.Next(int(random() % 4))))
		case 9:
			line, err := b.ReadString('a')
			println(q([]byte(line)), text(err))
		case 10:
			line, err := b.ReadBytes('\n')
			println(string(line), text(err))
		case 11:
			if random()%3 == 0 {
				b.Truncate(int(random() % uint64(b.Len()+1)))
			}
		case 12:
			n, err := b.ReadFrom(r)
			println(n, text(err))
			r.Reset(t)
		case 13:
			n, err := r.WriteTo(b)
			println(n, text(err), r.Len(), r.Size())
		case 14:
			p, err := b.Peek(int(random() % 5))
			println(q(p), text(err))
			b.Grow(int(random() % 2 * 100))
			c, err := b.ReadByte()
			println(c, text(err))
		case 15:
			at, err := r.Seek(int64(random()%8)-2, int(random()%4))
			c, cerr := r.ReadByte()
			println(at, text(err), c, text(cerr), text(r.UnreadByte()), text(r.UnreadRune()))
		}
		println(b.Len(), q(b.Bytes()), b.String())
	}
	all, err := io.ReadAll(b)
	println(q(all), text(err))
	p := make([]byte, 4)
	n, err := io.ReadFull(bytes.NewReader(s), p)
	println(n, text(err), q(p))
}

func main() {
	var b *bytes.Buffer
	println(b.String())
	functions(nil, nil, nil)
	for range rounds {
		functions(pick(10), pick(2), pick(2))
		buffers(pick(10), pick(4))
	}
}
