// Package sort sorts what is known by its length, order and exchange, and searches what is sorted.
package sort

// Interface is what can be sorted.
type Interface interface {
	Len() int
	// Less tells if the element at i comes before the one at j.
	Less(i, j int) bool
	Swap(i, j int)
}

// Sort sorts data so that it ascends. Equal elements stay in order, which Go leaves open.
func Sort(data Interface) {
	arrange(order(data.Len(), data.Less), data.Swap)
}

// Stable is Sort.
func Stable(data Interface) {
	Sort(data)
}

// IsSorted tells if data ascends.
func IsSorted(data Interface) bool {
	return isSorted(data.Len(), data.Less)
}

func isSorted(length int, less func(i, j int) bool) bool {
	for i := length - 1; i > 0; i-- {
		if less(i, i-1) {
			return false
		}
	}
	return true
}

type reverse struct {
	Interface
}

func (r reverse) Less(i, j int) bool {
	return r.Interface.Less(j, i)
}

// Reverse returns data in the opposite order.
func Reverse(data Interface) Interface {
	return &reverse{data}
}

// insertionRun is the number of elements up to which insertion is quicker than merging.
const insertionRun = 12

// order returns the positions of elements in the order they have to be in, none of them moved.
func order(length int, less func(i, j int) bool) []int {
	positions := make([]int, length)
	for i := range positions {
		positions[i] = i
	}
	merge(positions, make([]int, length/2), less)
	return positions
}

// merge sorts positions by the elements there. Room is needed for half of them.
func merge(x, room []int, less func(i, j int) bool) {
	if len(x) <= insertionRun {
		for i := 1; i < len(x); i++ {
			v, j := x[i], i
			for j > 0 && less(v, x[j-1]) {
				x[j] = x[j-1]
				j--
			}
			x[j] = v
		}
		return
	}
	middle := len(x) / 2
	merge(x[:middle], room, less)
	merge(x[middle:], room, less)
	if !less(x[middle], x[middle-1]) {
		return
	}
	left, i, j, at := room[:middle], 0, middle, 0
	copy(left, x)
	for i < len(left) && j < len(x) {
		if less(x[j], left[i]) {
			x[at] = x[j]
			j++
		} else {
			x[at] = left[i]
			i++
		}
		at++
	}
	copy(x[at:], left[i:])
}

// arrange moves elements so that the one from positions[i] comes to i.
func arrange(positions []int, swap func(i, j int)) {
	for start := range positions {
		at := start
		for positions[at] != start {
			from := positions[at]
			swap(at, from)
			positions[at] = at
			at = from
		}
		positions[at] = at
	}
}
