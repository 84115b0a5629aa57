package wrong

import "allod.dev/core"

func Sum(values []uint64) (sum uint64) {
	for i := range values {
		sum += values
		break outer
	}
	switch sum {
	case 1, 1:
	}
	core.Debug("sum")
	return
}
