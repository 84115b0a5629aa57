package core

// Context is what a contract can ask of the chain it runs on. The host answers every question itself. All
// of it is there as functions of the package too; hashes and signatures, which depend on nothing but their
// arguments, are there as functions alone.
type Context interface {
	// BlockHeight is the number of this block.
	BlockHeight() uint64
	// BlockTime is the time of this block, in Unix seconds.
	BlockTime() int64
	// ChainID is the chain's number.
	ChainID() uint64
	// GasLeft is the gas left to this call.
	GasLeft() uint64
	// ContractAddress is the executing contract.
	ContractAddress() Address
	// Deployer is the account that deployed the executing contract.
	Deployer() Address

	// Sender is the immediate caller: an account, or the contract that made this call.
	Sender() Address
	// Origin is the transaction's signer.
	Origin() Address
	// Balance is what addr has.
	Balance(addr Address) uint64
	// Transfer pays amount from the contract's own balance.
	Transfer(to Address, amount uint64) error
	// Attached is what is left of the value that the sender attached to this call.
	Attached() uint64
	// Receive takes amount from what the sender attached to this call.
	Receive(amount uint64) error

	// CreateObject makes an object owned by this contract; it panics on failure.
	CreateObject() Object
	// GetObject is the object called id; ZeroObjectID means the contract's default object.
	GetObject(id ObjectID) (Object, error)
	// GetObjectWithOwner is the oldest object of this contract that owner owns, and never its default object.
	GetObjectWithOwner(owner Address) (Object, error)
	// DeleteObject removes an object with its fields; it panics on failure, and for a default object.
	DeleteObject(id ObjectID)
	// OwnershipOf is the kind of owner that o has, and whether a write needs that owner's consent.
	OwnershipOf(o Object) (kind Ownership, sealed bool)
	// Share makes o nobody's: its contract may write it, nobody can transfer or delete it.
	Share(o Object) error
	// Freeze makes o immutable for ever.
	Freeze(o Object) error
	// Seal says whether a write to o needs its owner's consent.
	Seal(o Object, on bool) error

	// Call calls another contract. A callee that fails leaves nothing behind, and its error comes back.
	Call(contract Address, function string, args ...any) ([]byte, error)
	// CallWithGas calls another contract, which may use that much gas; 0 means all that is left.
	CallWithGas(gas uint64, contract Address, function string, args ...any) ([]byte, error)
	// CallWithValue calls another contract, which may take value from the balance of this one.
	CallWithValue(value uint64, contract Address, function string, args ...any) ([]byte, error)
	// CallWithOptions calls another contract with what options give it.
	CallWithOptions(options CallOptions, contract Address, function string, args ...any) ([]byte, error)
	// CallRaw calls another contract with input as it reads it.
	CallRaw(options CallOptions, contract Address, function string, input []byte) ([]byte, error)

	// Log records an event: keys and values in turn. It panics where the host refuses it.
	Log(eventName string, keyValues ...interface{})
	// Debug adds text to the debug log, on a line of its own. No contract can read that log and no receipt keeps it.
	Debug(text string)
	// Assert ends the call, undoing it, unless condition is true or, where it is an error, nil.
	Assert(condition any, msgs ...any)
	// Revert ends the call, undoing it, with a code of the contract's own (16 or more) and a reason.
	Revert(code uint32, reason string)
}

// chain is the one Context there is: everything it knows, the host knows.
type chain struct{}

// Chain is the Context that functions with a ctx parameter are given.
var Chain Context = chain{}

func (chain) BlockHeight() uint64                              { return BlockHeight() }
func (chain) BlockTime() int64                                 { return BlockTime() }
func (chain) ChainID() uint64                                  { return ChainID() }
func (chain) GasLeft() uint64                                  { return GasLeft() }
func (chain) ContractAddress() Address                         { return ContractAddress() }
func (chain) Deployer() Address                                { return Deployer() }
func (chain) Sender() Address                                  { return Sender() }
func (chain) Origin() Address                                  { return Origin() }
func (chain) Balance(addr Address) uint64                      { return Balance(addr) }
func (chain) Transfer(to Address, amount uint64) error         { return TransferTo(to, amount) }
func (chain) Attached() uint64                                 { return Attached() }
func (chain) Receive(amount uint64) error                      { return Receive(amount) }
func (chain) CreateObject() Object                             { return CreateObject() }
func (chain) GetObject(id ObjectID) (Object, error)            { return GetObject(id) }
func (chain) GetObjectWithOwner(owner Address) (Object, error) { return GetObjectWithOwner(owner) }
func (chain) DeleteObject(id ObjectID)                         { DeleteObject(id) }
func (chain) OwnershipOf(o Object) (Ownership, bool)           { return OwnershipOf(o) }
func (chain) Share(o Object) error                             { return Share(o) }
func (chain) Freeze(o Object) error                            { return Freeze(o) }
func (chain) Seal(o Object, on bool) error                     { return Seal(o, on) }
func (chain) Log(eventName string, keyValues ...interface{})   { Log(eventName, keyValues...) }
func (chain) Debug(text string)                                { Debug(text) }
func (chain) Assert(condition any, msgs ...any)                { Assert(condition, msgs...) }
func (chain) Revert(code uint32, reason string)                { Revert(code, reason) }
func (chain) Call(contract Address, function string, args ...any) ([]byte, error) {
	return Call(contract, function, args...)
}
func (chain) CallWithGas(gas uint64, contract Address, function string, args ...any) ([]byte, error) {
	return CallWithGas(gas, contract, function, args...)
}
func (chain) CallWithValue(value uint64, contract Address, function string, args ...any) ([]byte, error) {
	return CallWithValue(value, contract, function, args...)
}
func (chain) CallWithOptions(options CallOptions, contract Address, function string, args ...any) ([]byte, error) {
	return CallWithOptions(options, contract, function, args...)
}
func (chain) CallRaw(options CallOptions, contract Address, function string, input []byte) ([]byte, error) {
	return CallRaw(options, contract, function, input)
}
