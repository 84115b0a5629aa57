// The path that contracts and their hosts import. A program maps it to this folder:
//
//	go mod edit -replace github.com/govm-net/vm=../allod/bindings/go
module github.com/govm-net/vm

go 1.26
