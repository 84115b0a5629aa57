package wrong

import "allod.dev/core"

func Store(name string, ctx core.Context) { ctx.Debug(name) }
