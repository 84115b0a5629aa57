//! The word that was probably meant.

/// The name nearest to `given`: the same but for capitals, or few letters away. The nearest comes first in the order of
/// `names` where two are as near.
pub(crate) fn nearest<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let small = given.to_lowercase();
    let away = |name: &str| match name.to_lowercase() {
        same if same == small => 0,
        other => strsim::damerau_levenshtein(&small, &other),
    };
    // A third of the letters may be wrong, and one of a short word.
    let most = (given.chars().count() / 3).max(1);
    // What is much longer or shorter is not looked at: the distance takes time by the product of both.
    let near = |name: &&str| name.len().abs_diff(given.len()) <= 4 * most && name.len() <= 256 && given.len() <= 256;
    let found = names.into_iter().filter(near).map(|name| (away(name), name)).min_by_key(|(away, _)| *away);
    found.filter(|(away, _)| *away <= most).map(|(_, name)| name)
}

/// As words within a message: ` (did you mean Transfer?)`, or nothing.
pub(crate) fn hint<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    match nearest(given, names) {
        Some(name) => format!(" (did you mean {}?)", crate::screen::printable::word(name)),
        None => String::new(),
    }
}

/// Names that are listed where one is not there.
const LISTED: usize = 24;

/// `names` as words within a message: the first of them, and how many more there are.
pub(crate) fn listed(names: &[String]) -> String {
    let mut shown: Vec<_> = names.iter().take(LISTED).map(|name| crate::screen::printable::word(name)).collect();
    match names.len().saturating_sub(LISTED) {
        0 if shown.is_empty() => return "none".to_owned(),
        0 => {}
        more => shown.push(format!("and {more} more")),
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_finds_the_word_and_another_word_does_not() {
        let names = ["BalanceOf", "Transfer", "TransferFrom", "Approve"];
        for (given, meant) in [
            ("balanceOf", Some("BalanceOf")),
            ("TRANSFER", Some("Transfer")),
            ("Trasnfer", Some("Transfer")),
            ("Aprove", Some("Approve")),
            ("TransferForm", Some("TransferFrom")),
            ("Mint", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, names), meant, "{given}");
        }
    }
}
