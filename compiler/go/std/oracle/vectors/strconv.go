// Numbers, bools and quoted text as text, and back.
package main

import (
	"errors"
	"strconv"
)

// rounds is the number of random inputs of each kind.
const rounds = 300

var state uint64 = 1

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// pick returns a text of up to so many of the letters.
func pick(letters string, most uint64) string {
	text := ""
	for range random() % (most + 1) {
		text += string(letters[random()%uint64(len(letters))])
	}
	return text
}

func reason(err error) string {
	if err == nil {
		return "ok"
	}
	kind := ""
	if errors.Is(err, strconv.ErrRange) {
		kind = "range "
	}
	if errors.Is(err, strconv.ErrSyntax) {
		kind = "syntax "
	}
	return kind + err.Error()
}

func parseInts(s string) {
	for _, base := range []int{0, 10, 16, 2, 36, 8, 1, 37, -1} {
		i, err := strconv.ParseInt(s, base, 64)
		u, uerr := strconv.ParseUint(s, base, 64)
		println(s, base, i, reason(err), u, reason(uerr))
	}
	for _, size := range []int{0, 8, 16, 32, 1, 7, 63, 65, -1} {
		i, err := strconv.ParseInt(s, 10, size)
		u, uerr := strconv.ParseUint(s, 0, size)
		println(s, size, i, reason(err), u, reason(uerr))
	}
	i, err := strconv.Atoi(s)
	println(s, i, reason(err))
	b, err := strconv.ParseBool(s)
	println(s, b, reason(err))
}

func parseFloats(s string) {
	f, err := strconv.ParseFloat(s, 64)
	g, gerr := strconv.ParseFloat(s, 32)
	println(s, strconv.FormatFloat(f, 'b', -1, 64), reason(err), strconv.FormatFloat(g, 'b', -1, 32), reason(gerr))
}

func formatFloats(f float64) {
	for _, verb := range []byte("eEfgGbxXq") {
		for _, prec := range []int{-1, 0, 1, 5, 17, 30} {
			println(strconv.FormatFloat(f, verb, prec, 64), strconv.FormatFloat(f, verb, prec, 32))
		}
	}
}

// float returns a random float of one of several kinds.
func float() float64 {
	bits := random()
	switch random() % 6 {
	case 0:
		return float64(int64(bits) >> (random() % 64))
	case 1:
		return float64(bits%100000) / 1000
	case 2: // around a power of two
		f, _ := strconv.ParseFloat("0x1p"+strconv.Itoa(int(bits%2098)-1074), 64)
		return f
	case 3: // denormal
		f, _ := strconv.ParseFloat("0x0."+strconv.FormatUint(bits>>12|1, 16)+"p-1022", 64)
		return f
	}
	f, _ := strconv.ParseFloat("0x1."+strconv.FormatUint(bits>>12, 16)+"p"+strconv.Itoa(int(random()%2046)-1022), 64)
	return f
}

func quotes(s string) {
	println(strconv.Quote(s), strconv.QuoteToASCII(s), strconv.QuoteToGraphic(s), strconv.CanBackquote(s))
	for _, quoted := range []string{s, strconv.Quote(s), "\"" + s + "\"", "'" + s + "'", "`" + s + "`", s + "\"x"} {
		text, err := strconv.Unquote(quoted)
		prefix, perr := strconv.QuotedPrefix(quoted)
		println(quoted, text, reason(err), prefix, reason(perr))
	}
	for _, quote := range []byte{0, '\'', '"', '`'} {
		r, multibyte, tail, err := strconv.UnquoteChar(s, quote)
		println(r, multibyte, tail, reason(err))
	}
}

func main() {
	ints := []string{"", "0", "-0", "+0", "-", "+", "1", "-1", "007", "9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "0x", "0xff",
		"0b1", "0o17", "0X1F", "1_000", "_1", "1_", "0x_f", "0_7", "1__0", "12a", " 1", "1 ", "128", "-128", "-129", "255",
		"256", "true", "T", "FALSE", "tRUE", "99999999999999999999999a", "0xffffffffffffffff", "0x10000000000000000", "é"}
	for _, s := range ints {
		parseInts(s)
	}
	for range rounds {
		parseInts(pick("0123456789", 22))
		parseInts(pick("+-0xXbo_19afz", 8))
		x, base := random()>>(random()%64), int(random()%35)+2
		println(strconv.FormatUint(x, base), strconv.FormatInt(int64(x), base), strconv.Itoa(int(x)))
		println(string(strconv.AppendInt([]byte("x"), -int64(x), base)), string(strconv.AppendUint(nil, x, base)))
	}
	floats := []string{"", "0", "-0", ".", "1.", ".5", "-.5e1", "1e", "1e+", "e1", "inf", "-Inf", "+INFINITY", "infinit",
		"nan", "NaN", "+nan", "-nan", "1e308", "1.7976931348623157e308", "1.7976931348623159e308", "1e309", "1e-323", "2e-324",
		"5e-324", "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "1e400",
		"1e100000", "1e-100000", "0e100000", "1_23.50_0_0e+1_2", "_1.5", "1._5", "1.5_", "1e_5", "1e5_", "1__2.5", "0x1p0",
		"0x1.8p1", "0x.8p1", "0x1p-1074", "0x1p-1075", "0x1.8p-1075", "0x1p1024", "0x1.fffffffffffff8p1023", "0x1", "0x1.5",
		"0xp1", "0x1p", "0x_1_2.3_4_5p+1_2", "0x1.00000000000008p0", "0x1.000000000000081p0", "0x123456789abcdef123p0",
		"9007199254740993", "9007199254740992.5", "1.00000000000000011102230246251565404236316680908203125",
		"1.00000000000000011102230246251565404236316680908203124", "1.00000000000000011102230246251565404236316680908203126",
		"22.222222222222222", "1.1920928955078125e-07", "3.4028235e38", "3.4028236e38", "1e-45", "7e-46", "7.1e-46", "1.2.3",
		"1e1e1", "1p5", "0b1", "1e5.5", "+", "-", "++1", "8.5e+1x", "16777217", "16777219"}
	for _, s := range floats {
		parseFloats(s)
		parseFloats("-" + s)
	}
	for range rounds {
		parseFloats(pick("0123456789", 30))
		parseFloats(pick("0123456789", 18) + "." + pick("0123456789", 30) + "e" + strconv.Itoa(int(random()%700)-350))
		parseFloats(pick("0123456789", 3) + "." + pick("0123456789", 4) + "e" + strconv.Itoa(int(random()%60)-30))
		parseFloats(pick("0123456789", 780) + "." + pick("05", 900) + "e-" + strconv.Itoa(int(random()%1000)))
		parseFloats(pick("-+.eE_0159xpinf", 12))
		parseFloats("0x" + pick("0123456789abcdef._", 25) + "p" + strconv.Itoa(int(random()%2300)-1200))
	}
	for _, s := range []string{"0", "-0", "1", "0.1", "0.3", "100", "123456789", "1e21", "1e20", "999999.5", "1e-5", "1e-4",
		"9.5", "0.5", "1.5", "2.5", "inf", "-inf", "nan", "5e-324", "2.2250738585072014e-308", "1.7976931348623157e308",
		"9007199254740992", "9007199254740993", "5.684341886080801e-14", "8.41e21", "2e-44", "16777216", "33554432", "3e38"} {
		f, _ := strconv.ParseFloat(s, 64)
		formatFloats(f)
		formatFloats(-f)
	}
	for range rounds {
		f := float()
		text := strconv.FormatFloat(f, 'g', -1, 64)
		back, err := strconv.ParseFloat(text, 64)
		println(text, back == f, reason(err), strconv.FormatFloat(f, 'e', -1, 32))
		println(strconv.FormatFloat(f, 'f', int(random()%20), 64), strconv.FormatFloat(f, 'e', int(random()%25), 64),
			strconv.FormatFloat(f, 'g', int(random()%25), 64), strconv.FormatFloat(f, 'x', int(random()%15)-1, 64))
		// The middle between two neighbours, and a bit more or less.
		exact := strconv.FormatFloat(f, 'e', 400, 64)
		parseFloats(exact[:len(exact)/2] + exact[len(exact)/2+1:])
	}
	for range 3 {
		formatFloats(float())
	}
	texts := []string{"", "a", "\\", "\"", "'", "`", "a\nb", "\x00\x7f", "\a\b\f\n\r\t\v", "é", "日本", "\u00a0\u2028\u3000", "\xff",
		"\ufffd", "\U0001F600", "\u200b\ufeff", "\\n", "\\x41", "\\u00e9", "\\U0001F600", "\\400", "\\101", "\\8", "\\x4",
		"\\ud800", "\\U00110000", "\\q", "ab", "\\'", "\\\"", "a\r\nb", "\U000E0100", "\U00020000"}
	for _, s := range texts {
		quotes(s)
	}
	for range rounds {
		quotes(pick("\\\\nxu0U14f'\"`a\n\xc3\xa9\xf0\x9f", 10))
		r := rune(random() >> 32 >> (random() % 32))
		println(strconv.QuoteRune(r), strconv.QuoteRuneToASCII(r), strconv.QuoteRuneToGraphic(r), strconv.IsPrint(r),
			strconv.IsGraphic(r))
	}
}
