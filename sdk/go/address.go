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
