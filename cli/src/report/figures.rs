//! Numbers, names and times as people read them.

use allod_core::{Address, Value};

/// Hex digits in a row that nobody reads: more than a word or a number has.
const LONG_RUN: usize = 24;

/// `1234567` as `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 call`, `1,234 calls`: so many of what `noun` names one of.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", thousands(number))
}

/// Nanoseconds in the unit that suits them: `850 ns`, `41.2 µs`, `3.07 ms`, `1.52 s`.
pub(crate) fn duration(nanoseconds: u64) -> String {
    let n = nanoseconds as f64;
    match nanoseconds {
        0..1_000 => format!("{nanoseconds} ns"),
        1_000..1_000_000 => format!("{:.1} µs", n / 1e3),
        1_000_000..1_000_000_000 => format!("{:.2} ms", n / 1e6),
        _ => format!("{:.2} s", n / 1e9),
    }
}

/// `text` with its addresses called by name, and, if `shorten`, every other long run of hex digits cut to
/// its first eight.
pub(crate) fn readable(text: &str, shorten: bool, name: &dyn Fn(&Address) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut left = text;
    while let Some(start) = left.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, run) = left.split_at(start);
        let (run, after) = run.split_at(run.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(run.len()));
        let named = run.parse().ok().and_then(|address| name(&address));
        out.push_str(before);
        match named {
            Some(name) => out.push_str(&name),
            None if shorten && run.len() >= LONG_RUN => out.extend([&run[..8], "…"]),
            None => out.push_str(run),
        }
        left = after;
    }
    out + left
}

/// A value as people read it, its addresses called by name. Within lists and structs a name stands in quotes, as the
/// address would; text and bytes stay as they are, also where they look like an address.
pub(crate) fn called(value: Value, name: &dyn Fn(&Address) -> Option<String>) -> String {
    match value {
        Value::Address(address) => name(&address).unwrap_or_else(|| address.to_string()),
        other => with_names(other, name).to_string(),
    }
}

fn with_names(value: Value, name: &dyn Fn(&Address) -> Option<String>) -> Value {
    let inside = |value| with_names(value, name);
    match value {
        Value::Address(address) => name(&address).map_or(Value::Address(address), Value::String),
        Value::List(item, values) => Value::List(item, values.into_iter().map(inside).collect()),
        Value::Option(item, Some(value)) => Value::Option(item, Some(Box::new(inside(*value)))),
        Value::Struct(of, values) => Value::Struct(of, values.into_iter().map(inside).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_by_commas() {
        let cases = [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567")];
        for (number, text) in cases {
            assert_eq!(thousands(number), text);
        }
        assert_eq!(thousands(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn one_of_a_thing_is_no_plural() {
        assert_eq!(counted(1, "call"), "1 call");
        assert_eq!([counted(0, "call"), counted(1_234, "byte")], ["0 calls", "1,234 bytes"]);
    }

    #[test]
    fn a_duration_takes_the_unit_that_suits_it() {
        let cases =
            [(0, "0 ns"), (999, "999 ns"), (1_500, "1.5 µs"), (2_500_000, "2.50 ms"), (1_520_000_000, "1.52 s")];
        for (nanoseconds, text) in cases {
            assert_eq!(duration(nanoseconds), text);
        }
    }

    #[test]
    fn addresses_are_called_by_name_and_other_long_digits_are_cut() {
        let (alice, nobody, id) = ("a1".repeat(20), "b2".repeat(20), "c3".repeat(32));
        let name = |address: &Address| (address.0[0] == 0xa1).then(|| "alice".to_owned());
        let text = format!("{alice} paid {nobody} 1000 for {id}: face it");
        assert_eq!(readable(&text, false, &name), format!("alice paid {nobody} 1000 for {id}: face it"));
        assert_eq!(readable(&text, true, &name), "alice paid b2b2b2b2… 1000 for c3c3c3c3…: face it");
        assert_eq!(readable("", true, &name), "");
    }
}
