package wrong

import "allod.dev/core"

func Mint(ctx core.Context, to core.Address) {
	object, err := ctx.CreateObject(to)
	object.Set("amount")
	core.Assert(err, "no object")
}
