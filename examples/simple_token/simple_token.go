package simpletoken

import (
	"fmt" // mended: the document uses fmt and does not import it

	"github.com/govm-net/vm/core"
)

// Initialize makes a token: an object that describes it, and the issuer's balance.
func Initialize(ctx core.Context, name string, totalSupply uint64) (core.ObjectID, error) {
	infoObj := ctx.CreateObject()
	infoObj.Set("name", name)
	infoObj.Set("total_supply", totalSupply)

	balanceObj := ctx.CreateObject()
	balanceObj.Set("balance", totalSupply)
	balanceObj.SetOwner(ctx.Sender())

	ctx.Log("TokenInitialized", "name", name, "total_supply", totalSupply)

	return infoObj.ID(), nil
}

// Transfer pays amount from the caller's balance to another address.
func Transfer(ctx core.Context, to core.Address, amount uint64) error {
	senderObj, err := ctx.GetObjectWithOwner(ctx.Sender())
	if err != nil {
		return err
	}

	var balance uint64
	if err := senderObj.Get("balance", &balance); err != nil {
		return err
	}

	if balance < amount {
		return fmt.Errorf("insufficient balance")
	}

	if err := senderObj.Set("balance", balance-amount); err != nil {
		return err
	}

	receiverObj, err := ctx.GetObjectWithOwner(to)
	if err != nil {
		// The receiver has no balance yet.
		receiverObj = ctx.CreateObject()
		receiverObj.SetOwner(to)
		receiverObj.Set("balance", amount)
	} else {
		var rcvBalance uint64
		if err := receiverObj.Get("balance", &rcvBalance); err != nil {
			return err
		}
		if err := receiverObj.Set("balance", rcvBalance+amount); err != nil {
			return err
		}
	}

	ctx.Log("Transfer", "from", ctx.Sender(), "to", to, "amount", amount)

	return nil
}
