package wrong

import "allod.dev/core"

func Try() (text string) {
	defer func() {
		if cause := recover(); cause != nil {
			text = core.Text(cause)
		}
	}()
again:
	if text == "" {
		goto again
	}
	return
}
