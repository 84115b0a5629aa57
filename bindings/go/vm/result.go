package vm

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/govm-net/vm/core"
	"github.com/govm-net/vm/internal/native"
)

// Result is what a call left.
type Result struct {
	// Status is "success", "reverted", "trapped", "out_of_gas" or "refused".
	Status string `json:"status"`
	// GasUsed is the gas that the call took.
	GasUsed uint64 `json:"gas_used"`
	// Events are what contracts logged; none where the call failed.
	Events []Event `json:"events"`
	// Height is the number of the block that the call ran in.
	Height uint64 `json:"height"`
	// Output is the encoded result.
	Output []byte `json:"-"`
	// Explanation is in words why the call failed: the calls that led there, what was denied, the debug log.
	Explanation string `json:"-"`

	// Decoded is the result as JSON, by the contract's ABI.
	Decoded json.RawMessage `json:"result"`
	// Types are those of the results; nil where the contract does not keep to its ABI.
	Types []json.RawMessage `json:"result_types"`
}

// Event is something a contract logged.
type Event struct {
	Contract   core.Address `json:"contract"`
	Name       string       `json:"name"`
	Attributes []Attribute  `json:"attributes"`
}

// Attribute is a key of an event, and its value.
type Attribute struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

func read(receipt *native.Receipt) (*Result, error) {
	result := &Result{Output: receipt.Output, Explanation: receipt.Explanation}
	if err := json.Unmarshal(receipt.JSON, result); err != nil {
		return nil, fmt.Errorf("vm: a receipt can't be read: %w", err)
	}
	return result, nil
}

// DecodeResult reads the results of a call into what targets point to, one target a result. Integers go into integers that
// can hold them, bytes and names into []byte, arrays of bytes, Address, ObjectID and Hash, lists into slices, structs into
// structs with the same field names, an option into a pointer.
func DecodeResult(result *Result, targets ...any) (err error) {
	defer recovered(&err)
	switch {
	case result == nil:
		return fmt.Errorf("vm: there is no result to decode")
	case result.Status != "success":
		return fmt.Errorf("vm: the call has no result: %s", result.Status)
	case result.Types == nil && len(result.Output) > 0:
		return fmt.Errorf("vm: the contract says nothing about the types of its %d bytes of result", len(result.Output))
	case len(result.Types) != len(targets):
		return fmt.Errorf("vm: the call has %d results, and there are %d targets", len(result.Types), len(targets))
	}
	values := []json.RawMessage{result.Decoded}
	if len(targets) > 1 {
		values = nil
		if err := json.Unmarshal(result.Decoded, &values); err != nil || len(values) != len(targets) {
			return fmt.Errorf("vm: the results are no list of %d: %s", len(targets), result.Decoded)
		}
	}
	for at, target := range targets {
		decoder := json.NewDecoder(bytes.NewReader(values[at]))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			return fmt.Errorf("vm: result %d: %w", at+1, err)
		}
		if err := decode(value, target); err != nil {
			return fmt.Errorf("vm: result %d: %w", at+1, err)
		}
	}
	return nil
}
