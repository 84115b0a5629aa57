//! The kernels of `kernels.go`, in Rust, line by line the same work.

const K: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, //
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, //
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, //
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, //
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, //
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, //
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, //
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];
const ROUND: [u64; 24] = [
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, //
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, //
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089, //
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a, //
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
];
const ROTATE: [u32; 24] = [1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44];
const PLACE: [usize; 24] = [10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1];
/// Rows of a matrix.
const SIDE: usize = 48;

/// The `n`th Fibonacci number, by plain recursion: calls and little else.
#[unsafe(export_name = "Fib")]
#[inline(never)]
pub extern "C" fn fib(n: u32) -> u32 {
    // Without it the compiler turns half of the calls into a loop.
    if std::hint::black_box(n) < 2 { n } else { fib(n - 1).wrapping_add(fib(n - 2)) }
}

/// One block of 64 bytes into the state.
fn compress(state: &mut [u32; 8], block: &[u8; 64]) {
    let mut w = [0u32; 64];
    for i in 0..16 {
        w[i] = u32::from(block[4 * i]) << 24
            | u32::from(block[4 * i + 1]) << 16
            | u32::from(block[4 * i + 2]) << 8
            | u32::from(block[4 * i + 3]);
    }
    for i in 16..64 {
        let s0 = w[i - 15].rotate_right(7) ^ w[i - 15].rotate_right(18) ^ (w[i - 15] >> 3);
        let s1 = w[i - 2].rotate_right(17) ^ w[i - 2].rotate_right(19) ^ (w[i - 2] >> 10);
        w[i] = w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for i in 0..64 {
        let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let t1 = h.wrapping_add(s1).wrapping_add((e & f) ^ (!e & g)).wrapping_add(K[i]).wrapping_add(w[i]);
        let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let t2 = s0.wrapping_add((a & b) ^ (a & c) ^ (b & c));
        (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(t1), c, b, a, t1.wrapping_add(t2));
    }
    for (sum, word) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *sum = sum.wrapping_add(word);
    }
}

/// SHA-256's state after some blocks, each made of the state before it.
#[unsafe(export_name = "Sha256")]
pub extern "C" fn sha256(blocks: u32) -> u32 {
    let mut state: [u32; 8] =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
    let mut block = [0u8; 64];
    for _ in 0..blocks {
        for i in 0..16 {
            let word = state[i % 8];
            block[4 * i] = (word >> 24) as u8;
            block[4 * i + 1] = (word >> 16) as u8;
            block[4 * i + 2] = (word >> 8) as u8;
            block[4 * i + 3] = word as u8;
        }
        compress(&mut state, &block);
    }
    state[0]
}

fn permute(lanes: &mut [u64; 25]) {
    for constant in ROUND {
        let mut parity = [0u64; 5];
        for x in 0..5 {
            parity[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20];
        }
        for x in 0..5 {
            let mix = parity[(x + 4) % 5] ^ parity[(x + 1) % 5].rotate_left(1);
            for y in 0..5 {
                lanes[5 * y + x] ^= mix;
            }
        }
        let mut moved = lanes[1];
        for i in 0..PLACE.len() {
            (lanes[PLACE[i]], moved) = (moved.rotate_left(ROTATE[i]), lanes[PLACE[i]]);
        }
        for y in (0..25).step_by(5) {
            let [a, b, c, d, e] = [lanes[y], lanes[y + 1], lanes[y + 2], lanes[y + 3], lanes[y + 4]];
            lanes[y] = a ^ (!b & c);
            lanes[y + 1] = b ^ (!c & d);
            lanes[y + 2] = c ^ (!d & e);
            lanes[y + 3] = d ^ (!e & a);
            lanes[y + 4] = e ^ (!a & b);
        }
        lanes[0] ^= constant;
    }
}

/// The first lane of Keccak-f[1600] after some permutations.
#[unsafe(export_name = "Keccak")]
pub extern "C" fn keccak(rounds: u32) -> u32 {
    let mut lanes = [0u64; 25];
    for _ in 0..rounds {
        permute(&mut lanes);
    }
    lanes[0] as u32
}

/// Hoare's, as it stands in textbooks.
fn quicksort(numbers: &mut [u32]) {
    if numbers.len() < 2 {
        return;
    }
    let pivot = numbers[numbers.len() / 2];
    let (mut low, mut high) = (0, numbers.len() - 1);
    loop {
        while numbers[low] < pivot {
            low += 1;
        }
        while numbers[high] > pivot {
            high -= 1;
        }
        if low >= high {
            break;
        }
        numbers.swap(low, high);
        low += 1;
        high -= 1;
    }
    let (left, right) = numbers.split_at_mut(low.max(1));
    quicksort(left);
    quicksort(right);
}

/// Sorts 4,096 numbers, some times.
#[unsafe(export_name = "Sort")]
pub extern "C" fn sort(times: u32) -> u32 {
    let mut numbers = vec![0u32; 4096];
    let (mut state, mut sum) = (12_345u32, 0u32);
    for _ in 0..times {
        for number in &mut numbers {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *number = state;
        }
        quicksort(&mut numbers);
        sum = sum.wrapping_mul(31).wrapping_add(numbers[100]);
    }
    sum
}

/// The number of primes below 100,000, found some times with the sieve of Eratosthenes.
#[unsafe(export_name = "Sieve")]
pub extern "C" fn sieve(times: u32) -> u32 {
    let mut composite = vec![false; 100_000];
    let mut count = 0;
    for _ in 0..times {
        composite.fill(false);
        for n in 2..composite.len() {
            if composite[n] {
                continue;
            }
            count += 1;
            for multiple in (2 * n..composite.len()).step_by(n) {
                composite[multiple] = true;
            }
        }
    }
    count
}

/// The product of two square matrices, row by row.
fn product(a: &[f64], b: &[f64], c: &mut [f64]) {
    for row in 0..SIDE {
        for column in 0..SIDE {
            let mut sum = 0.0;
            for i in 0..SIDE {
                sum += a[row * SIDE + i] * b[i * SIDE + column];
            }
            c[row * SIDE + column] = sum;
        }
    }
}

/// Multiplies a square matrix of 48 rows with another, some times, and takes each product modulo 1,024.
#[unsafe(export_name = "Matrix")]
pub extern "C" fn matrix(times: u32) -> u32 {
    let mut a: Vec<f64> = (0..SIDE * SIDE).map(|i| (i % 7) as f64).collect();
    let b: Vec<f64> = (0..SIDE * SIDE).map(|i| (i % 5) as f64).collect();
    let mut c = vec![0.0; SIDE * SIDE];
    for _ in 0..times {
        product(&a, &b, &mut c);
        for i in 0..c.len() {
            a[i] = f64::from(c[i] as u32 % 1_024);
        }
    }
    a.iter().fold(0u32, |sum, number| sum.wrapping_mul(31).wrapping_add(*number as u32))
}
