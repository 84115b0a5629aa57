// Package vm is the engine in a Go program: it deploys contracts, calls them, and keeps their state.
//
// The engine is a library in another language; see the README of this module for how a program is linked with it. It may be
// used by any number of goroutines. No call of this package panics, whatever a contract or an argument does.
package vm

import (
	"encoding/json"
	"errors"

	"github.com/govm-net/vm/core"
	"github.com/govm-net/vm/internal/native"
	"github.com/govm-net/vm/vm/api"
)

// Error is a call that was not done, or a contract that failed. Its Status says whose fault it is.
type Error = native.Error

// Engine deploys contracts and calls them.
type Engine struct {
	native native.Engine
	wasi   bool
	err    error
}

// NewEngine opens an engine. Where it can't be opened, Err says why, and so does every call of it.
func NewEngine(config *api.ContractConfig) *Engine {
	if config == nil {
		config = api.DefaultContractConfig()
	}
	engine := &Engine{wasi: config.EnableWASIContracts}
	settings, err := json.Marshal(struct {
		Path      string            `json:"path,omitempty"`
		CachePath string            `json:"cache_dir,omitempty"`
		ChainID   uint64            `json:"chain_id"`
		GasLimit  uint64            `json:"gas_limit,omitempty"`
		Sync      bool              `json:"sync"`
		ReadOnly  bool              `json:"read_only"`
		Limits    map[string]uint64 `json:"limits,omitempty"`
	}{config.DataPath, config.CachePath, config.ChainID, config.GasLimit, config.Sync, config.ReadOnly, config.Limits})
	if err == nil {
		engine.native, err = native.Open(settings)
	}
	engine.err = err
	return engine
}

// Err says why the engine could not be opened; nil where it was.
func (e *Engine) Err() error {
	if e == nil {
		return errors.New("vm: the engine is nil")
	}
	return e.err
}

// Close closes the engine. Calls that are under way end first; every later one is an error.
func (e *Engine) Close() error {
	if err := e.Err(); err != nil {
		return err
	}
	return e.native.Close()
}

// Deploy deploys code: a module, WebAssembly text, or Go source. It gives the contract's address.
func (e *Engine) Deploy(code []byte) (core.Address, error) {
	return e.DeployWithOptions(code, DeployOptions{})
}

// DeployWithOptions deploys code with options.
func (e *Engine) DeployWithOptions(code []byte, options DeployOptions) (core.Address, error) {
	if err := e.Err(); err != nil {
		return core.Address{}, err
	}
	text, err := options.json(e.wasi)
	if err != nil {
		return core.Address{}, err
	}
	address, _, err := e.native.Deploy(code, text)
	return address, err
}

// ExecuteWithArgs calls a function of a contract as the engine's default account, and commits its changes. A contract that
// fails gives an error, and a Result with the gas it took.
func (e *Engine) ExecuteWithArgs(contract core.Address, function string, args ...any) (*Result, error) {
	return e.call(native.Execute, CallOptions{}, contract, function, args)
}

// ExecuteWithOptions is ExecuteWithArgs with options.
func (e *Engine) ExecuteWithOptions(options CallOptions, contract core.Address, function string, args ...any) (*Result, error) {
	return e.call(native.Execute, options, contract, function, args)
}

// Simulate is ExecuteWithOptions, and commits nothing. The gas is exactly the same.
func (e *Engine) Simulate(options CallOptions, contract core.Address, function string, args ...any) (*Result, error) {
	return e.call(native.Simulate, options, contract, function, args)
}

// Query calls a function on the state as it is: every write is denied.
func (e *Engine) Query(options CallOptions, contract core.Address, function string, args ...any) (*Result, error) {
	return e.call(native.Query, options, contract, function, args)
}

// Explain makes a call once more without committing it, and says where it fails, by the lines of a contract in Go.
func (e *Engine) Explain(options CallOptions, contract core.Address, function string, args ...any) (string, error) {
	if err := e.Err(); err != nil {
		return "", err
	}
	encoded, err := encode(args)
	if err != nil {
		return "", err
	}
	text, err := options.json()
	if err != nil {
		return "", err
	}
	return e.native.Explain(contract, function, encoded, text)
}

func (e *Engine) call(way int, options CallOptions, contract core.Address, function string, args []any) (*Result, error) {
	if err := e.Err(); err != nil {
		return nil, err
	}
	encoded, err := encode(args)
	if err != nil {
		return nil, err
	}
	text, err := options.json()
	if err != nil {
		return nil, err
	}
	receipt, err := e.native.Call(way, contract, function, encoded, text)
	if receipt == nil {
		return nil, err
	}
	result, unread := read(receipt)
	if unread != nil {
		return nil, unread
	}
	return result, err
}

// ABI is that of a contract, as JSON.
func (e *Engine) ABI(contract core.Address) ([]byte, error) {
	if err := e.Err(); err != nil {
		return nil, err
	}
	return e.native.ABI(contract)
}

// Balance is the money of an account or a contract.
func (e *Engine) Balance(account core.Address) (uint64, error) {
	if err := e.Err(); err != nil {
		return 0, err
	}
	return e.native.Balance(account)
}

// Fund gives an account money out of nothing: a chain's genesis, or a test's.
func (e *Engine) Fund(account core.Address, amount uint64) error {
	if err := e.Err(); err != nil {
		return err
	}
	return e.native.Fund(account, amount)
}

// Transfer moves money from one account to another, outside of any block.
func (e *Engine) Transfer(from, to core.Address, amount uint64) error {
	if err := e.Err(); err != nil {
		return err
	}
	return e.native.Transfer(from, to, amount)
}

// StateRoot is the root of the state after the last block.
func (e *Engine) StateRoot() (core.Hash, error) {
	if err := e.Err(); err != nil {
		return core.Hash{}, err
	}
	return e.native.StateRoot()
}

// Version is that of the engine.
func Version() string { return native.Version() }
