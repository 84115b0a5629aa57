// Package nft is a collection: each piece is an object that belongs to its holder.
package nft

import (
	"github.com/govm-net/vm/core"
)

const supplyKey = "total_supply"

// InitializeNFT describes the collection, which from then on is the caller's.
func InitializeNFT(name string, symbol string) core.ObjectID {
	object := found(core.ZeroObjectID)
	core.Assert(object.Set("name", name))
	core.Assert(object.Set("symbol", symbol))
	core.Assert(object.Set(supplyKey, uint64(0)))
	object.SetOwner(core.Sender())
	core.Log("initialize", "id", object.ID(), "name", name, "symbol", symbol, "owner", core.Sender())
	return object.ID()
}

// GetNFTInfo returns name, symbol and the number of pieces.
func GetNFTInfo() (string, string, uint64) {
	object := found(core.ZeroObjectID)
	var name, symbol string
	core.Assert(object.Get("name", &name))
	core.Assert(object.Get("symbol", &symbol))
	return name, symbol, supply(object)
}

// GetOwner returns who may mint.
func GetOwner() core.Address { return found(core.ZeroObjectID).Owner() }

// OwnerOf returns who holds a piece.
func OwnerOf(tokenId core.ObjectID) core.Address { return found(tokenId).Owner() }

// TokenURI returns where a piece is described.
func TokenURI(tokenId core.ObjectID) string {
	var uri string
	core.Assert(found(tokenId).Get("token_uri", &uri))
	return uri
}

// Mint makes a piece. Only the collection's owner may.
func Mint(to core.Address, tokenURI string) core.ObjectID {
	object := found(core.ZeroObjectID)
	core.Assert(core.Sender() == object.Owner())
	number := supply(object) + 1
	made := core.CreateObject()
	core.Assert(made.Set("token_uri", tokenURI))
	core.Assert(made.Set("token_id", number))
	made.SetOwner(to)
	core.Assert(object.Set(supplyKey, number))
	core.Log("mint", "to", to, "token_id", number, "token_uri", tokenURI)
	return made.ID()
}

// Transfer gives the caller's piece away.
func Transfer(from core.Address, to core.Address, tokenId core.ObjectID) bool {
	piece := held(tokenId)
	core.Assert(from == piece.Owner())
	piece.SetOwner(to)
	core.Log("transfer", "from", from, "to", to, "token_id", tokenId)
	return true
}

// Burn deletes the caller's piece.
func Burn(tokenId core.ObjectID) bool {
	piece, object := held(tokenId), found(core.ZeroObjectID)
	core.Assert(object.Set(supplyKey, supply(object)-1))
	core.DeleteObject(piece.ID())
	core.Log("burn", "from", core.Sender(), "token_id", tokenId)
	return true
}

func found(id core.ObjectID) core.Object {
	object, err := core.GetObject(id)
	core.Assert(err)
	return object
}

func held(id core.ObjectID) core.Object {
	piece := found(id)
	core.Assert(core.Sender() == piece.Owner())
	return piece
}

func supply(object core.Object) (supply uint64) {
	core.Assert(object.Get(supplyKey, &supply))
	return supply
}
