//! Instructions, each kind at its worst.

use super::Kind;
use crate::adversary;
use crate::worst::case::{Case, Contract};
use crate::worst::knobs::choice;

pub(super) fn kinds() -> Vec<Kind> {
    let texts: Vec<_> = adversary::texts().collect();
    let knobs = [choice("loop", texts.len() as u64)];
    let build = move |settings: &mut crate::worst::knobs::Settings<'_>, interpreted| {
        Case::rounds(interpreted, vec![Contract::of(settings.pick(&texts))], 0)
    };
    vec![Kind::new("instructions", knobs, build)]
}
