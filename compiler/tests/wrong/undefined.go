package wrong

import "allod.dev/core"

func Transfer(ctx core.Context, to core.Address, amuont uint64) error {
	return ctx.Transferr(to, amount)
}
