package wrong

import "allod.dev/core"

func Pay(to core.Address amount uint64) {
	if amount > 0
	{
		core.Debug("paid")
	}
	for i := 0; i < 3; i++ {
		core.Debug("x"
	}
}
