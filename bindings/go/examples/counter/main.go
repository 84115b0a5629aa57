// Counter is a program with the engine inside: it deploys a contract in Go, makes a counter, and counts.
package main

import (
	_ "embed"
	"fmt"
	"log"

	"github.com/govm-net/vm/core"
	"github.com/govm-net/vm/vm"
	"github.com/govm-net/vm/vm/api"
)

// source is the contract: the engine compiles it.
//
//go:embed counter.go.txt
var source []byte

func main() {
	config := api.DefaultContractConfig()
	config.EnableWASIContracts = true
	engine := vm.NewEngine(config)
	defer engine.Close()

	contract, err := engine.DeployWithOptions(source, vm.DeployOptions{
		AsWASI:      true,
		WASIOptions: vm.WASIOptions{MemoryLimit: 64 << 20},
	})
	if err != nil {
		log.Fatal(err)
	}

	result, err := engine.ExecuteWithArgs(contract, "Initialize")
	if err != nil {
		log.Fatal(err)
	}
	var id core.ObjectID
	if err := vm.DecodeResult(result, &id); err != nil {
		log.Fatal(err)
	}

	result, err = engine.ExecuteWithArgs(contract, "Increment", id)
	if err != nil {
		log.Fatal(err)
	}
	var count uint64
	if err := vm.DecodeResult(result, &count); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("Counter value: %d\n", count)
}
