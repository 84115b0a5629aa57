module allod.dev/bench/kernels

go 1.24
