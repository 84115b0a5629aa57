package base64

import "internal/view"

// noLetter is what a byte that is no letter has in the table of values.
const noLetter = 0xFF

// reader takes groups of four letters from a text.
type reader struct {
	enc    *Encoding
	values [256]uint8
	src    []byte
	at     int
}

// Decode writes the bytes of the letters in src into dst, and returns how many. Ends of lines are passed over.
func (enc *Encoding) Decode(dst, src []byte) (n int, err error) {
	if len(src) == 0 {
		return 0, nil
	}
	r := reader{enc: enc, src: src}
	for i := range r.values {
		r.values[i] = noLetter
	}
	for i := range len(enc.letters) {
		r.values[enc.letters[i]] = uint8(i)
	}
	for r.at < len(src) && err == nil {
		var count int
		count, err = r.group(dst[n:])
		n += count
	}
	return n, err
}

// newlines steps over ends of lines.
func (r *reader) newlines() {
	for r.at < len(r.src) && (r.src[r.at] == '\n' || r.src[r.at] == '\r') {
		r.at++
	}
}

// group writes the bytes of the next four letters, or of fewer with padding.
func (r *reader) group(dst []byte) (count int, err error) {
	word, letters := uint32(0), 0
	for letters < 4 {
		r.newlines()
		if r.at == len(r.src) {
			if letters == 0 {
				return 0, nil
			}
			if letters == 1 || r.enc.padding != NoPadding {
				return 0, CorruptInputError(r.at - letters)
			}
			break
		}
		c := r.src[r.at]
		r.at++
		if value := r.values[c]; value != noLetter {
			word |= uint32(value) << (18 - 6*letters)
			letters++
			continue
		}
		if rune(c) != r.enc.padding || letters < 2 {
			return 0, CorruptInputError(r.at - 1)
		}
		if err, ok := r.padding(letters); !ok {
			return 0, err
		} else if err != nil {
			return r.bytes(dst, word, letters, err)
		}
		break
	}
	return r.bytes(dst, word, letters, nil)
}

// padding reads what comes behind the first padding. It is wrong if the second one is missing, and a mistake behind a
// group that holds if anything follows.
func (r *reader) padding(letters int) (err error, ok bool) {
	if letters == 2 {
		r.newlines()
		if r.at == len(r.src) {
			return CorruptInputError(len(r.src)), false
		}
		if rune(r.src[r.at]) != r.enc.padding {
			return CorruptInputError(r.at - 1), false
		}
		r.at++
	}
	r.newlines()
	if r.at < len(r.src) {
		err = CorruptInputError(r.at)
	}
	return err, true
}

// bytes writes the bytes of a group with so many letters. The error is what comes behind it.
func (r *reader) bytes(dst []byte, word uint32, letters int, behind error) (int, error) {
	rest := word & (1<<(8*(4-letters)) - 1)
	if letters < 4 && r.enc.strict && rest != 0 {
		return 0, CorruptInputError(r.at - 4 + letters)
	}
	for i := range letters - 1 {
		dst[i] = byte(word >> (16 - 8*i))
	}
	return letters - 1, behind
}

// AppendDecode appends the bytes of the letters in src.
func (enc *Encoding) AppendDecode(dst, src []byte) ([]byte, error) {
	decoded := make([]byte, enc.DecodedLen(len(src)))
	n, err := enc.Decode(decoded, src)
	return append(dst, decoded[:n]...), err
}

// DecodeString returns the bytes of letters, up to what can't be read.
func (enc *Encoding) DecodeString(s string) ([]byte, error) {
	decoded := make([]byte, enc.DecodedLen(len(s)))
	n, err := enc.Decode(decoded, view.Bytes(s))
	return decoded[:n], err
}
