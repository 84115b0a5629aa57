//! Comparison of short byte strings.

/// Equality of two short byte strings, where one was written just now or is perhaps empty.
///
/// The result is that of `==`, with a lower latency. `==` calls `memcmp`, which loads 32 bytes at once and masks those beyond
/// the end. If some of them are still in the store buffer, store-to-load forwarding fails and the load stalls; if the
/// address is not mapped, as the dangling one of an empty list, the masked load takes a microcode assist of some 40 ns.
#[inline]
pub fn eq_short(one: &[u8], other: &[u8]) -> bool {
    let ((words, rest), (other_words, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    let word = |(a, b): (&[u8; 8], &[u8; 8])| u64::from_ne_bytes(*a) == u64::from_ne_bytes(*b);
    let byte = |(a, b): (&u8, &u8)| a == b;
    one.len() == other.len() && words.iter().zip(other_words).all(word) && rest.iter().zip(other_rest).all(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_where_every_byte_is() {
        let text: Vec<u8> = (0..40).collect();
        for len in 0..text.len() {
            assert!(eq_short(&text[..len], &text.clone()[..len]));
            assert!(!eq_short(&text[..len], &text[..len + 1]));
            for at in 0..len {
                let mut other = text.clone();
                other[at] ^= 0x80;
                assert!(!eq_short(&text[..len], &other[..len]), "byte {at} of {len}");
            }
        }
    }
}
