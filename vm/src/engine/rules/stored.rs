//! Stored rules: digests of the rules that a store's state came about under, by height. Nodes with other ones part silently,
//! so a store does not open under others than those it ran under.

use crate::EngineError;
use crate::engine::rules::features::Features;
use crate::engine::rules::plan::Rules;
use crate::native::registered::registry::Natives;
use allod_core::{CodecError, Hash, codec};
use allod_state::{StateError, keys};
use std::collections::BTreeSet;

/// Rules by height as a store knows them: in the order of their heights, the first from 0 on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StoredRules(Vec<Digests>);

/// Digests of the rules from a height on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Digests {
    from: u64,
    /// One for each of [`KINDS`].
    of: [Hash; KINDS.len()],
}

/// Kinds of rules, as errors call them.
const KINDS: [&str; 6] = ["gas schedule", "fee terms", "limits", "host modules", "native contracts", "features"];

/// Kinds of which every store has digests. It has those of the others where any of them is not as it is by default, so
/// that a store without them has the bytes that it had before there were any.
const FIRST_KINDS: usize = 4;

/// Rows of a store, with digests of the first `N` kinds.
type Rows<const N: usize> = Vec<(u64, [Hash; N])>;

/// Digests of the kinds after the first, as they are by default.
fn defaults() -> [Hash; KINDS.len() - FIRST_KINDS] {
    [Natives::digest_of_none(), digest_of(Features::default())]
}

fn digest_of(features: Features) -> Hash {
    Hash::of("allod 2026 rules features", &codec::encode(&features).unwrap_or_default())
}

impl StoredRules {
    /// Those of a plan.
    pub(crate) fn of(plan: &[Rules]) -> Self {
        let digests = |rules: &Rules| {
            let fees = Hash::of("allod 2026 rules fees", &codec::encode(&rules.fees).unwrap_or_default());
            let limits = Hash::of("allod 2026 rules limits", &codec::encode(&rules.limits).unwrap_or_default());
            let (modules, natives) = (*rules.host_modules.digest(), *rules.natives.digest());
            let of = [rules.schedule.hash(), fees, limits, modules, natives, digest_of(rules.features)];
            Digests { from: rules.from, of }
        };
        Self(plan.iter().map(digests).collect())
    }

    /// Those that `bytes` say.
    ///
    /// # Errors
    /// [`StateError::Corrupt`].
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, StateError> {
        let corrupt = |why: String| StateError::corrupt("rules", &keys::metadata(keys::RULES_NAME), why);
        let rules = Self::decode(bytes).map_err(|error| corrupt(error.to_string()))?;
        let rises = rules.0.is_sorted_by(|a, b| a.from < b.from);
        match rules.0.first() {
            Some(first) if first.from == 0 && rises => Ok(rules),
            _ => Err(corrupt("heights that do not rise from 0 on".to_owned())),
        }
    }

    /// As many kinds as the length of `bytes` says.
    fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        if let Ok(rows) = codec::decode::<Rows<FIRST_KINDS>>(bytes) {
            let [natives, features] = defaults();
            let digests = |(from, [schedule, fees, limits, modules]): (u64, [Hash; FIRST_KINDS])| Digests {
                from,
                of: [schedule, fees, limits, modules, natives, features],
            };
            return Ok(Self(rows.into_iter().map(digests).collect()));
        }
        let rows = codec::decode::<Rows<{ KINDS.len() }>>(bytes)?;
        Ok(Self(rows.into_iter().map(|(from, of)| Digests { from, of }).collect()))
    }

    /// Their bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let bytes = match self.0.iter().all(|digests| digests.of[FIRST_KINDS..] == defaults()) {
            true => {
                let first = |Digests { from, of: [schedule, fees, limits, modules, ..] }: &Digests| {
                    (*from, [*schedule, *fees, *limits, *modules])
                };
                codec::encode::<Rows<FIRST_KINDS>>(&self.0.iter().map(first).collect())
            }
            false => codec::encode::<Rows<{ KINDS.len() }>>(&self.0.iter().map(|row| (row.from, row.of)).collect()),
        };
        bytes.unwrap_or_default()
    }

    fn at(&self, height: u64) -> Option<&Digests> {
        self.0.iter().rev().find(|digests| digests.from <= height)
    }

    /// Checks that a store which ran under these up to block `last` ran under `configured` as well.
    ///
    /// # Errors
    /// [`EngineError::StoreRules`] for the first rule that is another.
    pub(crate) fn check(&self, configured: &Self, last: u64) -> Result<(), EngineError> {
        let heights: BTreeSet<u64> = self.0.iter().chain(&configured.0).map(|digests| digests.from).collect();
        for height in heights.into_iter().filter(|height| *height <= last) {
            let (Some(ran), Some(given)) = (self.at(height), configured.at(height)) else { continue };
            for (kind, (found, wanted)) in KINDS.iter().zip(ran.of.iter().zip(&given.of)) {
                if found != wanted {
                    return Err(EngineError::StoreRules { kind, height, last, found: *found, wanted: *wanted });
                }
            }
        }
        Ok(())
    }

    /// These up to block `last`, and `configured` from the next one on.
    pub(crate) fn followed_by(&self, configured: &Self, last: u64) -> Self {
        let next = last.saturating_add(1);
        let ran = self.0.iter().filter(|digests| digests.from <= last).copied();
        let mut rules: Vec<Digests> = ran.collect();
        rules.extend(configured.at(next).map(|digests| Digests { from: next, ..*digests }));
        rules.extend(configured.0.iter().filter(|digests| digests.from > next));
        // A change to the same is none.
        rules.dedup_by(|later, earlier| later.of == earlier.of);
        Self(rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(changes: &[(u64, u8)]) -> StoredRules {
        let [natives, features] = defaults();
        let zero = Hash([0; 32]);
        let digests =
            |&(from, of): &(u64, u8)| Digests { from, of: [Hash([of; 32]), zero, zero, zero, natives, features] };
        StoredRules(changes.iter().map(digests).collect())
    }

    #[test]
    fn a_store_ran_under_what_it_says_up_to_its_last_block() {
        let ran = rules(&[(0, 1), (10, 2), (30, 3)]);
        for (given, last, other_at) in [
            (rules(&[(0, 1), (10, 2), (30, 3)]), u64::MAX - 1, None),
            (rules(&[(0, 1), (10, 2)]), 29, None),
            (rules(&[(0, 1), (10, 2)]), 30, Some(30)),
            (rules(&[(0, 1), (10, 2), (20, 4)]), 19, None),
            (rules(&[(0, 1), (10, 2), (20, 4)]), 20, Some(20)),
            (rules(&[(0, 1)]), 9, None),
            (rules(&[(0, 1)]), 10, Some(10)),
            (rules(&[(0, 4)]), 0, Some(0)),
            (rules(&[(0, 1), (5, 1), (10, 2)]), 12, None),
        ] {
            let height = match ran.check(&given, last) {
                Ok(()) => None,
                Err(EngineError::StoreRules { height, kind: "gas schedule", .. }) => Some(height),
                Err(other) => panic!("{other}"),
            };
            assert_eq!(height, other_at, "{given:?} up to {last}");
        }
    }

    #[test]
    fn what_follows_holds_from_the_next_block_on() {
        let ran = rules(&[(0, 1), (10, 2), (30, 3)]);
        assert_eq!(ran.followed_by(&rules(&[(0, 4)]), 19), rules(&[(0, 1), (10, 2), (20, 4)]));
        assert_eq!(ran.followed_by(&rules(&[(0, 1), (10, 2), (25, 5)]), 19), rules(&[(0, 1), (10, 2), (25, 5)]));
        assert_eq!(ran.followed_by(&rules(&[(0, 2)]), 19), rules(&[(0, 1), (10, 2)]));
        let mut others = ran.clone();
        others.0[1].of[5] = Hash([9; 32]);
        assert!(others.to_bytes().len() > ran.to_bytes().len(), "the default has the bytes it always had");
        for rules in [others, ran, rules(&[(0, 1)])] {
            assert_eq!(StoredRules::read(&rules.to_bytes()), Ok(rules));
        }
        for bytes in
            [&b""[..], &[1], &rules(&[]).to_bytes(), &rules(&[(1, 1)]).to_bytes(), &rules(&[(0, 1), (0, 2)]).to_bytes()]
        {
            let error = StoredRules::read(bytes).unwrap_err().to_string();
            assert!(error.starts_with("corrupt rules under key 6772756c6573: "), "{error}");
        }
    }
}
