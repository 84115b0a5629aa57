// Package market sells tokens of any collection for native money.
//
// A seller puts a token into the market's custody, a buyer pays, and token and money change hands in one
// call: both or neither. The seller need not trust the market with anything else of theirs. The
// host lets it take exactly the token that the seller brought along.
package market

import "allod.dev/core"

// Offer is a token in custody and what it costs.
type Offer struct {
	Collection core.Address // the contract that the token is of
	TokenID    core.ObjectID
	Price      uint64
	Seller     core.Address
}

// The one field of the object that stands for an offer.
const offerField = "offer"

// Sell takes a token of the caller's into custody and returns the offer's id. The transaction must bring
// the token along, since here the market moves it and not its holder.
func Sell(collection core.Address, tokenID core.ObjectID, price uint64) core.ObjectID {
	core.Assert(price > 0, "the price must not be zero")
	handOver(collection, core.ContractAddress(), tokenID)

	// The object stays the market's own, so that the market alone can take the offer back.
	object := core.CreateObject()
	core.Assert(object.Set(offerField, Offer{collection, tokenID, price, core.Sender()}))
	core.Log("Sell", "offer", object.ID(), "collection", collection, "token_id", tokenID, "price", price, "seller", core.Sender())
	return object.ID()
}

// Buy pays the seller out of the money attached to the call and hands the token to the caller.
func Buy(offerID core.ObjectID) {
	offer := find(offerID)
	core.DeleteObject(offerID) // first of all, so that no offer is ever taken twice

	core.Assert(core.Receive(offer.Price))
	core.Assert(core.TransferTo(offer.Seller, offer.Price))
	handOver(offer.Collection, core.Sender(), offer.TokenID)
	core.Log("Buy", "offer", offerID, "buyer", core.Sender(), "price", offer.Price)
}

// Withdraw gives the token back. Only its seller may.
func Withdraw(offerID core.ObjectID) {
	offer := find(offerID)
	core.Assert(offer.Seller == core.Sender(), "only the seller may withdraw an offer")
	core.DeleteObject(offerID)

	handOver(offer.Collection, offer.Seller, offer.TokenID)
	core.Log("Withdraw", "offer", offerID)
}

// GetOffer returns what is offered.
func GetOffer(offerID core.ObjectID) Offer {
	return find(offerID)
}

func find(offerID core.ObjectID) (offer Offer) {
	object, err := core.GetObject(offerID)
	core.Assert(err == nil && object.Get(offerField, &offer) == nil, "no such offer")
	return offer
}

// handOver asks the collection to give the token to another address. For the collection, the sender is now
// the market: enough where the market holds the token, not enough where it is to take it from somebody.
func handOver(collection core.Address, to core.Address, tokenID core.ObjectID) {
	_, err := core.Call(collection, "Transfer", to, tokenID)
	core.Assert(err)
}
