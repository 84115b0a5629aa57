package vm

import (
	"encoding/json"
	"errors"

	"github.com/govm-net/vm/core"
)

// WASIOptions are the limits of one contract. One that is zero is the engine's default.
type WASIOptions struct {
	// MemoryLimit is of linear memory, in bytes.
	MemoryLimit uint64 `json:"memory_limit,omitempty"`
	// TableSize is of the function table, in entries.
	TableSize uint64 `json:"table_size,omitempty"`
	// Timeout is of one call, in milliseconds, turned into gas: a clock would end a call elsewhere on another machine.
	Timeout uint64 `json:"timeout,omitempty"`
	// FuelLimit is of one call, in gas.
	FuelLimit uint64 `json:"fuel_limit,omitempty"`
	// StackSize is in bytes, as the module counts them.
	StackSize uint64 `json:"stack_size,omitempty"`
	// EnableSIMD lets the module use vector operators.
	EnableSIMD bool `json:"enable_simd,omitempty"`
	// EnableThreads is refused: two threads would make two results.
	EnableThreads bool `json:"enable_threads,omitempty"`
	// EnableBulkMemory lets the module copy and fill memory. That is on unless DisableBulkMemory is set, so this changes
	// nothing.
	EnableBulkMemory bool `json:"-"`
	// DisableBulkMemory refuses a module that copies or fills memory.
	DisableBulkMemory bool `json:"-"`
}

// MarshalJSON gives the options that are set.
func (o WASIOptions) MarshalJSON() ([]byte, error) {
	if o.EnableBulkMemory && o.DisableBulkMemory {
		return nil, errors.New("vm: EnableBulkMemory and DisableBulkMemory are both set")
	}
	type plain WASIOptions
	var bulk *bool
	if o.DisableBulkMemory {
		bulk = new(bool)
	}
	return json.Marshal(struct {
		plain
		BulkMemory *bool `json:"enable_bulk_memory,omitempty"`
	}{plain(o), bulk})
}

// DeployOptions are those of a deploy.
type DeployOptions struct {
	// AsWASI deploys the code with WASIOptions. Every contract is a WebAssembly module, with this or without it.
	AsWASI bool
	// WASIOptions are the contract's limits; without AsWASI none may be set.
	WASIOptions WASIOptions
	// From is the deployer; the engine's default account where it is zero.
	From core.Address
	// Salt makes the address known beforehand; nil takes the deployer's nonce.
	Salt *core.Hash
	// Name is that of the file, for messages.
	Name string
	// GasLimit is of the deploy; the configuration's where it is zero.
	GasLimit uint64
	// Constructor is a function to call in the same transaction, with ConstructorArgs.
	Constructor     string
	ConstructorArgs []any
}

// deployJSON is what the engine reads of DeployOptions.
type deployJSON struct {
	From        *core.Address    `json:"from,omitempty"`
	Salt        *core.Hash       `json:"salt,omitempty"`
	Name        string           `json:"name,omitempty"`
	GasLimit    uint64           `json:"gas_limit,omitempty"`
	WASI        *WASIOptions     `json:"wasi,omitempty"`
	Constructor *constructorJSON `json:"constructor,omitempty"`
}

type constructorJSON struct {
	Function string          `json:"function"`
	Args     json.RawMessage `json:"args"`
}

// json gives the options as the engine reads them.
func (o DeployOptions) json(enabled bool) ([]byte, error) {
	switch {
	case o.AsWASI && !enabled:
		return nil, errors.New("vm: AsWASI is set, and the configuration's EnableWASIContracts is not")
	case !o.AsWASI && o.WASIOptions != WASIOptions{}:
		return nil, errors.New("vm: WASIOptions are set, and AsWASI is not")
	}
	out := deployJSON{From: known(o.From), Salt: o.Salt, Name: o.Name, GasLimit: o.GasLimit}
	if o.AsWASI {
		out.WASI = &o.WASIOptions
	}
	if o.Constructor != "" {
		args, err := encode(o.ConstructorArgs)
		if err != nil {
			return nil, err
		}
		out.Constructor = &constructorJSON{o.Constructor, args}
	}
	return json.Marshal(out)
}

// CallOptions are those of a call. The zero value is what ExecuteWithArgs uses.
type CallOptions struct {
	// From is the signer; the engine's default account where it is zero.
	From core.Address
	// GasLimit is of the call; the configuration's where it is zero.
	GasLimit uint64
	// Value is what the contract may take from the signer.
	Value uint64
	// Objects are the signer's that the call may move or delete.
	Objects []core.ObjectID
}

// json gives the options as the engine reads them.
func (o CallOptions) json() ([]byte, error) {
	return json.Marshal(struct {
		From     *core.Address   `json:"from,omitempty"`
		GasLimit uint64          `json:"gas_limit,omitempty"`
		Value    uint64          `json:"value,omitempty"`
		Objects  []core.ObjectID `json:"objects,omitempty"`
	}{known(o.From), o.GasLimit, o.Value, o.Objects})
}

// known is the address, or nil where it is zero.
func known(address core.Address) *core.Address {
	if address == (core.Address{}) {
		return nil
	}
	return &address
}
