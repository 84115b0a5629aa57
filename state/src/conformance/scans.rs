//! Promises about scans: order, prefix, limit, and where they go on.

use super::Promise;
use super::expect::{answer, bytes, expect_scan, fill};
use crate::{Reader, Storage};

pub(super) const PROMISES: [Promise; 5] = [
    Promise { name: "a scan is in the order of bytes and within its prefix", test: order },
    Promise { name: "a scan has at most as many rows as asked", test: limit },
    Promise { name: "a scan goes on above the key it is given", test: after },
    Promise { name: "a scan of a prefix of 0xFF stops at the end", test: all_ff },
    Promise { name: "a visit shows the rows of a scan, and ends when it is told to", test: visit },
];

fn order(store: &dyn Storage) -> Result<(), String> {
    let (a, a_ff) = (&b"\x80a"[..], &b"\x80a\xFF\xFF"[..]);
    let (b, b_0, bb, b_ff) = (&b"\x80b"[..], &b"\x80b\x00"[..], &b"\x80bb"[..], &b"\x80b\xFF"[..]);
    fill(store, &[b_ff, a, b, b"\x80c", b_0, bb, a_ff])?;
    for reader in [store as &dyn Reader, &*store.snapshot()] {
        expect_scan(reader, (b"\x80b", None, 9), &[b, b_0, bb, b_ff])?;
        expect_scan(reader, (b"\x80a\xFF", None, 9), &[a_ff])?;
        expect_scan(reader, (b"\x80", None, 9), &[a, a_ff, b, b_0, bb, b_ff, b"\x80c"])?;
        expect_scan(reader, (b"\x80d", None, 9), &[])?;
    }
    let all = answer("scan of everything", store.scan(b"", usize::MAX))?;
    match all.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
        Some(pair) => Err(format!("scan of everything gave {} before {}", bytes(&pair[0].0), bytes(&pair[1].0))),
        None => Ok(()),
    }
}

fn limit(store: &dyn Storage) -> Result<(), String> {
    let keys: [&[u8]; 3] = [b"\x80a1", b"\x80a2", b"\x80a3"];
    fill(store, &keys)?;
    (0..=3).try_for_each(|limit| expect_scan(store, (b"\x80a", None, limit), &keys[..limit]))?;
    expect_scan(store, (b"\x80a", None, usize::MAX), &keys)
}

fn after(store: &dyn Storage) -> Result<(), String> {
    let (b, b1, b3) = (&b"\x80b"[..], &b"\x80b1"[..], &b"\x80b3"[..]);
    fill(store, &[b"\x80a", b, b1, b3, b"\x80c"])?;
    let rest = |after: &[u8], wanted: &[&[u8]]| expect_scan(store, (b"\x80b", Some(after), 9), wanted);
    rest(b, &[b1, b3])?;
    rest(b1, &[b3])?;
    rest(b"\x80b2", &[b3])?;
    rest(b"\x80b1\x00", &[b3])?;
    rest(b"", &[b, b1, b3])?;
    rest(b"\x80a", &[b, b1, b3])?;
    rest(b3, &[])?;
    rest(b"\x80c", &[])?;
    rest(b"\x80zzz", &[])?;
    expect_scan(store, (b"\x80b", Some(b), 1), &[b1])
}

fn all_ff(store: &dyn Storage) -> Result<(), String> {
    let (one, zero, two, three) = (&b"\xFF"[..], &b"\xFF\x00"[..], &b"\xFF\xFF"[..], &b"\xFF\xFF\xFF"[..]);
    fill(store, &[b"\xFE", one, zero, two, three])?;
    expect_scan(store, (one, None, 9), &[one, zero, two, three])?;
    expect_scan(store, (two, None, 9), &[two, three])?;
    expect_scan(store, (two, Some(two), 9), &[three])?;
    expect_scan(store, (&[0xFF; 40], None, 9), &[])
}

fn visit(store: &dyn Storage) -> Result<(), String> {
    let keys: Vec<Vec<u8>> = (0..30_u8).map(|row| vec![0x80, row]).collect();
    fill(store, &keys.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
    fill(store, &[b"\x81"])?;
    for (after, wanted) in [(None, &keys[..]), (Some(&keys[9][..]), &keys[10..]), (Some(&keys[29][..]), &[])] {
        for most in [1, 7, 8, 9, 99] {
            let mut seen = Vec::new();
            let mut see = |key: &[u8], _: &[u8]| {
                seen.push(key.to_vec());
                seen.len() < most
            };
            answer("visit", store.visit(b"\x80", after, &mut see))?;
            let wanted = &wanted[..most.min(wanted.len())];
            if seen != wanted {
                let after = after.map_or("none".to_owned(), bytes);
                let (given, wanted) = (seen.len(), wanted.len());
                return Err(format!("visit after {after}, ended after {most}, showed {given} rows, wanted {wanted}"));
            }
        }
    }
    Ok(())
}
