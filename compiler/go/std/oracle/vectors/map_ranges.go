// Loops over maps that change them: what holds whatever the order.
package main

// rounds is the number of random inputs of each kind.
const rounds = 200

var state uint64 = 9

// random returns the next number of a fixed sequence.
func random() uint64 {
	state += 0x9E3779B97F4A7C15
	x := state
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// change ranges over a map of so many entries and deletes and adds others meanwhile.
func change(entries int) {
	m := map[int]int{}
	for i := range entries {
		m[i] = 2 * i
	}
	visited, gone := map[int]bool{}, map[int]bool{}
	fine, added := true, entries
	for k, v := range m {
		if k >= entries {
			continue
		}
		fine = fine && !visited[k] && !gone[k] && (v == 2*k || v == -k)
		visited[k] = true
		for range random() % 6 {
			other := int(random() % uint64(entries))
			switch random() % 3 {
			case 0:
				delete(m, other)
				gone[other] = true
			case 1:
				if !gone[other] {
					m[other] = -other
				}
			case 2:
				m[added] = added
				if random()%2 == 0 {
					delete(m, added)
				}
				added++
			}
		}
	}
	missed := 0
	for k := range entries {
		if !visited[k] && !gone[k] {
			missed++
		}
		_, ok := m[k]
		fine = fine && ok != gone[k]
	}
	live := 0
	for k, v := range m {
		fine = fine && (v == k || v == 2*k || v == -k)
		live++
	}
	println(entries, fine, missed, live == len(m))
}

// cleared ranges over a map that is cleared on the way.
func cleared(entries int) {
	m := map[string]int{}
	for i := range entries {
		m[string(rune('a'+i))] = i
	}
	visits := 0
	for range m {
		visits++
		if visits == 3 {
			clear(m)
		}
	}
	m["x"] = 1
	println(visits, len(m), m["x"], m["a"])
}

func main() {
	for round := range rounds {
		// How many numbers a loop takes depends on the order.
		state = uint64(round) * 7919
		change(int(random()%70) + 1)
	}
	cleared(20)
	cleared(5)
	var none map[string]int
	for range none {
		println("never")
	}
	delete(none, "a")
	clear(none)
	println(len(none), none["a"])
	nested := map[[2]int]map[string][]int{{1, 2}: {"a": {1}}}
	nested[[2]int{1, 2}]["a"] = append(nested[[2]int{1, 2}]["a"], 5)
	nested[[2]int{3, 4}] = nil
	println(len(nested), len(nested[[2]int{1, 2}]["a"]), nested[[2]int{3, 4}] == nil)
	zero := 0.0
	floats := map[float64]int{zero: 1}
	floats[-zero]++
	nan := zero / zero
	floats[nan], floats[nan] = 1, 2
	println(len(floats), floats[0], floats[nan])
	anys := map[any]string{1: "int", int8(1): "int8", "1": "string", [1]int{1}: "array", nil: "nil", true: "bool"}
	println(len(anys), anys[1], anys[int8(1)], anys["1"], anys[[1]int{1}], anys[nil], anys[true], anys[int16(1)] == "")
}
