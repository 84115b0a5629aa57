package core

import "allod.dev/core/internal/host"

// Hash is a digest of 32 bytes.
type Hash [32]byte

// ZeroHash is no digest of anything known.
var ZeroHash Hash

// String is the hash in lower-case hex.
func (h Hash) String() string { return hexOf(host.Lend(h), 32) }

// IsZero tells whether this is ZeroHash.
func (h Hash) IsZero() bool { return h == Hash{} }

// ParseHash reads 64 hex digits, 0x before them optional.
func ParseHash(text string) (Hash, error) {
	var h Hash
	if err := parseHex("hash", text, h[:]); err != nil {
		return Hash{}, err
	}
	return h, nil
}

// HashFromString is ParseHash for text that is known to be right: it panics on any other.
func HashFromString(text string) Hash { return must(ParseHash(text)) }

// GetHash is the SHA-256 of data, computed by the host.
func GetHash(data []byte) Hash {
	at, size := host.Bytes(data)
	host.Sha256(at, size, host.Slot())
	return host.Taken[Hash]()
}

// Keccak256 is the Keccak-256 of data, computed by the host.
func Keccak256(data []byte) Hash {
	at, size := host.Bytes(data)
	host.Keccak256(at, size, host.Slot())
	return host.Taken[Hash]()
}

// Blake3 is the BLAKE3 of data, computed by the host.
func Blake3(data []byte) Hash {
	at, size := host.Bytes(data)
	host.Blake3(at, size, host.Slot())
	return host.Taken[Hash]()
}
