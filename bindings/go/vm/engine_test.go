package vm_test

import (
	"errors"
	"flag"
	"math/big"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/govm-net/vm/core"
	"github.com/govm-net/vm/internal/native"
	"github.com/govm-net/vm/vm"
	"github.com/govm-net/vm/vm/api"
)

// calls is how many each of eight goroutines makes.
var calls = flag.Int("calls", 60, "calls of each goroutine")

const contract = `package checked

import "github.com/govm-net/vm/core"

type Pair struct {
	Name  string
	Count uint32
}

// Add adds one to what it keeps, and gives it.
func Add(ctx core.Context, by uint64) (uint64, error) {
	object, err := ctx.GetObject(core.ObjectID{})
	if err != nil {
		return 0, err
	}
	var count uint64
	_ = object.Get("count", &count)
	count += by
	ctx.Log("Added", "by", by)
	return count, object.Set("count", count)
}

// Count gives what it keeps.
func Count(ctx core.Context) (uint64, error) {
	object, err := ctx.GetObject(core.ObjectID{})
	if err != nil {
		return 0, err
	}
	var count uint64
	_ = object.Get("count", &count)
	return count, nil
}

func Echo(ctx core.Context, flag bool, small int8, text string, data []byte, pairs []Pair, who core.Address) (bool, int8, string, []byte, []Pair, core.Address) {
	return flag, small, text, data, pairs, who
}

func Sender(ctx core.Context) core.Address { return ctx.Sender() }

func Panic(ctx core.Context) { panic("the contract panicked") }

func Index(ctx core.Context, at uint64) uint64 { return []uint64{1, 2, 3}[at] }

func Spin(ctx core.Context) {
	for {
	}
}
`

func opened(t *testing.T, source string) (*vm.Engine, core.Address) {
	t.Helper()
	engine := vm.NewEngine(api.DefaultContractConfig())
	address, err := engine.Deploy([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
		if open := native.OpenHandles(); open != 0 {
			t.Errorf("%d handles are open", open)
		}
	})
	return engine, address
}

// wants checks that err has a status, where it is not 0, and words.
func wants(t *testing.T, err error, status native.Status, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("%v, wanted %q", err, words)
	}
	var told *vm.Error
	if status != 0 && (!errors.As(err, &told) || told.Status != status) {
		t.Errorf("%#v, wanted status %d", err, status)
	}
}

type pair struct {
	Name  string
	Count uint32
}

func TestValuesGoInAndComeOut(t *testing.T) {
	engine, address := opened(t, contract)
	pairs := []pair{{"one", 1}, {"two", 2}}
	who := core.Address{7}
	result, err := engine.ExecuteWithArgs(address, "Echo", true, -5, "text", []byte{1, 0xff}, pairs, who)
	if err != nil {
		t.Fatal(err)
	}
	var (
		flag  bool
		small int8
		text  string
		data  []byte
		out   []pair
		told  core.Address
	)
	if err := vm.DecodeResult(result, &flag, &small, &text, &data, &out, &told); err != nil {
		t.Fatal(err)
	}
	if !flag || small != -5 || text != "text" || !reflect.DeepEqual(data, []byte{1, 0xff}) || !reflect.DeepEqual(out, pairs) || told != who {
		t.Error(flag, small, text, data, out, told)
	}
	wants(t, vm.DecodeResult(result, &flag), 0, "6 results, and there are 1 targets")
	var wrong uint8
	wants(t, vm.DecodeResult(result, &flag, &wrong, &text, &data, &out, &told), 0, "-5 does not go into uint8")
	wants(t, vm.DecodeResult(result, flag, &small, &text, &data, &out, &told), 0, "into a pointer, not bool")
	wants(t, vm.DecodeResult(nil, &flag), 0, "no result")

	result, err = engine.ExecuteWithArgs(address, "Add", big.NewInt(41))
	if err != nil || len(result.Events) != 1 || result.Events[0].Name != "Added" || string(result.Events[0].Attributes[0].Value) != "41" {
		t.Error(result, err)
	}
	var wide big.Int
	if err := vm.DecodeResult(result, &wide); err != nil || wide.Int64() != 41 {
		t.Error(err, &wide)
	}
}

func TestTheSignerIsWhoeverIsNamedAndElseAnAccountThatIsNotZero(t *testing.T) {
	engine, address := opened(t, contract)
	for _, from := range []core.Address{{}, {5}} {
		result, err := engine.Query(vm.CallOptions{From: from}, address, "Sender")
		var sender core.Address
		if err := errors.Join(err, vm.DecodeResult(result, &sender)); err != nil {
			t.Fatal(err)
		}
		if sender == (core.Address{}) || (from != core.Address{} && sender != from) {
			t.Errorf("%v signed as %v", from, sender)
		}
	}
	if err := engine.Fund(core.Address{5}, 100); err != nil {
		t.Fatal(err)
	}
	if err := engine.Transfer(core.Address{5}, core.Address{6}, 30); err != nil {
		t.Fatal(err)
	}
	wants(t, engine.Transfer(core.Address{5}, core.Address{6}, 71), native.Refused, "70")
	if balance, err := engine.Balance(core.Address{6}); err != nil || balance != 30 {
		t.Error(balance, err)
	}
	before, err := engine.StateRoot()
	if err != nil || before == (core.Hash{}) {
		t.Error(before, err)
	}
}

// spiteful panics when it is asked for its text.
type spiteful struct{}

func (spiteful) MarshalText() ([]byte, error) { panic("spite") }
func (*spiteful) UnmarshalText([]byte) error  { panic("spite") }

func TestWhatGoesWrongIsAnErrorAndNeverAPanic(t *testing.T) {
	engine, address := opened(t, contract)
	result, err := engine.ExecuteWithArgs(address, "Panic")
	wants(t, err, native.ContractFailed, "the contract panicked")
	if result == nil || result.GasUsed == 0 || !strings.Contains(result.Explanation, "in Panic of contract") {
		t.Error(result)
	}
	wants(t, vm.DecodeResult(result), 0, "the call has no result")
	words, err := engine.Explain(vm.CallOptions{}, address, "Panic")
	if err != nil || !strings.Contains(words, ":40") {
		t.Errorf("%v, %q", err, words)
	}
	_, err = engine.ExecuteWithArgs(address, "Index", 3)
	wants(t, err, native.ContractFailed, "out of range")
	result, err = engine.ExecuteWithOptions(vm.CallOptions{GasLimit: 1_000_000}, address, "Spin")
	wants(t, err, native.ContractFailed, "out of gas")
	if result.GasUsed != 1_000_000 {
		t.Error(result.GasUsed)
	}
	_, err = engine.ExecuteWithArgs(address, "None")
	wants(t, err, native.Refused, "None")
	_, err = engine.ExecuteWithArgs(address, "Add", "many")
	wants(t, err, native.Refused, "many")
	_, err = engine.ExecuteWithArgs(address, "Add", 1.5)
	wants(t, err, 0, "float64 can't be an argument")
	_, err = engine.ExecuteWithArgs(address, "Add", spiteful{})
	wants(t, err, 0, "a value panicked: spite")
	result, err = engine.ExecuteWithArgs(address, "Sender")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, vm.DecodeResult(result, &spiteful{}), 0, "a value panicked: spite")
	type ring struct{ Next *ring }
	loop := &ring{}
	loop.Next = loop
	_, err = engine.ExecuteWithArgs(address, "Add", loop)
	wants(t, err, 0, "deeper than")
	_, err = engine.ExecuteWithArgs(core.Address{1}, "Add", 1)
	wants(t, err, native.Refused, "no contract at 01")
	_, err = engine.Deploy([]byte("package broken\nfunc F( {"))
	wants(t, err, native.Refused, "2:")
	_, err = engine.Deploy(nil)
	wants(t, err, native.Refused, "")
}

// A panic of Go's own, by a signal, goes on to be one after the engine has put its handler in place, and the other way round.
func TestSignalsOfGoAndOfContractsDoNotMeet(t *testing.T) {
	engine, address := opened(t, `(module (func (export "trap") unreachable)
		(func (export "divide") (param i64) (result i64) (i64.div_u (i64.const 1) (local.get 0))))`)
	var nothing *core.Hash
	for range 100 {
		_, err := engine.ExecuteWithArgs(address, "trap")
		wants(t, err, native.ContractFailed, "unreachable")
		_, err = engine.ExecuteWithArgs(address, "divide", 0)
		wants(t, err, native.ContractFailed, "divide by zero")
		func() {
			defer func() {
				if recover() == nil {
					t.Error("nil was followed")
				}
			}()
			_ = nothing[3]
		}()
	}
}

func TestHandlesThatDoNotHoldAreErrors(t *testing.T) {
	engine := vm.NewEngine(nil)
	if err := errors.Join(engine.Err(), engine.Close()); err != nil {
		t.Fatal(err)
	}
	_, err := engine.ExecuteWithArgs(core.Address{}, "F")
	wants(t, err, native.WrongHandle, "was closed before; wanted an engine")
	wants(t, engine.Close(), native.WrongHandle, "was closed before")
	wants(t, native.Engine{}.Close(), native.WrongHandle, "is null")
	var none *vm.Engine
	_, err = none.ExecuteWithArgs(core.Address{}, "F")
	wants(t, err, 0, "the engine is nil")
	config := api.DefaultContractConfig()
	config.Limits = map[string]uint64{"call_depht": 3}
	_, err = vm.NewEngine(config).Deploy(nil)
	wants(t, err, native.InvalidArgument, "call_depht")
}

func TestOptionsThatContradictEachOtherAreRefused(t *testing.T) {
	engine := vm.NewEngine(api.DefaultContractConfig())
	defer engine.Close()
	module := []byte(`(module (func (export "f")))`)
	_, err := engine.DeployWithOptions(module, vm.DeployOptions{AsWASI: true})
	wants(t, err, 0, "EnableWASIContracts is not")
	_, err = engine.DeployWithOptions(module, vm.DeployOptions{WASIOptions: vm.WASIOptions{FuelLimit: 5}})
	wants(t, err, 0, "AsWASI is not")
	config := api.DefaultContractConfig()
	config.EnableWASIContracts = true
	able := vm.NewEngine(config)
	defer able.Close()
	deploy := func(options vm.WASIOptions) error {
		_, err := able.DeployWithOptions(module, vm.DeployOptions{AsWASI: true, WASIOptions: options})
		return err
	}
	wants(t, deploy(vm.WASIOptions{EnableThreads: true}), native.Refused, "enable_threads")
	wants(t, deploy(vm.WASIOptions{MemoryLimit: 5}), native.Refused, "memory_limit is 5")
	wants(t, deploy(vm.WASIOptions{EnableBulkMemory: true, DisableBulkMemory: true}), 0, "both set")
	for _, options := range []vm.WASIOptions{{}, {EnableSIMD: true, EnableBulkMemory: true}, {DisableBulkMemory: true}, {Timeout: 5, StackSize: 1 << 18}} {
		if err := deploy(options); err != nil {
			t.Errorf("%+v: %v", options, err)
		}
	}
}

func TestEightGoroutinesAreCountedOnceEach(t *testing.T) {
	engine, address := opened(t, contract)
	var done atomic.Uint64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for at := range *calls {
				if at%3 == 2 {
					result, err := engine.Query(vm.CallOptions{}, address, "Count")
					var count uint64
					if err := errors.Join(err, vm.DecodeResult(result, &count)); err != nil {
						t.Error(err)
					}
					continue
				}
				if at%9 == 0 {
					if _, err := engine.ExecuteWithArgs(address, "Panic"); err == nil {
						t.Error("a panic was none")
					}
					continue
				}
				if _, err := engine.ExecuteWithArgs(address, "Add", 1); err != nil {
					t.Error(err)
				}
				done.Add(1)
			}
		})
	}
	all.Wait()
	result, err := engine.Query(vm.CallOptions{}, address, "Count")
	var count uint64
	if err := errors.Join(err, vm.DecodeResult(result, &count)); err != nil || count != done.Load() {
		t.Errorf("counted to %d, wanted %d: %v", count, done.Load(), err)
	}
}
