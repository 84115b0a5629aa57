//! Any bytes as an ABI and arguments for its functions.

use allod_core::{Abi, Args, Value, tagged_value};

/// An ABI, a NUL, and then arguments in JSON, or in lines of words, for each of its functions.
pub fn arguments(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (Some(abi), given) = (parts.next(), parts.next().unwrap_or_default()) else { return };
    let Ok(abi) = Abi::from_json(abi) else { return };
    assert_eq!(Abi::from_json(abi.to_json().as_bytes()).ok().as_ref(), Some(&abi), "an ABI is read as it is written");
    let text = String::from_utf8_lossy(given);
    let words = Args::Cli(text.lines().map(str::to_owned).collect());
    let json = text.parse().ok().map(Args::Json);
    let tagged = tagged_value::decode(given).ok().map(Args::Positional);
    for args in [Some(words), json, tagged].into_iter().flatten() {
        for function in &abi.functions {
            if let Ok(bytes) = args.clone().encode(function) {
                let mut left = &bytes[..];
                for input in &function.inputs {
                    Value::read(&input.ty, &mut left).expect("what was encoded can be read");
                }
                assert!(left.is_empty(), "nothing is left over");
            }
        }
    }
}
