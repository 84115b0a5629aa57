//! Valid input of each target, with a few bytes changed.

use super::generator;
use super::noise::noise;

/// What is valid for the target called `name`, with up to eight bytes changed, cut or doubled.
pub fn mutated(name: &str, seed: u64) -> Vec<u8> {
    let mut bytes = valid(name, seed);
    let dice = noise(seed ^ 0x5eed, 32);
    for change in dice.chunks_exact(4).take(usize::from(dice[0] % 9)) {
        if bytes.is_empty() {
            break;
        }
        let at = (usize::from(change[0]) << 8 | usize::from(change[1])) % bytes.len();
        match change[2] % 4 {
            0 => bytes[at] = change[3],
            1 => bytes[at] ^= 1 << (change[3] % 8),
            2 => bytes.truncate(at),
            _ => bytes.insert(at, change[3]),
        }
    }
    bytes
}

fn valid(name: &str, seed: u64) -> Vec<u8> {
    const LISTS: [&[u8]; 4] = [
        &[2, 5, 1, 0, 0, 0, 0, 0, 0, 0, 12, 2, 0, 0, 0, 0, 0, 0, 0, b'h', b'i'],
        &[1, 17, 4, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0],
        &[3, 18, 1, 1, 1, 18, 1, 0, 19, 1, b'S', 1, 1, b'a', 3, 7, 0],
        &[4, 17, 18, 1, 5, 1, 7, 0, 0, 0, 0, 0, 0, 0],
    ];
    const ABI: &[u8] = br#"{"package_name":"p","functions":[{"name":"f","inputs":[{"name":"a","type":"u64"},
        {"name":"b","type":"[string?]"}],"outputs":[{"name":"","type":"S{x:i128,y:address}"}]}]}"#;
    match name {
        "gate" => generator::module(seed % 50).unwrap_or_default(),
        "arguments" => {
            [ABI, b"\0", [&b"[5,[\"a\",null]]"[..], b"5\n[]", b"{\"a\":1,\"b\":[]}"][seed as usize % 3]].concat()
        }
        "codec" => LISTS[seed as usize % LISTS.len()].to_vec(),
        _ => noise(seed, 40),
    }
}
