//! Numbers for people.

/// A time of `ns` with three digits and its unit.
pub(crate) fn time(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{} ns", digits(ns)),
        ns if ns < 1e6 => format!("{} µs", digits(ns / 1e3)),
        ns if ns < 1e9 => format!("{} ms", digits(ns / 1e6)),
        ns => format!("{} s", digits(ns / 1e9)),
    }
}

/// A number with three digits, as far as it has a fraction.
pub(crate) fn digits(number: f64) -> String {
    match number.abs() {
        n if n < 0.1 => format!("{number:.4}"),
        n if n < 1.0 => format!("{number:.3}"),
        n if n < 10.0 => format!("{number:.2}"),
        n if n < 100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_and_a_unit() {
        assert_eq!(
            [time(7.456), time(812.0), time(1940.0), time(73_200.0), time(2.5e9)],
            ["7.46 ns", "812 ns", "1.94 µs", "73.2 µs", "2.50 s"]
        );
        assert_eq!([digits(0.01234), digits(0.6543), digits(12.34)], ["0.0123", "0.654", "12.3"]);
    }
}
