package wrong

import "allod.dev/core"

func Add(ctx core.Context, amount uint64) string {
	var total int = amount
	ctx.Log("Add", "total", total+1.5)
	return total
}
