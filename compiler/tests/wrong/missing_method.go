package wrong

import "allod.dev/core"

type purse struct{}

func (p *purse) Owner() core.Address { return core.ZeroAddress }

func Open() { use(purse{}) }

func use(o core.Object) { core.Debug(o.ID().String()) }
