package sort

import (
	"internal/rtype"
	"slices"
)

// Slice sorts a slice by an order of positions. Equal elements stay in order, which Go leaves open. The compiler calls
// slice where the type of the elements is known.
func Slice(x any, less func(i, j int) bool) {
	elements := rtype.ValueOf(x)
	if elements.Type.Kind() != rtype.Slice {
		panic("sort: " + elements.Type.String() + " is no slice")
	}
	arrange(order(elements.Len(), less), elements.Swapper())
}

// SliceStable is Slice.
func SliceStable(x any, less func(i, j int) bool) {
	Slice(x, less)
}

// SliceIsSorted tells if a slice ascends by an order of positions.
func SliceIsSorted(x any, less func(i, j int) bool) bool {
	return isSorted(rtype.ValueOf(x).Len(), less)
}

// slice is Slice and SliceStable of elements whose type is known to the compiler.
func slice[E any](x []E, less func(i, j int) bool) {
	arrange(order(len(x), less), func(i, j int) { x[i], x[j] = x[j], x[i] })
}

// sliceIsSorted is SliceIsSorted of elements whose type is known to the compiler.
func sliceIsSorted[E any](x []E, less func(i, j int) bool) bool {
	return isSorted(len(x), less)
}

// IntSlice is integers that ascend.
type IntSlice []int

func (x IntSlice) Len() int           { return len(x) }
func (x IntSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x IntSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts x.
func (x IntSlice) Sort() { slices.Sort(x) }

// Search is SearchInts.
func (p IntSlice) Search(x int) int { return SearchInts(p, x) }

// Float64Slice is floats that ascend; NaN comes first.
type Float64Slice []float64

func (x Float64Slice) Len() int           { return len(x) }
func (x Float64Slice) Less(i, j int) bool { return x[i] < x[j] || x[i] != x[i] && x[j] == x[j] }
func (x Float64Slice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts x.
func (x Float64Slice) Sort() { slices.Sort(x) }

// Search is SearchFloat64s.
func (p Float64Slice) Search(x float64) int { return SearchFloat64s(p, x) }

// StringSlice is strings that ascend.
type StringSlice []string

func (x StringSlice) Len() int           { return len(x) }
func (x StringSlice) Less(i, j int) bool { return x[i] < x[j] }
func (x StringSlice) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// Sort sorts x.
func (x StringSlice) Sort() { slices.Sort(x) }

// Search is SearchStrings.
func (p StringSlice) Search(x string) int { return SearchStrings(p, x) }

// Ints sorts integers.
func Ints(x []int) { slices.Sort(x) }

// Float64s sorts floats; NaN comes first.
func Float64s(x []float64) { slices.Sort(x) }

// Strings sorts strings.
func Strings(x []string) { slices.Sort(x) }

// IntsAreSorted tells if integers ascend.
func IntsAreSorted(x []int) bool { return slices.IsSorted(x) }

// Float64sAreSorted tells if floats ascend.
func Float64sAreSorted(x []float64) bool { return slices.IsSorted(x) }

// StringsAreSorted tells if strings ascend.
func StringsAreSorted(x []string) bool { return slices.IsSorted(x) }
