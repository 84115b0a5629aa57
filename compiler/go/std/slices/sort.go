package slices

import "cmp"

// All sorts are stable merge sorts: runs of a few elements are sorted by insertion, then merged, with room for half of
// the elements beside them.
const insertionRun = 12

// Sort sorts the elements so that they ascend; NaN comes first.
func Sort[S ~[]E, E cmp.Ordered](x S) {
	if len(x) > insertionRun {
		sort([]E(x), make([]E, len(x)/2))
	} else {
		insertionSort(x)
	}
}

// SortFunc sorts the elements by an order of their own: cmp(a, b) is negative if a comes before b. Equal ones stay in
// order, which Go leaves open.
func SortFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	if len(x) > insertionRun {
		sortFunc([]E(x), make([]E, len(x)/2), cmp)
	} else {
		insertionSortFunc(x, cmp)
	}
}

// SortStableFunc is SortFunc.
func SortStableFunc[S ~[]E, E any](x S, cmp func(a, b E) int) {
	SortFunc(x, cmp)
}

func insertionSort[E cmp.Ordered](x []E) {
	for i := 1; i < len(x); i++ {
		v, j := x[i], i
		for j > 0 && cmp.Less(v, x[j-1]) {
			x[j] = x[j-1]
			j--
		}
		x[j] = v
	}
}

func sort[E cmp.Ordered](x, room []E) {
	if len(x) <= insertionRun {
		insertionSort(x)
		return
	}
	middle := len(x) / 2
	sort(x[:middle], room)
	sort(x[middle:], room)
	if !cmp.Less(x[middle], x[middle-1]) {
		return
	}
	left, i, j, at := room[:middle], 0, middle, 0
	copy(left, x)
	for i < len(left) && j < len(x) {
		if cmp.Less(x[j], left[i]) {
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

func insertionSortFunc[E any](x []E, cmp func(a, b E) int) {
	for i := 1; i < len(x); i++ {
		v, j := x[i], i
		for j > 0 && cmp(v, x[j-1]) < 0 {
			x[j] = x[j-1]
			j--
		}
		x[j] = v
	}
}

func sortFunc[E any](x, room []E, cmp func(a, b E) int) {
	if len(x) <= insertionRun {
		insertionSortFunc(x, cmp)
		return
	}
	middle := len(x) / 2
	sortFunc(x[:middle], room, cmp)
	sortFunc(x[middle:], room, cmp)
	if cmp(x[middle], x[middle-1]) >= 0 {
		return
	}
	left, i, j, at := room[:middle], 0, middle, 0
	copy(left, x)
	for i < len(left) && j < len(x) {
		if cmp(x[j], left[i]) < 0 {
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
