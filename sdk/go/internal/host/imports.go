//go:build wasm

// Package host is the WebAssembly side of the two interfaces: one declaration for each function of the
// host, by its exact type. Pointers are into the module's own memory; a status is zero for success.
package host

import "unsafe"

//go:wasmimport allod input
//go:noescape
func Input(out unsafe.Pointer, capacity uint32) uint32

//go:wasmimport allod output
//go:noescape
func Output(data unsafe.Pointer, size uint32)

//go:wasmimport allod revert
//go:noescape
func Revert(code uint32, text unsafe.Pointer, size uint32)

//go:wasmimport allod fetch
//go:noescape
func Fetch(out unsafe.Pointer, capacity uint32) uint32

//go:wasmimport allod last_error
//go:noescape
func LastError(out unsafe.Pointer, capacity uint32) uint32

//go:wasmimport allod debug
//go:noescape
func Debug(text unsafe.Pointer, size uint32)

//go:wasmimport allod gas_left
func GasLeft() uint64

//go:wasmimport allod block_height
func BlockHeight() uint64

//go:wasmimport allod block_time
func BlockTime() int64

//go:wasmimport allod chain_id
func ChainID() uint64

//go:wasmimport allod contract_address
//go:noescape
func ContractAddress(out unsafe.Pointer)

//go:wasmimport allod deployer
//go:noescape
func Deployer(out unsafe.Pointer)

//go:wasmimport allod sender
//go:noescape
func Sender(out unsafe.Pointer)

//go:wasmimport allod origin
//go:noescape
func Origin(out unsafe.Pointer)

//go:wasmimport allod balance
//go:noescape
func Balance(address unsafe.Pointer) uint64

//go:wasmimport allod transfer
//go:noescape
func Transfer(to unsafe.Pointer, amount uint64) uint32

//go:wasmimport allod attached
func Attached() uint64

//go:wasmimport allod receive
func Receive(amount uint64) uint32

//go:wasmimport allod call
//go:noescape
func Call(contract unsafe.Pointer, name unsafe.Pointer, nameSize uint32, args unsafe.Pointer, argsSize uint32, gas uint64, out unsafe.Pointer, capacity uint32) uint64

//go:wasmimport allod call_with
//go:noescape
func CallWith(contract unsafe.Pointer, name unsafe.Pointer, nameSize uint32, args unsafe.Pointer, argsSize uint32, terms unsafe.Pointer, out unsafe.Pointer, capacity uint32) uint64

//go:wasmimport allod log
//go:noescape
func Log(name unsafe.Pointer, nameSize uint32, attributes unsafe.Pointer, attributesSize uint32) uint32

//go:wasmimport allod create_object
func CreateObject() uint64

//go:wasmimport allod get_object
//go:noescape
func GetObject(id unsafe.Pointer) uint64

//go:wasmimport allod get_object_with_owner
//go:noescape
func GetObjectWithOwner(owner unsafe.Pointer) uint64

//go:wasmimport allod delete_object
func DeleteObject(handle uint32) uint32

//go:wasmimport allod object_id
//go:noescape
func ObjectID(handle uint32, out unsafe.Pointer) uint32

//go:wasmimport allod object_owner
//go:noescape
func ObjectOwner(handle uint32, out unsafe.Pointer) uint64

//go:wasmimport allod object_contract
//go:noescape
func ObjectContract(handle uint32, out unsafe.Pointer) uint32

//go:wasmimport allod object_set_owner
//go:noescape
func ObjectSetOwner(handle uint32, owner unsafe.Pointer) uint32

//go:wasmimport allod object_share
func ObjectShare(handle uint32) uint32

//go:wasmimport allod object_freeze
func ObjectFreeze(handle uint32) uint32

//go:wasmimport allod object_seal
func ObjectSeal(handle uint32, on uint32) uint32

//go:wasmimport allod object_get
//go:noescape
func ObjectGet(handle uint32, field unsafe.Pointer, fieldSize uint32, kind unsafe.Pointer, kindSize uint32, out unsafe.Pointer, capacity uint32) uint64

//go:wasmimport allod object_set
//go:noescape
func ObjectSet(handle uint32, field unsafe.Pointer, fieldSize uint32, kind unsafe.Pointer, kindSize uint32, value unsafe.Pointer, valueSize uint32) uint32

//go:wasmimport allod sha256
//go:noescape
func Sha256(data unsafe.Pointer, size uint32, out unsafe.Pointer)

//go:wasmimport allod keccak256
//go:noescape
func Keccak256(data unsafe.Pointer, size uint32, out unsafe.Pointer)

//go:wasmimport allod blake3
//go:noescape
func Blake3(data unsafe.Pointer, size uint32, out unsafe.Pointer)

//go:wasmimport allod ed25519_verify
//go:noescape
func Ed25519Verify(key unsafe.Pointer, data unsafe.Pointer, size uint32, signature unsafe.Pointer) uint32

//go:wasmimport allod secp256k1_verify
//go:noescape
func Secp256k1Verify(key unsafe.Pointer, digest unsafe.Pointer, signature unsafe.Pointer) uint32

//go:wasmimport allod secp256k1_recover
//go:noescape
func Secp256k1Recover(digest unsafe.Pointer, signature unsafe.Pointer, recovery uint32, out unsafe.Pointer) uint32
