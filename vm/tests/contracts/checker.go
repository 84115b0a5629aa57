// Package checker gives what the host says of digests and signatures, one function each.
package checker

import "allod.dev/core"

func Sha256(message []byte) core.Hash    { return core.GetHash(message) }
func Keccak256(message []byte) core.Hash { return core.Keccak256(message) }
func Blake3(message []byte) core.Hash    { return core.Blake3(message) }

func Ed25519(key core.Hash, signature []byte, message []byte) bool {
	return core.Ed25519Verify(key, message, pair(signature))
}

func Verify(key []byte, digest core.Hash, signature []byte) bool {
	var compressed [33]byte
	core.Assert(len(key) == len(compressed), "a key of 33 bytes")
	copy(compressed[:], key)
	return core.Secp256k1Verify(compressed, digest, pair(signature))
}

// Recover gives the key, or nothing.
func Recover(digest core.Hash, signature []byte, id uint8) []byte {
	key, err := core.Secp256k1Recover(digest, pair(signature), id)
	if err != nil {
		return nil
	}
	return key[:]
}

func pair(signature []byte) (out [64]byte) {
	core.Assert(len(signature) == len(out), "a signature of 64 bytes")
	copy(out[:], signature)
	return out
}
