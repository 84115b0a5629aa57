//! How many transactions to run side by side, and how many of them in one journal.

/// Fewest transactions that are worth running side by side: waking a thread takes as long as some ten of them.
const LEAST: usize = 64;
/// Most of them at a time. What ran in vain is at most this.
const MOST: usize = 1024;
/// How many run in one journal where the width is fixed.
const FIXED: usize = 5;
/// Most transactions next to each other that run in one journal. The more of them, the less a journal costs each; but
/// they run again together, and threads end a window as far apart as the last of these takes.
const LONGEST: usize = 16;
/// How many run one after another once running side by side has failed, at first and at most.
const REST: usize = 512;
const LONGEST_REST: usize = 1 << 16;

/// How many transactions to run side by side. It learns from how many of the last ones had to run again, and changes
/// nothing but how long a block takes.
#[derive(Debug)]
pub(in crate::block) struct Pace {
    /// Always this many, whatever was learned.
    fixed: Option<usize>,
    width: usize,
    /// How many of them run in one journal.
    length: usize,
    /// Transactions still to run one after another.
    rest: usize,
    /// How long the next rest is.
    next_rest: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { fixed: None, width: LEAST, length: 1, rest: 0, next_rest: REST }
    }
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::block) enum Step {
    /// Run this many one after another.
    Serial(usize),
    /// Run `many` side by side, `length` next to each other in one journal.
    Parallel { many: usize, length: usize },
}

impl Pace {
    /// Learns nothing if a width is given.
    pub(in crate::block) fn new(fixed: Option<usize>) -> Self {
        let length = if fixed.is_some() { FIXED } else { 1 };
        Self { fixed, length, ..Self::default() }
    }

    /// What to do with the next transactions, of which there are `left`.
    pub(in crate::block) fn next(&mut self, left: usize) -> Step {
        if let Some(fixed) = self.fixed {
            return self.parallel(fixed.clamp(1, left));
        }
        if self.rest > 0 {
            let many = self.rest.min(left);
            self.rest -= many;
            return Step::Serial(many);
        }
        match left {
            ..LEAST => Step::Serial(left),
            // Rather two of the same size than one and a rest.
            _ if left < 2 * self.width => self.parallel(left.min(self.width.max(left.div_ceil(2)))),
            _ => self.parallel(self.width),
        }
    }

    fn parallel(&self, many: usize) -> Step {
        Step::Parallel { many, length: self.length }
    }

    /// Learns that of `ran` transactions that ran side by side, `again` had to run again.
    pub(in crate::block) fn learn(&mut self, ran: usize, again: usize) {
        if self.fixed.is_some() {
            return;
        }
        if again * 3 > ran {
            self.rest = self.next_rest;
            self.next_rest = (self.next_rest * 2).min(LONGEST_REST);
            (self.width, self.length) = (LEAST, 1);
        } else if again * 8 > ran {
            self.width = (self.width / 2).max(LEAST);
            self.length = (self.length / 2).max(1);
        } else {
            self.width = (self.width * 2).min(MOST);
            self.next_rest = REST;
            if again * 32 <= ran {
                self.length = (self.length * 2).min(LONGEST);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs `total` transactions of which a share of `conflicts` in 8 runs again; how many ran side by side in vain.
    fn run(total: usize, conflicts: usize) -> usize {
        let (mut pace, mut left, mut vain) = (Pace::default(), total, 0);
        while left > 0 {
            left -= match pace.next(left) {
                Step::Serial(many) => many,
                Step::Parallel { many, .. } => {
                    assert!((LEAST..=MOST).contains(&many) && many <= left);
                    let again = many * conflicts / 8;
                    vain += again;
                    pace.learn(many, again);
                    many
                }
            }
        }
        vain
    }

    #[test]
    fn of_transactions_that_all_conflict_few_run_in_vain() {
        assert!(run(1_000, 8) <= 128, "{}", run(1_000, 8));
        assert!(run(100_000, 8) < 1_000, "{}", run(100_000, 8));
    }

    #[test]
    fn without_conflicts_windows_grow() {
        let (mut pace, mut windows) = (Pace::default(), Vec::new());
        for _ in 0..6 {
            let Step::Parallel { many, .. } = pace.next(100_000) else { panic!("no conflict, no rest") };
            windows.push(many);
            pace.learn(many, 0);
        }
        assert_eq!(windows, [64, 128, 256, 512, 1024, 1024]);
    }

    #[test]
    fn where_transactions_leave_each_other_alone_more_of_them_share_a_journal() {
        let mut pace = Pace::default();
        let mut length = |again| {
            pace.learn(LEAST, again);
            pace.length
        };
        assert_eq!([0, 1, 2, 0, 0].map(&mut length), [2, 4, 8, 16, 16]);
        assert_eq!([4, 9, 9].map(&mut length), [16, 8, 4], "a few conflicts leave it, more of them shorten it");
        assert_eq!(length(LEAST / 2), 1);
    }

    #[test]
    fn a_few_transactions_run_one_after_another() {
        assert_eq!(Pace::default().next(LEAST - 1), Step::Serial(LEAST - 1));
    }
}
