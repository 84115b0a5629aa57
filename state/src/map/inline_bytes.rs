//! Inline bytes: byte strings that need no allocation while they are short.

use crate::map::accelerators::{INLINE_BYTES, SHORT_COMPARE};

/// Byte string, up to `N` bytes in place and a longer one on the heap, as smallvec has it. `N` is at most 255.
///
/// Bytes in place are padded with zeros to `N`, so that two of them are compared as arrays: a comparison of slices calls
/// `memcmp` on bytes that were stored one by one just before, and stalls until the stores have left the store buffer.
#[derive(Clone)]
pub(crate) struct InlineBytes<const N: usize>(Bytes<N>);

#[derive(Clone)]
enum Bytes<const N: usize> {
    Inline { len: u8, bytes: [u8; N] },
    Heap(Box<[u8]>),
}

impl<const N: usize> Default for InlineBytes<N> {
    #[inline]
    fn default() -> Self {
        Self(Bytes::Inline { len: 0, bytes: [0; N] })
    }
}

impl<const N: usize> InlineBytes<N> {
    /// Bytes that fit in place.
    const INLINE: usize = if INLINE_BYTES { N } else { 0 };

    /// Sets empty bytes to the concatenation of `parts`, written in place.
    #[inline]
    pub(crate) fn fill(&mut self, parts: &[&[u8]]) {
        let sum = parts.iter().map(|part| part.len()).sum::<usize>();
        match &mut self.0 {
            Bytes::Inline { len, bytes } if sum <= Self::INLINE => {
                *len = sum as u8;
                let mut at = 0;
                for part in parts {
                    bytes[at..at + part.len()].copy_from_slice(part);
                    at += part.len();
                }
            }
            _ => self.0 = Bytes::Heap(parts.concat().into_boxed_slice()),
        }
    }

    /// The concatenation of `parts`.
    #[inline]
    pub(crate) fn concat(parts: &[&[u8]]) -> Self {
        let mut bytes = Self::default();
        bytes.fill(parts);
        bytes
    }

    /// The concatenation of a letter, two parts of fixed width, and a tail.
    // Inlined, each part but the tail is copied by a few moves instead of a call of `memcpy`.
    #[inline(always)]
    pub(crate) fn of_parts<const A: usize, const B: usize>(letter: u8, a: &[u8; A], b: &[u8; B], tail: &[u8]) -> Self {
        let fixed = 1 + A + B;
        let len = fixed + tail.len();
        if len > Self::INLINE {
            return Self::concat(&[&[letter], a, b, tail]);
        }
        let mut bytes = [0; N];
        bytes[0] = letter;
        bytes[1..1 + A].copy_from_slice(a);
        bytes[1 + A..fixed].copy_from_slice(b);
        bytes[fixed..len].copy_from_slice(tail);
        Self(Bytes::Inline { len: len as u8, bytes })
    }

    /// Bytes of it that are on the heap.
    pub(crate) fn heap_len(&self) -> usize {
        match &self.0 {
            Bytes::Inline { .. } => 0,
            Bytes::Heap(bytes) => bytes.len(),
        }
    }
}

impl<const N: usize> std::ops::Deref for InlineBytes<N> {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Inline { len, bytes } => &bytes[..usize::from(*len)],
            Bytes::Heap(bytes) => bytes,
        }
    }
}

impl<const N: usize> From<&[u8]> for InlineBytes<N> {
    #[inline]
    fn from(bytes: &[u8]) -> Self {
        if bytes.len() > Self::INLINE {
            return Self(Bytes::Heap(bytes.into()));
        }
        let mut short = [0; N];
        short[..bytes.len()].copy_from_slice(bytes);
        Self(Bytes::Inline { len: bytes.len() as u8, bytes: short })
    }
}

impl<const N: usize> PartialEq for InlineBytes<N> {
    // The padding is zeros on both sides, so whole arrays are compared.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Bytes::Inline { len, bytes }, Bytes::Inline { len: l, bytes: b }) if SHORT_COMPARE => {
                len == l && bytes == b
            }
            _ => self[..] == other[..],
        }
    }
}

impl<const N: usize> Eq for InlineBytes<N> {}

impl<const N: usize> PartialOrd for InlineBytes<N> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<const N: usize> Ord for InlineBytes<N> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self[..].cmp(&other[..])
    }
}

impl<const N: usize> std::borrow::Borrow<[u8]> for InlineBytes<N> {
    fn borrow(&self) -> &[u8] {
        self
    }
}

impl<const N: usize> std::fmt::Debug for InlineBytes<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.escape_ascii())
    }
}
