package wrong

import "allod.dev/core"

func transfer(to core.Address) { core.Debug(to.String()) }
