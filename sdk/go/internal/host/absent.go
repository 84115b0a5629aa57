//go:build !wasm

package host

import "unsafe"

// Outside WebAssembly there is no host: the package builds, so that editors and vet can read a contract,
// and every call says so.
const absent = "core: no host; a contract runs inside Allod"

func Input(out unsafe.Pointer, capacity uint32) uint32     { panic(absent) }
func Output(data unsafe.Pointer, size uint32)              { panic(absent) }
func Revert(code uint32, text unsafe.Pointer, size uint32) { panic(absent) }
func Fetch(out unsafe.Pointer, capacity uint32) uint32     { panic(absent) }
func LastError(out unsafe.Pointer, capacity uint32) uint32 { panic(absent) }
func Debug(text unsafe.Pointer, size uint32)               { panic(absent) }
func GasLeft() uint64                                      { panic(absent) }
func BlockHeight() uint64                                  { panic(absent) }
func BlockTime() int64                                     { panic(absent) }
func ChainID() uint64                                      { panic(absent) }
func ContractAddress(out unsafe.Pointer)                   { panic(absent) }
func Deployer(out unsafe.Pointer)                          { panic(absent) }
func Sender(out unsafe.Pointer)                            { panic(absent) }
func Origin(out unsafe.Pointer)                            { panic(absent) }
func Balance(address unsafe.Pointer) uint64                { panic(absent) }
func Transfer(to unsafe.Pointer, amount uint64) uint32     { panic(absent) }
func Attached() uint64                                     { panic(absent) }
func Receive(amount uint64) uint32                         { panic(absent) }
func Call(contract unsafe.Pointer, name unsafe.Pointer, nameSize uint32, args unsafe.Pointer, argsSize uint32, gas uint64, out unsafe.Pointer, capacity uint32) uint64 {
	panic(absent)
}
func CallWith(contract unsafe.Pointer, name unsafe.Pointer, nameSize uint32, args unsafe.Pointer, argsSize uint32, terms unsafe.Pointer, out unsafe.Pointer, capacity uint32) uint64 {
	panic(absent)
}
func Log(name unsafe.Pointer, nameSize uint32, attributes unsafe.Pointer, attributesSize uint32) uint32 {
	panic(absent)
}
func CreateObject() uint64                                      { panic(absent) }
func GetObject(id unsafe.Pointer) uint64                        { panic(absent) }
func GetObjectWithOwner(owner unsafe.Pointer) uint64            { panic(absent) }
func DeleteObject(handle uint32) uint32                         { panic(absent) }
func ObjectID(handle uint32, out unsafe.Pointer) uint32         { panic(absent) }
func ObjectOwner(handle uint32, out unsafe.Pointer) uint64      { panic(absent) }
func ObjectContract(handle uint32, out unsafe.Pointer) uint32   { panic(absent) }
func ObjectSetOwner(handle uint32, owner unsafe.Pointer) uint32 { panic(absent) }
func ObjectShare(handle uint32) uint32                          { panic(absent) }
func ObjectFreeze(handle uint32) uint32                         { panic(absent) }
func ObjectSeal(handle uint32, on uint32) uint32                { panic(absent) }
func ObjectGet(handle uint32, field unsafe.Pointer, fieldSize uint32, kind unsafe.Pointer, kindSize uint32, out unsafe.Pointer, capacity uint32) uint64 {
	panic(absent)
}
func ObjectSet(handle uint32, field unsafe.Pointer, fieldSize uint32, kind unsafe.Pointer, kindSize uint32, value unsafe.Pointer, valueSize uint32) uint32 {
	panic(absent)
}
func Sha256(data unsafe.Pointer, size uint32, out unsafe.Pointer)    { panic(absent) }
func Keccak256(data unsafe.Pointer, size uint32, out unsafe.Pointer) { panic(absent) }
func Blake3(data unsafe.Pointer, size uint32, out unsafe.Pointer)    { panic(absent) }
func Ed25519Verify(key unsafe.Pointer, data unsafe.Pointer, size uint32, signature unsafe.Pointer) uint32 {
	panic(absent)
}
func Secp256k1Verify(key unsafe.Pointer, digest unsafe.Pointer, signature unsafe.Pointer) uint32 {
	panic(absent)
}
func Secp256k1Recover(digest unsafe.Pointer, signature unsafe.Pointer, recovery uint32, out unsafe.Pointer) uint32 {
	panic(absent)
}
