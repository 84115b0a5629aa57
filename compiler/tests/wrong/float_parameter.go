package wrong

import "allod.dev/core"

func Price(rate float64, at complex128) uint64 { return uint64(rate * 100) }

func Use() { core.Debug("") }
