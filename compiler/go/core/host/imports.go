// Package host is the WebAssembly side of the interface with the host: one declaration for each function, by its exact
// type. Addresses are offsets into the module's own memory; a status is zero for success.
package host

//go:wasmimport allod input
func Input(out uint32, capacity uint32) uint32

//go:wasmimport allod output
func Output(data uint32, size uint32)

//go:wasmimport allod revert
func Revert(code uint32, text uint32, size uint32)

//go:wasmimport allod fetch
func Fetch(out uint32, capacity uint32) uint32

//go:wasmimport allod last_error
func LastError(out uint32, capacity uint32) uint32

//go:wasmimport allod debug
func Debug(text uint32, size uint32)

//go:wasmimport allod gas_left
func GasLeft() uint64

//go:wasmimport allod block_height
func BlockHeight() uint64

//go:wasmimport allod block_time
func BlockTime() int64

//go:wasmimport allod chain_id
func ChainID() uint64

//go:wasmimport allod contract_address
func ContractAddress(out uint32)

//go:wasmimport allod deployer
func Deployer(out uint32)

//go:wasmimport allod sender
func Sender(out uint32)

//go:wasmimport allod origin
func Origin(out uint32)

//go:wasmimport allod balance
func Balance(address uint32) uint64

//go:wasmimport allod transfer
func Transfer(to uint32, amount uint64) uint32

//go:wasmimport allod attached
func Attached() uint64

//go:wasmimport allod receive
func Receive(amount uint64) uint32

//go:wasmimport allod call
func Call(contract uint32, name uint32, nameSize uint32, args uint32, argsSize uint32, gas uint64, out uint32, capacity uint32) uint64

//go:wasmimport allod call_with
func CallWith(contract uint32, name uint32, nameSize uint32, args uint32, argsSize uint32, terms uint32, out uint32, capacity uint32) uint64

//go:wasmimport allod log
func Log(name uint32, nameSize uint32, attributes uint32, attributesSize uint32) uint32

//go:wasmimport allod create_object
func CreateObject() uint64

//go:wasmimport allod get_object
func GetObject(id uint32) uint64

//go:wasmimport allod get_object_with_owner
func GetObjectWithOwner(owner uint32) uint64

//go:wasmimport allod delete_object
func DeleteObject(handle uint32) uint32

//go:wasmimport allod object_id
func ObjectID(handle uint32, out uint32) uint32

//go:wasmimport allod object_owner
func ObjectOwner(handle uint32, out uint32) uint64

//go:wasmimport allod object_contract
func ObjectContract(handle uint32, out uint32) uint32

//go:wasmimport allod object_set_owner
func ObjectSetOwner(handle uint32, owner uint32) uint32

//go:wasmimport allod object_share
func ObjectShare(handle uint32) uint32

//go:wasmimport allod object_freeze
func ObjectFreeze(handle uint32) uint32

//go:wasmimport allod object_seal
func ObjectSeal(handle uint32, on uint32) uint32

//go:wasmimport allod object_get
func ObjectGet(handle uint32, field uint32, fieldSize uint32, kind uint32, kindSize uint32, out uint32, capacity uint32) uint64

//go:wasmimport allod object_set
func ObjectSet(handle uint32, field uint32, fieldSize uint32, kind uint32, kindSize uint32, value uint32, valueSize uint32) uint32

//go:wasmimport allod sha256
func Sha256(data uint32, size uint32, out uint32)

//go:wasmimport allod keccak256
func Keccak256(data uint32, size uint32, out uint32)

//go:wasmimport allod blake3
func Blake3(data uint32, size uint32, out uint32)

//go:wasmimport allod ed25519_verify
func Ed25519Verify(key uint32, data uint32, size uint32, signature uint32) uint32

//go:wasmimport allod secp256k1_verify
func Secp256k1Verify(key uint32, digest uint32, signature uint32) uint32

//go:wasmimport allod secp256k1_recover
func Secp256k1Recover(digest uint32, signature uint32, recovery uint32, out uint32) uint32
