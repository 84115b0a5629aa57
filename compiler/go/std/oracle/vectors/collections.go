// Slices, maps, sorting, searching and bits.
package main

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// rounds is the number of random inputs of each kind.
const rounds = 300

var state uint64 = 2

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

func text(s []int) string {
	if s == nil {
		return "nil"
	}
	out := "["
	for _, x := range s {
		out += strconv.Itoa(x) + " "
	}
	return out + "]"
}

// list returns random numbers, fewer than below.
func list(most, below uint64) []int {
	s := make([]int, random()%(most+1))
	for i := range s {
		s[i] = int(random() % below)
	}
	return s
}

type pair struct {
	key, order int
}

type byKey []pair

func (p byKey) Len() int           { return len(p) }
func (p byKey) Less(i, j int) bool { return p[i].key < p[j].key }
func (p byKey) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

func pairs(s []int) []pair {
	out := make([]pair, len(s))
	for i, x := range s {
		out[i] = pair{x, i}
	}
	return out
}

func pairText(s []pair) string {
	out := ""
	for _, p := range s {
		out += strconv.Itoa(p.key) + "/" + strconv.Itoa(p.order) + " "
	}
	return out
}

func keysOnly(s []pair) string {
	out := ""
	for _, p := range s {
		out += strconv.Itoa(p.key) + " "
	}
	return out
}

func sorts() {
	s := list(200, 60)
	x := slices.Clone(s)
	slices.Sort(x)
	println(text(x), slices.IsSorted(x), slices.IsSorted(s), sort.IntsAreSorted(s))
	y := slices.Clone(s)
	sort.Sort(sort.Reverse(sort.IntSlice(y)))
	println(text(y), sort.IsSorted(sort.IntSlice(y)))
	p := pairs(s)
	slices.SortStableFunc(p, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
	println(pairText(p))
	p = pairs(s)
	sort.Stable(byKey(p))
	println(pairText(p))
	p = pairs(s)
	sort.SliceStable(p, func(i, j int) bool { return p[i].key > p[j].key })
	println(pairText(p), sort.SliceIsSorted(p, func(i, j int) bool { return p[i].key > p[j].key }))
	p = pairs(s)
	sort.Slice(p, func(i, j int) bool { return p[i].key < p[j].key })
	println(keysOnly(p))
	p = pairs(s)
	slices.SortFunc(p, func(a, b pair) int { return b.key - a.key })
	println(keysOnly(p), slices.IsSortedFunc(p, func(a, b pair) int { return b.key - a.key }))
	words := make([]string, len(s))
	for i, v := range s {
		words[i] = strconv.Itoa(v)
	}
	sort.Strings(words)
	println(strings.Join(words, " "), sort.SearchStrings(words, "30"), sort.StringsAreSorted(words))
	target := int(random() % 60)
	at, found := slices.BinarySearch(x, target)
	println(at, found, sort.SearchInts(x, target))
	at, found = slices.BinarySearchFunc(x, target, func(a, b int) int { return a - b })
	println(at, found)
	at, found = sort.Find(len(x), func(i int) int { return target - x[i] })
	println(at, found)
}

func changes() {
	s, v := list(12, 6), list(5, 100)
	s = slices.Grow(s, int(random()%12))
	i := 0
	if len(s) > 0 {
		i = int(random() % uint64(len(s)+1))
	}
	j := i + int(random()%uint64(len(s)-i+1))
	println(text(s), i, j, text(v))
	c := slices.Clone(s)
	println(text(slices.Insert(c, i, v...)), text(slices.Insert(slices.Clone(s), i, s...)))
	c = slices.Clone(s)
	println(text(slices.Delete(c, i, j)), text(c))
	c = slices.Clone(s)
	println(text(slices.Replace(c, i, j, v...)))
	c = append(make([]int, 0, 40), s...)
	println(text(slices.Replace(c, i, j, v...)), text(c), text(c[:cap(c)]))
	c = append(make([]int, 0, 40), s...)
	println(text(slices.Insert(c, i, c[i:j]...)), text(c))
	c = append(make([]int, 0, 40), s...)
	println(text(slices.Replace(c, i, j, c...)))
	c = slices.Clone(s)
	println(text(slices.DeleteFunc(c, func(x int) bool { return x%2 == 0 })), text(c))
	c = slices.Clone(s)
	println(text(slices.Compact(c)), text(c))
	c = slices.Clone(s)
	println(text(slices.CompactFunc(c, func(a, b int) bool { return a/2 == b/2 })), text(c))
	c = slices.Clone(s)
	println(text(slices.CompactFunc(c, func(a, b int) bool { return a < b })), text(c))
	slices.Reverse(c)
	println(text(c), text(slices.Concat(s, v, s)), text(slices.Repeat(v, 3)), cap(slices.Clip(s)))
	println(slices.Equal(s, c), slices.Compare(s, c), slices.Index(s, 3), slices.Contains(s, 4), slices.Compare(s, s[:len(s)/2]))
	println(slices.EqualFunc(s, c, func(a, b int) bool { return a%2 == b%2 }),
		slices.CompareFunc(s, c, func(a, b int) int { return a%3 - b%3 }),
		slices.IndexFunc(s, func(x int) bool { return x > 3 }), slices.ContainsFunc(s, func(x int) bool { return x > 4 }))
	if len(s) > 0 {
		println(slices.Min(s), slices.Max(s), slices.MinFunc(s, func(a, b int) int { return b - a }),
			slices.MaxFunc(s, func(a, b int) int { return a%3 - b%3 }))
	}
	for part := range slices.Chunk(s, 3) {
		println(text(part), cap(part))
	}
	for i, x := range slices.Backward(s) {
		println(i, x)
		if i == 2 {
			break
		}
	}
	println(text(slices.Collect(slices.Values(s))), text(slices.Sorted(slices.Values(s))),
		text(slices.AppendSeq(v, slices.Values(s))), len(maps.Collect(slices.All(s))))
}

func mapsToo() {
	m := map[int]int{}
	for range random() % 100 {
		k := int(random() % 50)
		switch random() % 4 {
		case 0:
			delete(m, k)
		case 1:
			m[k] += 3
		default:
			m[k] = int(random() % 10)
		}
	}
	c := maps.Clone(m)
	println(len(m), maps.Equal(m, c), text(slices.Sorted(maps.Keys(m))), text(slices.Sorted(maps.Values(m))))
	maps.DeleteFunc(c, func(k, v int) bool { return k%3 == 0 || v > 7 })
	println(len(c), maps.Equal(m, c), text(slices.Sorted(maps.Keys(c))))
	maps.Copy(c, map[int]int{1: 2, 100: 3})
	maps.Insert(c, maps.All(map[int]int{-5: 1}))
	println(text(slices.Sorted(maps.Keys(c))), text(slices.Sorted(maps.Values(c))),
		maps.EqualFunc(m, c, func(a, b int) bool { return a <= b }))
	visited, sum := 0, 0
	for k := range m {
		visited++
		sum += k
		delete(m, k)
	}
	println(visited, sum, len(m))
	w := map[string]int{}
	for i := range 40 {
		w[strconv.Itoa(int(random()%30))] += i
	}
	keys := slices.Sorted(maps.Keys(w))
	for _, k := range keys {
		println(k, w[k])
	}
	clear(w)
	_, ok := w["1"]
	println(len(w), ok, maps.Clone(map[int]bool(nil)) == nil)
}

func bitsToo() {
	x, y, z := random()>>(random()%64), random()>>(random()%64), random()>>(random()%64)
	k := int(random()%200) - 100
	println(bits.LeadingZeros64(x), bits.LeadingZeros32(uint32(x)), bits.LeadingZeros16(uint16(x)), bits.LeadingZeros8(uint8(x)),
		bits.LeadingZeros(uint(x)), bits.TrailingZeros64(x), bits.TrailingZeros32(uint32(x)), bits.TrailingZeros16(uint16(x)),
		bits.TrailingZeros8(uint8(x)), bits.TrailingZeros(uint(x)))
	println(bits.OnesCount64(x), bits.OnesCount32(uint32(x)), bits.OnesCount16(uint16(x)), bits.OnesCount8(uint8(x)),
		bits.OnesCount(uint(x)), bits.Len64(x), bits.Len32(uint32(x)), bits.Len16(uint16(x)), bits.Len8(uint8(x)), bits.Len(uint(x)))
	println(bits.Reverse64(x), bits.Reverse32(uint32(x)), bits.Reverse16(uint16(x)), bits.Reverse8(uint8(x)), bits.Reverse(uint(x)),
		bits.ReverseBytes64(x), bits.ReverseBytes32(uint32(x)), bits.ReverseBytes16(uint16(x)), bits.ReverseBytes(uint(x)))
	println(bits.RotateLeft64(x, k), bits.RotateLeft32(uint32(x), k), bits.RotateLeft16(uint16(x), k), bits.RotateLeft8(uint8(x), k),
		bits.RotateLeft(uint(x), k))
	a, b := bits.Add64(x, y, z&1)
	c, d := bits.Sub64(x, y, z&1)
	e, f := bits.Mul64(x, y)
	println(a, b, c, d, e, f)
	g, h := bits.Add32(uint32(x), uint32(y), uint32(z)&1)
	i, j := bits.Sub32(uint32(x), uint32(y), uint32(z)&1)
	l, m := bits.Mul32(uint32(x), uint32(y))
	println(g, h, i, j, l, m)
	if z != 0 {
		q, r := bits.Div64(x%z, y, z)
		println(q, r, bits.Rem64(x, y, z))
	}
	if w := uint32(z); w != 0 {
		q, r := bits.Div32(uint32(x)%w, uint32(y), w)
		println(q, r, bits.Rem32(uint32(x), uint32(y), w))
	}
}

func main() {
	nan, _ := strconv.ParseFloat("nan", 64)
	floats := []float64{3, nan, -1, 0, nan, 2.5}
	sort.Float64s(floats)
	for _, f := range floats {
		println(strconv.FormatFloat(f, 'g', -1, 64))
	}
	at, ok := slices.BinarySearch(floats, nan)
	println(sort.Float64sAreSorted(floats), at, ok, sort.SearchFloat64s(floats, 2), cmp.Less(nan, 1), cmp.Less(1, nan), cmp.Compare(nan, nan),
		cmp.Compare(nan, 1), cmp.Compare(1, nan), cmp.Compare("a", "b"), cmp.Or(0, 0, 3, 4), cmp.Or("", "x"), cmp.Or[int]())
	println(text(slices.Clone([]int(nil))), text(slices.Clone([]int{})), text(slices.Concat[[]int]()), text(slices.Repeat([]int{1}, 0)))
	for range rounds {
		sorts()
		changes()
		mapsToo()
		bitsToo()
	}
}
