module allod.dev/core

go 1.26
