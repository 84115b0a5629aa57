// Package core has the names that contracts and hosts share: addresses, object ids and hashes.
package core

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// Address names an account or a contract.
type Address [20]byte

// ObjectID names an object.
type ObjectID [32]byte

// Hash names code, a transaction or a state.
type Hash [32]byte

// String is the address in lower-case hex.
func (a Address) String() string { return hex.EncodeToString(a[:]) }

// MarshalText gives what String gives.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads 40 hex digits, 0x before them optional.
func (a *Address) UnmarshalText(text []byte) error { return parse("address", a[:], text) }

// String is the id in lower-case hex.
func (id ObjectID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText gives what String gives.
func (id ObjectID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads 64 hex digits, 0x before them optional.
func (id *ObjectID) UnmarshalText(text []byte) error { return parse("object id", id[:], text) }

// String is the hash in lower-case hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText gives what String gives.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hex digits, 0x before them optional.
func (h *Hash) UnmarshalText(text []byte) error { return parse("hash", h[:], text) }

// ParseAddress reads 40 hex digits, 0x before them optional.
func ParseAddress(text string) (a Address, err error) { return a, a.UnmarshalText([]byte(text)) }

// parse reads exactly len(into) bytes of hex; into stays as it was where text is anything else.
func parse(what string, into []byte, text []byte) error {
	digits := strings.TrimPrefix(string(text), "0x")
	bytes, err := hex.DecodeString(digits)
	if err != nil || len(bytes) != len(into) {
		return fmt.Errorf("%s %.96q: wanted %d hex digits", what, text, 2*len(into))
	}
	copy(into, bytes)
	return nil
}
