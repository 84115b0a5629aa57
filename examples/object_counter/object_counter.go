package counter

import "github.com/govm-net/vm/core"

// Counter has no fields: what it counts is kept in objects.
type Counter struct{}

// Initialize makes a counter that stands at zero and returns its id.
func (c *Counter) Initialize(ctx core.Context) (core.ObjectID, error) {
	obj := ctx.CreateObject() // mended: CreateObject returns the object alone

	err := obj.Set("count", uint64(0))
	if err != nil {
		return core.ObjectID{}, err
	}

	return obj.ID(), nil
}

// Increment adds one to the counter called id and returns what it stands at then.
func (c *Counter) Increment(ctx core.Context, id core.ObjectID) (uint64, error) {
	obj, err := ctx.GetObject(id)
	if err != nil {
		return 0, err
	}

	var count uint64 // mended: Get writes the value where it is told to and returns an error
	err = obj.Get("count", &count)
	if err != nil {
		return 0, err
	}

	count++
	err = obj.Set("count", count)
	if err != nil {
		return 0, err
	}

	return count, nil
}
