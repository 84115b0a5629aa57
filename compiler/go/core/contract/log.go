package core

import (
	"allod.dev/core/internal/host"
	"allod.dev/core/internal/wire"
)

// Log records an event: keys and values in turn. It panics where they are not, and where the host
// refuses the event.
func Log(eventName string, keyValues ...interface{}) {
	if len(keyValues)%2 != 0 {
		panic("core: Log(\"" + eventName + "\"): keys and values come in pairs")
	}
	for i := 0; i < len(keyValues); i += 2 {
		if _, ok := keyValues[i].(string); !ok {
			panic("core: Log(\"" + eventName + "\"): a key is a string, not " + Text(keyValues[i]))
		}
	}
	if err := writeTagged(keyValues); err != nil {
		panic(aboutKey(eventName, keyValues, err))
	}
	at, size := wire.Message()
	logMessage(eventName, at, size)
}

// logMessage records an event whose keys and values are a message.
func logMessage(eventName string, data, size uint32) {
	name, nameSize := host.Text(eventName)
	if status := host.Log(name, nameSize, data, size); status != 0 {
		refuse(status)
	}
}

// aboutKey says which key of an event err is about.
func aboutKey(eventName string, keyValues []any, err error) error {
	if len(keyValues) > 255 {
		return about("core: Log(\""+eventName+"\")", err)
	}
	key, _ := keyValues[unwritable(keyValues)&^1].(string)
	return about("core: Log(\""+eventName+"\"): key \""+key+"\"", err)
}
