package chain

import (
	"allod.dev/core"
	"allod.dev/core/internal/harness"
	"testing"
)

// Event is what a contract logged.
type Event struct {
	// Contract is who logged it.
	Contract core.Address
	// Name is its name.
	Name string
	// Keys are the names of its values, in order.
	Keys []string

	result, index uint32
}

// Events are the events of the call, those of contracts that it called too, in order.
func (r *Result) Events() []Event {
	harness.Message()
	harness.Give(r.number)
	harness.Ask(harness.Events)
	events := make([]Event, harness.Take[uint32]())
	for at := range events {
		contract := harness.Take[core.Address]()
		name := harness.Take[string]()
		events[at] = Event{contract, name, harness.Take[[]string](), r.number, uint32(at)}
	}
	return events
}

// Emits ends the test unless the call logged an event of that name with those keys and values, in turn. An event may have
// others besides.
func (r *Result) Emits(t testing.TB, name string, keyValues ...any) {
	tagged, why := harness.Tagged(keyValues)
	if why != "" {
		t.Fatal("Emits: " + why)
	}
	harness.Message()
	harness.Give(r.number)
	harness.Give([]byte(name))
	harness.Give(tagged)
	answered(t, harness.Emits)
}

// Into reads the value of a key into what target points to.
func (e Event) Into(t testing.TB, key string, target any) {
	read(t, func() {
		harness.Give(e.result)
		harness.Give(e.index)
		harness.Give([]byte(key))
	}, harness.EventInto, []any{target})
}

// Uint64 is the value of a key, a number without a sign.
func (e Event) Uint64(t testing.TB, key string) (value uint64) {
	e.Into(t, key, &value)
	return value
}

// String is the value of a key, a text.
func (e Event) String(t testing.TB, key string) (value string) {
	e.Into(t, key, &value)
	return value
}

// Address is the value of a key.
func (e Event) Address(t testing.TB, key string) (value core.Address) {
	e.Into(t, key, &value)
	return value
}
