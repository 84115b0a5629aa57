package wrong

import "allod.dev/core"

type Node struct {
	Value uint64
	Next  *Node
}

func Walk(first Node, object core.Object) uint64 { return first.Value }
