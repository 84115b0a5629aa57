package wrong

import "allod.dev/core"

type Shop struct{}

func (Shop) Buy(ctx core.Context) { ctx.Debug("shop") }

func Buy(ctx core.Context) { ctx.Debug("function") }

func main() {}
