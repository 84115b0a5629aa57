// Package iter names the functions that a range loop can run over.
package iter

// Seq calls yield for each value, until that returns false.
type Seq[V any] func(yield func(V) bool)

// Seq2 calls yield for each pair of values, until that returns false.
type Seq2[K, V any] func(yield func(K, V) bool)
