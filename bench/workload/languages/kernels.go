// Package kernels has code of the kinds that contracts are made of: calls, hashes, sorting, tables of flags, floats. Each
// function does some work again and again and answers a number that depends on all of it. src/lib.rs has the same in Rust.
package kernels

import "math/bits"

// Fib is the nth Fibonacci number, by plain recursion: calls and little else.
func Fib(n uint32) uint32 {
	if n < 2 {
		return n
	}
	return Fib(n-1) + Fib(n-2)
}

var k = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

// compress takes one block of 64 bytes into the state.
func compress(state *[8]uint32, block *[64]byte) {
	var w [64]uint32
	for i := 0; i < 16; i++ {
		w[i] = uint32(block[4*i])<<24 | uint32(block[4*i+1])<<16 | uint32(block[4*i+2])<<8 | uint32(block[4*i+3])
	}
	for i := 16; i < 64; i++ {
		s0 := bits.RotateLeft32(w[i-15], -7) ^ bits.RotateLeft32(w[i-15], -18) ^ w[i-15]>>3
		s1 := bits.RotateLeft32(w[i-2], -17) ^ bits.RotateLeft32(w[i-2], -19) ^ w[i-2]>>10
		w[i] = w[i-16] + s0 + w[i-7] + s1
	}
	a, b, c, d, e, f, g, h := state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
	for i := 0; i < 64; i++ {
		s1 := bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)
		t1 := h + s1 + (e&f ^ ^e&g) + k[i] + w[i]
		s0 := bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)
		t2 := s0 + (a&b ^ a&c ^ b&c)
		h, g, f, e, d, c, b, a = g, f, e, d+t1, c, b, a, t1+t2
	}
	state[0] += a
	state[1] += b
	state[2] += c
	state[3] += d
	state[4] += e
	state[5] += f
	state[6] += g
	state[7] += h
}

// Sha256 is SHA-256's state after some blocks, each made of the state before it.
func Sha256(blocks uint32) uint32 {
	state := [8]uint32{
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	}
	var block [64]byte
	for ; blocks > 0; blocks-- {
		for i := range 16 {
			word := state[i%8]
			block[4*i] = byte(word >> 24)
			block[4*i+1] = byte(word >> 16)
			block[4*i+2] = byte(word >> 8)
			block[4*i+3] = byte(word)
		}
		compress(&state, &block)
	}
	return state[0]
}

var (
	round = [24]uint64{
		0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
		0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
		0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
		0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
		0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
	}
	rotate = [24]int{1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44}
	place  = [24]int{10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1}
)

func permute(lanes *[25]uint64) {
	for _, constant := range round {
		var parity [5]uint64
		for x := range parity {
			parity[x] = lanes[x] ^ lanes[x+5] ^ lanes[x+10] ^ lanes[x+15] ^ lanes[x+20]
		}
		for x := range 5 {
			mix := parity[(x+4)%5] ^ bits.RotateLeft64(parity[(x+1)%5], 1)
			for y := range 5 {
				lanes[5*y+x] ^= mix
			}
		}
		moved := lanes[1]
		for i := range place {
			lanes[place[i]], moved = bits.RotateLeft64(moved, rotate[i]), lanes[place[i]]
		}
		for y := 0; y < 25; y += 5 {
			a, b, c, d, e := lanes[y], lanes[y+1], lanes[y+2], lanes[y+3], lanes[y+4]
			lanes[y] = a ^ ^b&c
			lanes[y+1] = b ^ ^c&d
			lanes[y+2] = c ^ ^d&e
			lanes[y+3] = d ^ ^e&a
			lanes[y+4] = e ^ ^a&b
		}
		lanes[0] ^= constant
	}
}

// Keccak is the first lane of Keccak-f[1600] after some permutations.
func Keccak(rounds uint32) uint32 {
	var lanes [25]uint64
	for ; rounds > 0; rounds-- {
		permute(&lanes)
	}
	return uint32(lanes[0])
}

// quicksort is Hoare's, as it stands in textbooks.
func quicksort(numbers []uint32) {
	if len(numbers) < 2 {
		return
	}
	pivot := numbers[len(numbers)/2]
	low, high := 0, len(numbers)-1
	for {
		for numbers[low] < pivot {
			low++
		}
		for numbers[high] > pivot {
			high--
		}
		if low >= high {
			break
		}
		numbers[low], numbers[high] = numbers[high], numbers[low]
		low++
		high--
	}
	middle := max(low, 1)
	quicksort(numbers[:middle])
	quicksort(numbers[middle:])
}

// Sort sorts 4,096 numbers, some times.
func Sort(times uint32) uint32 {
	numbers := make([]uint32, 4096)
	state, sum := uint32(12_345), uint32(0)
	for ; times > 0; times-- {
		for i := range numbers {
			state = state*1_664_525 + 1_013_904_223
			numbers[i] = state
		}
		quicksort(numbers)
		sum = sum*31 + numbers[100]
	}
	return sum
}

// Sieve is the number of primes below 100,000, found some times with the sieve of Eratosthenes.
func Sieve(times uint32) uint32 {
	composite := make([]bool, 100_000)
	count := uint32(0)
	for ; times > 0; times-- {
		clear(composite)
		for n := 2; n < len(composite); n++ {
			if composite[n] {
				continue
			}
			count++
			for multiple := 2 * n; multiple < len(composite); multiple += n {
				composite[multiple] = true
			}
		}
	}
	return count
}

const side = 48

// product multiplies two square matrices, row by row.
func product(a, b, c []float64) {
	for row := range side {
		for column := range side {
			sum := 0.0
			for i := range side {
				sum += a[row*side+i] * b[i*side+column]
			}
			c[row*side+column] = sum
		}
	}
}

// Matrix multiplies a square matrix of 48 rows with itself, some times, and takes each product modulo 1,024.
func Matrix(times uint32) uint32 {
	a, b, c := make([]float64, side*side), make([]float64, side*side), make([]float64, side*side)
	for i := range a {
		a[i] = float64(i % 7)
		b[i] = float64(i % 5)
	}
	for ; times > 0; times-- {
		product(a, b, c)
		for i := range c {
			a[i] = float64(uint32(c[i]) % 1_024)
		}
	}
	sum := uint32(0)
	for i := range a {
		sum = sum*31 + uint32(a[i])
	}
	return sum
}
