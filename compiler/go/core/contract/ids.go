package core

// Address names an account or a contract.
type Address [20]byte

// ZeroAddress belongs to nobody.
var ZeroAddress Address

// String is the address in lower-case hex.
func (a Address) String() string { return hexText(a[:]) }

// IsZero tells whether this is ZeroAddress.
func (a Address) IsZero() bool { return a == Address{} }

// ParseAddress reads 40 hex digits, 0x before them optional.
func ParseAddress(text string) (Address, error) {
	var a Address
	if err := parseHex("address", text, a[:]); err != nil {
		return Address{}, err
	}
	return a, nil
}

// AddressFromString is ParseAddress for text that is known to be right: it panics on any other.
func AddressFromString(text string) Address { return must(ParseAddress(text)) }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// ObjectID names an object.
type ObjectID [32]byte

// ZeroObjectID stands for the contract's default object, which is always there.
var ZeroObjectID ObjectID

// String is the id in lower-case hex.
func (id ObjectID) String() string { return hexText(id[:]) }

// IsZero tells whether this is ZeroObjectID.
func (id ObjectID) IsZero() bool { return id == ObjectID{} }

// ParseObjectID reads 64 hex digits, 0x before them optional.
func ParseObjectID(text string) (ObjectID, error) {
	var id ObjectID
	if err := parseHex("object id", text, id[:]); err != nil {
		return ObjectID{}, err
	}
	return id, nil
}

// IDFromString is ParseObjectID for text that is known to be right: it panics on any other.
func IDFromString(text string) ObjectID { return must(ParseObjectID(text)) }

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
