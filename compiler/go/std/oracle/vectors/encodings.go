// Bytes as hexadecimal digits, as base64, and as numbers.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// rounds is the number of random inputs of each kind.
const rounds = 300

var state uint64 = 6

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

func pick(letters string, most uint64) []byte {
	text := []byte{}
	for range random() % (most + 1) {
		text = append(text, letters[random()%uint64(len(letters))])
	}
	return text
}

func noise(most uint64) []byte {
	b := make([]byte, random()%(most+1))
	for i := range b {
		b[i] = byte(random())
	}
	return b
}

func q(b []byte) string {
	if b == nil {
		return "nil"
	}
	return strconv.QuoteToASCII(string(b))
}

func text(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}

func hexes(b []byte) {
	s := hex.EncodeToString(b)
	back, err := hex.DecodeString(s)
	println(s, bytes.Equal(b, back), text(err), hex.EncodedLen(len(b)), hex.DecodedLen(len(b)), q(hex.AppendEncode([]byte("x"), b)))
}

func unhex(s []byte) {
	b, err := hex.DecodeString(string(s))
	c, cerr := hex.AppendDecode([]byte("x"), s)
	println(q(s), q(b), text(err), q(c), text(cerr), err == hex.ErrLength)
}

func base64s(b, s []byte) {
	custom := base64.NewEncoding("./0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding, base64.RawStdEncoding, base64.RawURLEncoding,
		base64.StdEncoding.Strict(), base64.RawStdEncoding.Strict(), custom, custom.WithPadding('*'), custom.WithPadding(base64.NoPadding)} {
		t := enc.EncodeToString(b)
		back, err := enc.DecodeString(t)
		println(t, q(back), text(err), enc.EncodedLen(len(b)), enc.DecodedLen(len(b)), q(enc.AppendEncode([]byte("x"), b)))
		d, err := enc.DecodeString(string(s))
		c, cerr := enc.AppendDecode([]byte("x"), s)
		println(q(s), q(d), text(err), q(c), text(cerr))
	}
}

func numbers(b []byte, x uint64) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		println(order.String(), order.Uint16(b), order.Uint32(b), order.Uint64(b))
		c := make([]byte, 10)
		order.PutUint16(c, uint16(x))
		println(q(c))
		order.PutUint32(c, uint32(x))
		println(q(c))
		order.PutUint64(c, x)
		println(q(c))
	}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		println(q(order.AppendUint16(nil, uint16(x))), q(order.AppendUint32(nil, uint32(x))), q(order.AppendUint64(nil, x)))
	}
	u, n := binary.Uvarint(b)
	i, m := binary.Varint(b)
	println(u, n, i, m, q(binary.AppendUvarint(nil, x)), q(binary.AppendVarint(nil, int64(x))))
	c := make([]byte, binary.MaxVarintLen64)
	println(binary.PutUvarint(c, x), binary.PutVarint(c, -int64(x)), q(c))
	r := bytes.NewReader(b)
	for range 3 {
		u, err := binary.ReadUvarint(r)
		i, ierr := binary.ReadVarint(r)
		println(u, text(err), i, text(ierr))
	}
}

func main() {
	for c := range 256 {
		unhex([]byte{byte(c), '0'})
		unhex([]byte{'a', byte(c), 'F'})
		unhex([]byte{byte(c)})
	}
	for range rounds {
		hexes(noise(10))
		unhex(pick("0123456789abcdefABCDEF", 9))
		unhex(pick("01afAFgG\xff ", 6))
		base64s(noise(8), pick("ABCDwxyz+/-_9==\n\r*.", 10))
		base64s(noise(8), pick("AAQgw=", 9))
		numbers(append(noise(12), 1, 2, 0x80, 3, 4, 5, 6, 7), random()>>(random()%64))
		b := bytes.Repeat([]byte{0xFF}, int(random()%12))
		numbers(append(b, 1, byte(random()%4), 0, 0, 0, 0, 0, 0), 1<<63)
	}
}
