package wrong

import "allod.dev/core"

type offer struct {
	Price  uint64
	seller core.Address
}

func GetOffer(id core.ObjectID) (o offer) { return o }
