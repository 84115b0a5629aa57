package wrong

import "allod.dev/core"

type Counter struct{ count uint64 }

func (c *Counter) Increment(ctx core.Context) { c.count++ }
