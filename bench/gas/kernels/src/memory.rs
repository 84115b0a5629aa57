//! Loops over memory.

/// A megabyte of words.
const WORDS: usize = 1 << 18;

/// Prefix sums in place, over and over: one load and one store a round.
#[unsafe(no_mangle)]
pub extern "C" fn prefix_sums(passes: u32) -> u32 {
    let mut words: Vec<u32> = (0..WORDS as u32).collect();
    let mut sum = 0u32;
    for _ in 0..passes {
        for word in &mut words {
            sum = sum.wrapping_add(*word);
            *word = sum;
        }
    }
    sum
}

/// Quicksort of numbers that a generator makes, as it stands in textbooks.
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

/// Sorts 4,096 numbers, `times` times.
#[unsafe(no_mangle)]
pub extern "C" fn sort(times: u32) -> u32 {
    let mut numbers = [0u32; 4096];
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

/// The number of primes below 100,000, found `times` times with the sieve of Eratosthenes.
#[unsafe(no_mangle)]
pub extern "C" fn sieve(times: u32) -> u32 {
    let mut count = 0;
    for _ in 0..times {
        let mut prime = vec![true; 100_000];
        count = 0;
        for n in 2..prime.len() {
            if prime[n] {
                count += 1;
                for multiple in (2 * n..prime.len()).step_by(n) {
                    prime[multiple] = false;
                }
            }
        }
    }
    count
}
