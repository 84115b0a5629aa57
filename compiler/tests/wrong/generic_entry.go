package wrong

import "allod.dev/core"

func Largest[T int | string](values ...T) (most T) {
	for _, value := range values {
		most = max(most, value)
	}
	return most
}

func Größe() uint64 { return core.BlockHeight() }
