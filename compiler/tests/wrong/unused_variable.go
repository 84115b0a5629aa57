package wrong

import "allod.dev/core"

func Pay(ctx core.Context, to core.Address, amount uint64) error {
	balance := ctx.Balance(ctx.ContractAddress())
	return ctx.Transfer(to, amount)
}
