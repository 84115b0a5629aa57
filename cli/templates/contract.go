// Package PACKAGE keeps a greeting that its owner may change.
package PACKAGE

import "allod.dev/core"

// Initialize sets the greeting and makes the caller its owner. It works once.
func Initialize(greeting string) {
	kept := object()
	core.Assert(kept.Owner() == core.ContractAddress(), "already initialized")
	core.Assert(kept.Set("greeting", greeting))
	kept.SetOwner(core.Sender())
}

// Greet returns the greeting for somebody.
func Greet(name string) string {
	return greeting() + ", " + name + "!"
}

// SetGreeting changes the greeting. Only the owner may.
func SetGreeting(text string) {
	kept := object()
	core.Assert(kept.Owner() == core.Sender(), "only the owner may change the greeting")
	core.Assert(kept.Set("greeting", text))
	core.Log("GreetingChanged", "text", text, "by", core.Sender())
}

func greeting() (text string) {
	core.Assert(object().Get("greeting", &text), "not initialized")
	return text
}

// object is the contract's default object: it is there from the start.
func object() core.Object {
	kept, err := core.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return kept
}
