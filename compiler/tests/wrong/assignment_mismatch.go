package wrong

import "allod.dev/core"

func Read(ctx core.Context) uint64 {
	object := ctx.GetObject(core.ZeroObjectID)
	var a, b uint64 = object.Get("value", &a)
	return a + b
}
