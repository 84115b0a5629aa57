//! Transfer log: the transfers of the transaction under way.

use crate::transaction::money::transfer::Transfer;

/// Transfers that a receipt lists, at most, those of its fee left out: as many as calls, and for the same reason.
pub const MAX_TRANSFERS: usize = 10_000;

/// Transfer log: what moved in the frames that have not failed.
#[derive(Debug, Default)]
pub(crate) struct TransferLog {
    kept: Vec<Transfer>,
    /// True if there were more than [`MAX_TRANSFERS`].
    cut: bool,
}

/// Place in a log to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogMark {
    len: usize,
    cut: bool,
}

impl TransferLog {
    /// Notes a transfer, if it moves anything and there is room.
    pub(crate) fn push(&mut self, transfer: Transfer) {
        if transfer.amount == 0 {
            return;
        }
        match self.kept.len() < MAX_TRANSFERS {
            true => self.kept.push(transfer),
            false => self.cut = true,
        }
    }

    /// Notes the transfers of the fee. There is always room for them.
    pub(crate) fn extend_by_fee(&mut self, transfers: impl Iterator<Item = Transfer>) {
        self.kept.extend(transfers);
    }

    /// The place where the log is.
    #[inline]
    pub(crate) fn mark(&self) -> LogMark {
        LogMark { len: self.kept.len(), cut: self.cut }
    }

    /// Goes back to `mark`.
    pub(crate) fn revert(&mut self, mark: LogMark) {
        self.kept.truncate(mark.len);
        self.cut = mark.cut;
    }

    /// Empties the log. The receipt has taken the list, as a rule.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.cut = false;
    }

    /// Takes the transfers out, in order, and says whether there were more.
    #[inline]
    pub(crate) fn take(&mut self) -> (Vec<Transfer>, bool) {
        (std::mem::take(&mut self.kept), std::mem::take(&mut self.cut))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transaction::money::transfer::TransferKind;
    use allod_core::Address;

    fn transfer(amount: u64) -> Transfer {
        let kind = TransferKind::Transfer;
        Transfer { from: Address([1; 20]), to: Address([2; 20]), amount, kind, frame: 0 }
    }

    #[test]
    fn what_is_undone_makes_room_and_a_fee_always_has_some() {
        let mut log = TransferLog::default();
        log.push(transfer(0));
        log.push(transfer(7));
        let mark = log.mark();
        (0..MAX_TRANSFERS).for_each(|_| log.push(transfer(1)));
        assert!(log.cut);
        log.revert(mark);
        log.push(transfer(8));
        assert_eq!(log.take(), (vec![transfer(7), transfer(8)], false));
        (0..=MAX_TRANSFERS).for_each(|_| log.push(transfer(1)));
        log.extend_by_fee([transfer(9)].into_iter());
        let (kept, cut) = log.take();
        assert!(cut);
        assert_eq!((kept.len(), kept.last()), (MAX_TRANSFERS + 1, Some(&transfer(9))));
    }
}
