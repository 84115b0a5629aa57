package wrong

import "allod.dev/core"

func Sign(n int64) string {
	if n < 0 {
		return "-"
	} else if n > 0 {
		return "+"
	}
}

func Use() { core.Debug(Sign(1)) }
