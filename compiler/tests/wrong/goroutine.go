package wrong

import "allod.dev/core"

func Race() {
	done := make(chan bool)
	go func() { done <- true }()
	select {
	case <-done:
	}
	core.Debug("done")
}
