package wrong

import "allod.dev/core"

const (
	first  = second + 1
	second = first - 1
	large  uint8 = 300
)

func Get() int { core.Debug(""); return 1 / (large - 300) }
