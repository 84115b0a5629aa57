package core

// Context is what a contract can ask of the chain it runs on. The host answers every question itself.
type Context interface {
	// BlockHeight is the number of this block.
	BlockHeight() uint64
	// BlockTime is the time of this block, in Unix seconds.
	BlockTime() int64
	// ContractAddress is the executing contract.
	ContractAddress() Address

	// Sender is the immediate caller: an account, or the contract that made this call.
	Sender() Address
	// Origin is the transaction's signer.
	Origin() Address
	// Balance is what addr has.
	Balance(addr Address) uint64
	// Transfer pays amount from the contract's own balance.
	Transfer(to Address, amount uint64) error
	// Receive takes amount from what the sender attached to this call.
	Receive(amount uint64) error

	// CreateObject makes an object owned by this contract; it panics on failure.
	CreateObject() Object
	// GetObject is the object called id; ZeroObjectID means the contract's default object.
	GetObject(id ObjectID) (Object, error)
	// GetObjectWithOwner is the oldest object of this contract that owner owns, and never its default object.
	GetObjectWithOwner(owner Address) (Object, error)
	// DeleteObject removes an object with its fields; it panics on failure.
	DeleteObject(id ObjectID)

	// Call calls another contract. A callee that fails leaves nothing behind, and its error comes back.
	Call(contract Address, function string, args ...any) ([]byte, error)

	// Log records an event: keys and values in turn. It panics where the host refuses it.
	Log(eventName string, keyValues ...interface{})
}

// chain is the one Context there is: everything it knows, the host knows.
type chain struct{}

// Chain is the Context that functions with a ctx parameter are given.
var Chain Context = chain{}

func (chain) BlockHeight() uint64                              { return BlockHeight() }
func (chain) BlockTime() int64                                 { return BlockTime() }
func (chain) ContractAddress() Address                         { return ContractAddress() }
func (chain) Sender() Address                                  { return Sender() }
func (chain) Origin() Address                                  { return Origin() }
func (chain) Balance(addr Address) uint64                      { return Balance(addr) }
func (chain) Transfer(to Address, amount uint64) error         { return TransferTo(to, amount) }
func (chain) Receive(amount uint64) error                      { return Receive(amount) }
func (chain) CreateObject() Object                             { return CreateObject() }
func (chain) GetObject(id ObjectID) (Object, error)            { return GetObject(id) }
func (chain) GetObjectWithOwner(owner Address) (Object, error) { return GetObjectWithOwner(owner) }
func (chain) DeleteObject(id ObjectID)                         { DeleteObject(id) }
func (chain) Log(eventName string, keyValues ...interface{})   { Log(eventName, keyValues...) }
func (chain) Call(contract Address, function string, args ...any) ([]byte, error) {
	return Call(contract, function, args...)
}
