//! Batch sizer: adaptive size of parallel batches, with serial back-off where transactions conflict.

/// Fewest transactions of a batch: waking a thread takes as long as some ten of them.
const BATCH_MIN: usize = 64;
/// Most transactions of a batch, which is the most that can be executed in vain.
const BATCH_MAX: usize = 1024;
/// Transactions of a chunk where the size of batches is fixed.
const FIXED_CHUNK_LEN: usize = 5;
/// Most transactions of a chunk. The more of them, the less a journal costs each; but they are re-executed together, and
/// threads end a batch as far apart as the last chunk takes.
const CHUNK_LEN_MAX: usize = 16;
/// Transactions that are executed serially after a batch has failed, at first and at most.
const SERIAL_BACKOFF_MIN: usize = 512;
const SERIAL_BACKOFF_MAX: usize = 1 << 16;

/// Adaptive batch size: doubled while at most 1/8 of a batch is re-executed, halved above, and serial with exponential
/// back-off above 1/3. It changes nothing but the time that a block takes.
#[derive(Debug)]
pub(in crate::block) struct BatchSizer {
    /// The size of every batch, if it is fixed.
    fixed: Option<usize>,
    batch_len: usize,
    chunk_len: usize,
    /// Transactions still to be executed serially.
    serial_left: usize,
    /// The next serial back-off, in transactions.
    serial_backoff: usize,
}

impl Default for BatchSizer {
    fn default() -> Self {
        Self { fixed: None, batch_len: BATCH_MIN, chunk_len: 1, serial_left: 0, serial_backoff: SERIAL_BACKOFF_MIN }
    }
}

/// Plan for the next transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::block) enum Plan {
    /// Execute `len` transactions one after another.
    Serial { len: usize },
    /// Execute `len` transactions in parallel, `chunk_len` neighbours in one journal.
    Parallel { len: usize, chunk_len: usize },
}

impl BatchSizer {
    /// Sizer that learns, or one of a `fixed` size.
    pub(in crate::block) fn new(fixed: Option<usize>) -> Self {
        let chunk_len = if fixed.is_some() { FIXED_CHUNK_LEN } else { 1 };
        Self { fixed, chunk_len, ..Self::default() }
    }

    /// The plan for the next of `left` transactions.
    pub(in crate::block) fn next(&mut self, left: usize) -> Plan {
        if let Some(fixed) = self.fixed {
            return self.parallel(fixed.clamp(1, left));
        }
        if self.serial_left > 0 {
            let len = self.serial_left.min(left);
            self.serial_left -= len;
            return Plan::Serial { len };
        }
        match left {
            ..BATCH_MIN => Plan::Serial { len: left },
            // Two of the same size are better than a full one and a rest.
            _ if left < 2 * self.batch_len => self.parallel(left.min(self.batch_len.max(left.div_ceil(2)))),
            _ => self.parallel(self.batch_len),
        }
    }

    fn parallel(&self, len: usize) -> Plan {
        Plan::Parallel { len, chunk_len: self.chunk_len }
    }

    /// Learns that of a batch's `executed` transactions so many were `reexecuted`.
    pub(in crate::block) fn learn(&mut self, executed: usize, reexecuted: usize) {
        if self.fixed.is_some() {
            return;
        }
        if reexecuted * 3 > executed {
            self.serial_left = self.serial_backoff;
            self.serial_backoff = (self.serial_backoff * 2).min(SERIAL_BACKOFF_MAX);
            (self.batch_len, self.chunk_len) = (BATCH_MIN, 1);
        } else if reexecuted * 8 > executed {
            self.batch_len = (self.batch_len / 2).max(BATCH_MIN);
            self.chunk_len = (self.chunk_len / 2).max(1);
        } else {
            self.batch_len = (self.batch_len * 2).min(BATCH_MAX);
            self.serial_backoff = SERIAL_BACKOFF_MIN;
            if reexecuted * 32 <= executed {
                self.chunk_len = (self.chunk_len * 2).min(CHUNK_LEN_MAX);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Transactions of `total` that are executed in vain, where a share of `conflicts` in 8 is re-executed.
    fn run(total: usize, conflicts: usize) -> usize {
        let (mut sizer, mut left, mut vain) = (BatchSizer::default(), total, 0);
        while left > 0 {
            left -= match sizer.next(left) {
                Plan::Serial { len } => len,
                Plan::Parallel { len, .. } => {
                    assert!((BATCH_MIN..=BATCH_MAX).contains(&len) && len <= left);
                    let reexecuted = len * conflicts / 8;
                    vain += reexecuted;
                    sizer.learn(len, reexecuted);
                    len
                }
            }
        }
        vain
    }

    #[test]
    fn of_transactions_that_all_conflict_few_are_executed_in_vain() {
        assert!(run(1_000, 8) <= 128, "{}", run(1_000, 8));
        assert!(run(100_000, 8) < 1_000, "{}", run(100_000, 8));
    }

    #[test]
    fn without_conflicts_batches_grow() {
        let (mut sizer, mut batches) = (BatchSizer::default(), Vec::new());
        for _ in 0..6 {
            let Plan::Parallel { len, .. } = sizer.next(100_000) else { panic!("no conflict, no back-off") };
            batches.push(len);
            sizer.learn(len, 0);
        }
        assert_eq!(batches, [64, 128, 256, 512, 1024, 1024]);
    }

    #[test]
    fn where_transactions_leave_each_other_alone_more_of_them_share_a_journal() {
        let mut sizer = BatchSizer::default();
        let mut chunk_len = |reexecuted| {
            sizer.learn(BATCH_MIN, reexecuted);
            sizer.chunk_len
        };
        assert_eq!([0, 1, 2, 0, 0].map(&mut chunk_len), [2, 4, 8, 16, 16]);
        assert_eq!([4, 9, 9].map(&mut chunk_len), [16, 8, 4], "a few conflicts leave it, more of them shorten it");
        assert_eq!(chunk_len(BATCH_MIN / 2), 1);
    }

    #[test]
    fn a_few_transactions_run_one_after_another() {
        assert_eq!(BatchSizer::default().next(BATCH_MIN - 1), Plan::Serial { len: BATCH_MIN - 1 });
    }
}
