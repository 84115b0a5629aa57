// Package broker uses what the SDK has for errors, fields, and calls of other contracts.
package broker

import (
	"errors"

	"allod.dev/core"
)

type Level uint8
type Deal struct {
	Price uint64
	Level Level
}

func state(ctx core.Context) core.Object {
	o, err := ctx.GetObject(core.ZeroObjectID)
	ctx.Assert(err)
	return o
}

// Initialize works once, for the deployer.
func Initialize(ctx core.Context, n uint64) core.Address {
	o := state(ctx)
	ctx.Assert(ctx.Sender() == ctx.Deployer(), "only %s may, not %v", ctx.Deployer(), ctx.Sender())
	ctx.Assert(!o.Has("n"), "it is set up already")
	ctx.Assert(o.Set("n", n))
	return ctx.Deployer()
}

// TwoFailures gives the words of both, asked for after both were made, and after a third thing failed.
func TwoFailures(ctx core.Context, other core.Address) (string, string, string, string) {
	_, first := ctx.Call(other, "FailRevert", core.ZeroObjectID)
	_, second := ctx.CallWithGas(10, other, "Sender")
	_, third := ctx.Call(other, "Nothing")
	fourth := ctx.Transfer(other, 1<<60)
	core.Assert(errors.Is(first, core.ErrCallReverted) && core.Is(second, core.ErrCallOutOfGas) && core.Is(third, core.ErrCallRefused))
	return first.Error(), second.Error(), third.Error(), fourth.Error()
}

// Pass gives on what the other contract says.
func Pass(other core.Address) error {
	_, err := core.Call(other, "FailRevert", core.ZeroObjectID)
	return err
}

// Missing gives the words for a field and an object that are not there, asked for late.
func Missing(ctx core.Context) (string, string, bool) {
	o := state(ctx)
	var n uint64
	field := o.Get("none", &n)
	_, owned := ctx.GetObjectWithOwner(ctx.Sender())
	_ = ctx.Transfer(ctx.Sender(), 1<<60)
	both := errors.Is(field, core.ErrNotFound) && core.Is(owned, core.ErrNotFound) && !core.Is(field, core.ErrDenied)
	return field.Error(), owned.Error(), both
}

// Fields says what Has and GetOr say.
func Fields(ctx core.Context) (bool, bool, bool, uint64, uint64, Deal) {
	o := ctx.CreateObject()
	ctx.Assert(o.Set("flag", true))
	ctx.Assert(o.Set("deal", Deal{7, 2}))
	return o.Has("flag"), o.Has("deal"), o.Has("none"), core.GetOr(o, "none", uint64(5)), core.GetOr(state(ctx), "n", uint64(5)), core.GetOr(o, "deal", Deal{})
}

// Mismatched reads a field as another type.
func Mismatched(ctx core.Context) uint64 {
	o := ctx.CreateObject()
	ctx.Assert(o.Set("n", 1))
	return core.GetOr(o, "n", uint64(0))
}

func Formats(kind uint64) {
	switch kind {
	case 0:
		core.Assert(false, "need %d", 5)
	case 1:
		core.Assert(false, "need", 5, "more")
	case 2:
		core.Assert(false, "%s has %d%%, %q, %x, %t", "it", uint8(7), "so", uint32(255), true)
	case 3:
		core.Assert(false, "100% of", 5)
	case 4:
		core.Assert(false, "%d %d", 1)
	case 5:
		core.Assert(core.Error("cause"), "while %s", "working")
	}
}

type pool struct{ X float64 }

// Stores tries what no contract can store.
func Stores(ctx core.Context, kind uint64) error {
	switch kind {
	case 0:
		return state(ctx).Set("pool", func() {})
	case 1:
		ctx.Log("Sold", "price", uint64(1), "rate", 1.5)
	case 2:
		_, err := ctx.Call(ctx.ContractAddress(), "Take", uint64(1), []func(int){})
		return err
	case 3:
		return state(ctx).Set("pool", pool{1})
	}
	return nil
}

// Buy has the other contract take what it is attached, and gives what is left here.
func Buy(ctx core.Context, other core.Address, value, amount uint64) (uint64, error) {
	_, err := ctx.CallWithValue(value, other, "Take", amount)
	return ctx.Balance(ctx.ContractAddress()), err
}

// Execute makes a call that was encoded elsewhere.
func Execute(ctx core.Context, value uint64, other core.Address, function string, input []byte) ([]byte, error) {
	return ctx.CallRaw(core.CallOptions{Value: value}, other, function, input)
}

// Encoded encodes one itself.
func Encoded(ctx core.Context, other core.Address, number uint64) ([]byte, error) {
	return core.CallRaw(core.CallOptions{Gas: 50_000}, other, "Told", core.Encode(number))
}

// Deposit takes all that is attached.
func Deposit(ctx core.Context) (uint64, error) {
	value := ctx.Attached()
	err := ctx.Receive(value)
	core.Assert(ctx.Attached() == 0)
	return value, err
}

// Write writes what a query may not.
func Write(ctx core.Context, kind uint64) error {
	switch kind {
	case 0:
		return state(ctx).Set("n", uint64(1))
	case 1:
		ctx.Log("Sold", "price", uint64(1))
	case 2:
		return ctx.Transfer(ctx.Sender(), 1)
	case 3:
		ctx.CreateObject()
	}
	return nil
}

// Own does with an object what the whole Context offers.
func Own(ctx core.Context) (uint64, bool, bool) {
	o := ctx.CreateObject()
	ctx.Assert(ctx.Seal(o, true))
	kind, sealed := ctx.OwnershipOf(o)
	ctx.Assert(ctx.Share(o))
	shared, _ := ctx.OwnershipOf(o)
	frozen := ctx.CreateObject()
	ctx.Assert(ctx.Freeze(frozen))
	ctx.Debug("seen\ntwice")
	return ctx.ChainID(), sealed && kind == core.Owned && shared == core.Shared, ctx.GasLeft() > 0
}

func GiveUp(ctx core.Context) { ctx.Revert(20, "for its own reasons") }

// DeleteDefault tries to.
func DeleteDefault(ctx core.Context) { ctx.DeleteObject(core.ZeroObjectID) }
