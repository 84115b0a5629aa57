package core

import "allod.dev/core/internal/host"

// Ed25519Verify tells whether signature is key's signature of message.
func Ed25519Verify(key [32]byte, message []byte, signature [64]byte) bool {
	at, size := host.Bytes(message)
	return host.Ed25519Verify(host.Lend(key), at, size, host.LendSecond(signature)) == 0
}

// Secp256k1Verify tells whether signature (r, s) is the signature of digest by key, in compressed form.
func Secp256k1Verify(key [33]byte, digest Hash, signature [64]byte) bool {
	return host.Secp256k1Verify(host.Lend(key), host.LendThird(digest), host.LendSecond(signature)) == 0
}

// Secp256k1Recover is the compressed key that signed digest; recovery is 0 to 3.
func Secp256k1Recover(digest Hash, signature [64]byte, recovery byte) (key [33]byte, err error) {
	status := host.Secp256k1Recover(host.LendThird(digest), host.LendSecond(signature), uint32(recovery), host.Slot())
	if status != 0 {
		return key, refusal(status)
	}
	return host.Taken[[33]byte](), nil
}
