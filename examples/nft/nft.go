// Package nft is a collection of tokens, each of them one of a kind.
//
// A token is an object, the token's id is the object's, and its holder is the object's owner. Who may
// hand it on or burn it is therefore the host's business: it refuses unless the holder consents, by
// being the caller or by having brought the token along in the transaction they signed. So a
// marketplace can sell what its user brought, and nothing else of theirs.
package nft

import "allod.dev/core"

// Fields of the default object, which describes the collection and belongs to the collection's owner.
const (
	nameField   = "name"
	symbolField = "symbol"
	supplyField = "total_supply"
)

// The one field of a token.
const uriField = "token_uri"

// InitializeNFT names the collection and makes the caller its owner. It works once.
func InitializeNFT(name string, symbol string) {
	collection := defaultObject()
	core.Assert(collection.Owner() == core.ContractAddress(), "already initialized")

	core.Assert(collection.Set(nameField, name))
	core.Assert(collection.Set(symbolField, symbol))
	core.Assert(collection.Set(supplyField, uint64(0)))
	collection.SetOwner(core.Sender())
	core.Log("Initialize", "name", name, "symbol", symbol, "owner", core.Sender())
}

// GetNFTInfo returns what the collection is called and how many tokens there are.
func GetNFTInfo() (name string, symbol string, totalSupply uint64) {
	collection := initialized()
	core.Assert(collection.Get(nameField, &name))
	core.Assert(collection.Get(symbolField, &symbol))
	return name, symbol, supply(collection)
}

// GetOwner returns who may mint.
func GetOwner() core.Address {
	return initialized().Owner()
}

// OwnerOf returns who holds a token.
func OwnerOf(tokenID core.ObjectID) core.Address {
	token, _ := find(tokenID)
	return token.Owner()
}

// TokenURI returns where a token is described.
func TokenURI(tokenID core.ObjectID) string {
	_, uri := find(tokenID)
	return uri
}

// Mint makes a token for to and returns its id. Only the collection's owner may.
func Mint(to core.Address, tokenURI string) core.ObjectID {
	collection := initialized()
	core.Assert(collection.Owner() == core.Sender(), "only the owner may mint")
	core.Assert(to != core.ZeroAddress, "the zero address holds nothing")

	token := core.CreateObject()
	core.Assert(token.Set(uriField, tokenURI))
	token.SetOwner(to)
	core.Assert(collection.Set(supplyField, supply(collection)+1))
	core.Log("Mint", "to", to, "token_id", token.ID(), "token_uri", tokenURI)
	return token.ID()
}

// Transfer hands a token on. The host refuses without the holder's consent.
func Transfer(to core.Address, tokenID core.ObjectID) {
	core.Assert(to != core.ZeroAddress, "the zero address holds nothing")
	token, _ := find(tokenID)
	from := token.Owner()
	token.SetOwner(to)
	core.Log("Transfer", "from", from, "to", to, "token_id", tokenID)
}

// Burn destroys a token. The host refuses without the holder's consent.
func Burn(tokenID core.ObjectID) {
	token, _ := find(tokenID)
	from := token.Owner()
	core.DeleteObject(tokenID)

	collection := initialized()
	core.Assert(collection.Set(supplyField, supply(collection)-1))
	core.Log("Burn", "from", from, "token_id", tokenID)
}

// find returns a token and its URI. Having a URI is what makes an object a token: the collection's own
// object has none, and those of other contracts are not readable here.
func find(tokenID core.ObjectID) (core.Object, string) {
	var uri string
	token, err := core.GetObject(tokenID)
	core.Assert(err == nil && token.Get(uriField, &uri) == nil, "no such token")
	return token, uri
}

func defaultObject() core.Object {
	object, err := core.GetObject(core.ZeroObjectID)
	core.Assert(err)
	return object
}

// initialized returns the default object of a collection that has been initialized.
func initialized() core.Object {
	collection := defaultObject()
	core.Assert(collection.Owner() != core.ContractAddress(), "not initialized")
	return collection
}

func supply(collection core.Object) (total uint64) {
	core.Assert(collection.Get(supplyField, &total))
	return total
}
