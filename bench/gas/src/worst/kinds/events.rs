//! Events of every shape.

use super::Kind;
use crate::worst::case::{Case, Contract};
use crate::worst::knobs::{Knob, Settings, choice, size};
use crate::worst::shapes::{self, Shape};
use crate::worst::text::{data, module, rounds};

const ATTRIBUTES: u64 = 65_536;

pub(super) fn kinds() -> Vec<Kind> {
    let mut knobs: Vec<Knob> = vec![size("name", 0, 257), size("pairs", 1, 127), choice("end", 3)];
    knobs.extend(shapes::KNOBS);
    // Values of no bytes beside one of a byte; and options of nothing.
    let event = Kind::new("an event", knobs, event)
        .from(&[0, 0, 1, 0, 16, 255, 1, 0, 0, 0, 60_000, 0])
        .from(&[0, 0, 1, 0, 17, 0, 0, 0, 0, 1, 60_000, 0]);
    vec![event]
}

/// Pairs of nothing and a byte, and last one of nothing and a value of the shape.
fn event(settings: &mut Settings<'_>, interpreted: bool) -> Case {
    let (name, pairs, end) = (settings.take(), settings.take(), settings.take());
    let key = [12, 0, 0, 0, 0, 0, 0, 0, 0];
    let small = [&key[..], &[2, 7]].concat();
    let shape = Shape::take(settings, (64 << 10) - 2_048 - 12 * pairs);
    let head = [&[2 * pairs as u8][..], &small.repeat(pairs as usize - 1), &key, &shape.tagged_head()].concat();
    let len = head.len() as u64 + shape.tail;
    let len = match end {
        0 => len,
        1 => len - 1,
        _ => len + 1,
    };
    let setup = format!(
        "(memory.fill (i32.const {ATTRIBUTES}) (i32.const {}) (i32.const 70000))
         (memory.copy (i32.const {ATTRIBUTES}) (i32.const 1024) (i32.const {}))",
        shape.fill,
        head.len()
    );
    let round =
        format!("(drop (call $log (i32.const 0) (i32.const {name}) (i32.const {ATTRIBUTES}) (i32.const {len})))");
    let text = module(4, &(rounds(&setup, &round) + &data(1_024, &head)));
    Case::rounds(interpreted, vec![Contract::of(text)], 0)
}
