package core

const digits = "0123456789abcdef"

// hexText is b in lower-case hex.
func hexText(b []byte) string {
	out := make([]byte, 0, 64)
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

// parseHex fills out from exactly as many hex digits as it has room for, 0x before them optional.
func parseHex(what, text string, out []byte) error {
	body := text
	if len(body) >= 2 && body[0] == '0' && (body[1] == 'x' || body[1] == 'X') {
		body = body[2:]
	}
	if len(body) != 2*len(out) {
		return Error(what + ": wrong number of hex digits in \"" + text + "\"")
	}
	for i := range out {
		high, low := nibble(body[2*i]), nibble(body[2*i+1])
		if high > 15 || low > 15 {
			return Error(what + ": not hex: \"" + text + "\"")
		}
		out[i] = high<<4 | low
	}
	return nil
}

func nibble(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}
