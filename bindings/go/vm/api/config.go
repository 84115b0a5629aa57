// Package api has the configuration of an engine.
package api

// ContractConfig is the configuration of an engine. DefaultContractConfig gives one to begin with.
type ContractConfig struct {
	// EnableWASIContracts lets deploys say AsWASI.
	EnableWASIContracts bool
	// DataPath is the folder for the state; empty keeps it in memory.
	DataPath string
	// CachePath is a folder for compiled modules; empty keeps them beside the state, or in memory.
	CachePath string
	// ChainID is the number of the chain.
	ChainID uint64
	// GasLimit is the gas of a call or a deploy that names no limit of its own.
	GasLimit uint64
	// Sync waits for the disk after every block.
	Sync bool
	// ReadOnly opens a store to be read, beside a process that writes to it.
	ReadOnly bool
	// Limits are what contracts may pass to the host, by the names of the engine's limits: "call_depth", "input",
	// "memory" and so on. One that is not named is the engine's default.
	Limits map[string]uint64
}

// DefaultContractConfig is an engine in memory, on chain 1, with a gas limit of 100,000,000 a call.
func DefaultContractConfig() *ContractConfig {
	return &ContractConfig{ChainID: 1, GasLimit: 100_000_000}
}
