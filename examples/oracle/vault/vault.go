// Package vault lends on ether, at the price that the chain's own oracle has at this block.
package vault

import (
	"math/bits"

	"allod.dev/core"
	"host/oracle"
)

// Worth is the worth of an amount of ether.
func Worth(amount uint64) (uint64, error) {
	price, ok := oracle.Price("ETH")
	if !ok {
		return 0, core.Error("no price of ETH")
	}
	over, worth := bits.Mul64(amount, price)
	if over != 0 {
		return 0, core.Error("worth too much")
	}
	return worth, nil
}

// Lend is what the vault lends on it: two thirds.
func Lend(amount uint64) (uint64, error) {
	worth, err := Worth(amount)
	return worth / 3 * 2, err
}
