package chain

import (
	"allod.dev/core"
	"allod.dev/core/internal/harness"
	"testing"
)

// Contract is a contract in a world. Its calls are signed by the account that signs where none is named.
type Contract struct {
	// Address is the contract's.
	Address core.Address
	// World is where it is.
	World *World
	// Receipt is the result of the deploy.
	Receipt *Result

	// object is its default object.
	object core.ObjectID
}

// Deploy makes a world and deploys the contract there that is in the folder of the test.
func Deploy(t testing.TB) *Contract {
	return New(t).Deploy(t, ".")
}

// Deploy deploys a contract: a folder of Go files, or a file (.go, .wat, .wasm), by its path from the folder of the test.
func (w *World) Deploy(t testing.TB, path string) *Contract {
	return w.deploy(t, Caller{world: w}, path, "", nil)
}

// DeployAs is Deploy by an account, with a call of the contract's in the same transaction: its constructor. An empty function
// is none.
func (w *World) DeployAs(t testing.TB, deployer core.Address, path, function string, args ...any) *Contract {
	return w.deploy(t, Caller{world: w, from: deployer, named: true}, path, function, args)
}

func (w *World) deploy(t testing.TB, by Caller, path, function string, args []any) *Contract {
	tagged, why := harness.Tagged(args)
	if why != "" {
		t.Fatal(function + ": " + why)
	}
	w.ask()
	harness.Give([]byte(path))
	by.give()
	harness.Give([]byte(function))
	harness.Give(tagged)
	answered(t, harness.Deploy)
	address := harness.Take[core.Address]()
	object := harness.Take[core.ObjectID]()
	return &Contract{Address: address, World: w, Receipt: result(), object: object}
}

// As is the contract as an account calls it.
func (c *Contract) As(account core.Address) Caller {
	return Caller{world: c.World, contract: c.Address, from: account, named: true}
}

func (c *Contract) caller() Caller { return Caller{world: c.World, contract: c.Address} }

// Call calls a function, in a block of its own.
func (c *Contract) Call(function string, args ...any) *Result { return c.caller().Call(function, args...) }

// Query calls a function that may only read, and keeps nothing.
func (c *Contract) Query(function string, args ...any) *Result {
	return c.caller().Query(function, args...)
}

// Caller is an account that calls a contract, and what it brings along.
type Caller struct {
	world          *World
	contract, from core.Address
	named          bool
	value, gas     uint64
	objects        []core.ObjectID
}

// With attaches money, which the contract may take.
func (c Caller) With(value uint64) Caller {
	c.value = value
	return c
}

// Limit is the most gas that a call may cost; 0 means what calls may cost that name none.
func (c Caller) Limit(gas uint64) Caller {
	c.gas = gas
	return c
}

// Bringing brings objects of the account along, which the whole call chain may move or delete.
func (c Caller) Bringing(objects ...core.ObjectID) Caller {
	c.objects = append(append([]core.ObjectID(nil), c.objects...), objects...)
	return c
}

// Kinds of calls, as the program that runs tests counts them.
const (
	call = iota
	query
	simulation
)

// Call calls a function, in a block of its own. Arguments are those of the contract's ABI, in order: an integer may be of any
// type that holds its value.
func (c Caller) Call(function string, args ...any) *Result { return c.run(call, function, args) }

// Query calls a function that may only read, and keeps nothing.
func (c Caller) Query(function string, args ...any) *Result { return c.run(query, function, args) }

// Simulate runs a call and keeps nothing.
func (c Caller) Simulate(function string, args ...any) *Result {
	return c.run(simulation, function, args)
}

func (c Caller) run(kind uint8, function string, args []any) *Result {
	tagged, why := harness.Tagged(args)
	c.world.ask()
	harness.Give(kind)
	harness.Give(c.contract)
	harness.Give([]byte(function))
	c.give()
	harness.Give(tagged)
	harness.Give([]byte(why))
	harness.Ask(harness.Call)
	return result()
}

// give adds the account and what it brings to the message.
func (c Caller) give() {
	harness.Give(c.named)
	harness.Give(c.from)
	harness.Give(c.value)
	harness.Give(c.gas)
	harness.Give(c.objects)
}
