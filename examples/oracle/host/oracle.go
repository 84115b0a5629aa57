// Package oracle has prices of the world outside, as all nodes know them.
package oracle

//go:wasmimport oracle price
func price(symbol string, out *uint64) uint32

// Price is the price of a symbol at this block, if there is one.
func Price(symbol string) (uint64, bool) {
	var value uint64
	found := price(symbol, &value)
	return value, found == 1
}
