package core

import "allod.dev/core/internal/host"

// BlockHeight is the number of this block.
func BlockHeight() uint64 { return host.BlockHeight() }

// BlockTime is the time of this block, in Unix seconds.
func BlockTime() int64 { return host.BlockTime() }

// ChainID is the chain's number.
func ChainID() uint64 { return host.ChainID() }

// GasLeft is the gas left to this call.
func GasLeft() uint64 { return host.GasLeft() }

// ContractAddress is the executing contract.
func ContractAddress() Address {
	host.ContractAddress(host.Slot())
	return host.Taken[Address]()
}

// Deployer is the account that deployed the executing contract.
func Deployer() Address {
	host.Deployer(host.Slot())
	return host.Taken[Address]()
}

// Sender is the immediate caller: an account, or the contract that made this call.
func Sender() Address {
	host.Sender(host.Slot())
	return host.Taken[Address]()
}

// Origin is the transaction's signer.
func Origin() Address {
	host.Origin(host.Slot())
	return host.Taken[Address]()
}

// Balance is what addr has.
func Balance(addr Address) uint64 { return host.Balance(host.Lend(addr)) }

// TransferTo pays amount from the contract's own balance.
func TransferTo(to Address, amount uint64) error {
	return failure(host.Transfer(host.Lend(to), amount))
}

// Attached is what is left of the value that the sender attached to this call. It is the sender's until
// the contract takes it with Receive.
func Attached() uint64 { return host.Attached() }

// Receive takes amount from what the sender attached to this call.
func Receive(amount uint64) error { return failure(host.Receive(amount)) }

// Debug adds text to the debug log, on a line of its own: a line's end within it is written as \n. No contract can read that
// log and no receipt keeps it.
func Debug(text string) {
	line := make([]byte, 0, len(text)+1)
	for at := range len(text) {
		if text[at] == '\n' {
			line = append(line, '\\', 'n')
		} else {
			line = append(line, text[at])
		}
	}
	host.Debug(host.Bytes(append(line, '\n')))
}
