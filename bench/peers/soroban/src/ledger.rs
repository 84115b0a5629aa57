//! The ledger: entries in XDR under keys in XDR, as the host takes them and gives them back.

use soroban_env_host::e2e_invoke::{LedgerEntryChange, TtlLedgerEntryMeta};
use soroban_env_host::xdr::{LedgerEntry, LedgerEntryData, LedgerEntryExt, LedgerKey, Limits, ReadXdr, WriteXdr};
use std::collections::HashMap;

/// An entry in XDR, how long it lives and how large it is.
struct Entry {
    xdr: Vec<u8>,
    life: TtlLedgerEntryMeta,
}

/// All entries there are.
#[derive(Default)]
pub(crate) struct Ledger(HashMap<Vec<u8>, Entry>);

impl Ledger {
    /// Puts an entry there without a call.
    pub(crate) fn insert(&mut self, key: &LedgerKey, data: LedgerEntryData, live_until: u32) {
        let entry = LedgerEntry { last_modified_ledger_seq: 0, data, ext: LedgerEntryExt::V0 };
        let xdr = xdr(&entry);
        let life = TtlLedgerEntryMeta { live_until_ledger: live_until, entry_size_for_rent: xdr.len() as u32 };
        self.0.insert(self::xdr(key), Entry { xdr, life });
    }

    /// The entry under `key`, for a call.
    pub(crate) fn lend(&self, key: &LedgerKey) -> (Option<&[u8]>, Option<TtlLedgerEntryMeta>) {
        self.0.get(&xdr(key)).map_or((None, None), |entry| (Some(&entry.xdr), Some(entry.life)))
    }

    /// Takes over what a call has changed.
    pub(crate) fn commit(&mut self, changes: Vec<LedgerEntryChange>) {
        for change in changes {
            if change.read_only {
                continue;
            }
            let Some(xdr) = change.encoded_new_value else {
                self.0.remove(&change.encoded_key);
                continue;
            };
            let life = TtlLedgerEntryMeta {
                live_until_ledger: change.ttl_change.expect("contract data ends some day").new_live_until_ledger,
                entry_size_for_rent: change.new_entry_size_bytes_for_rent,
            };
            self.0.insert(change.encoded_key, Entry { xdr, life });
        }
    }

    /// What stands under `key`.
    pub(crate) fn read(&self, key: &LedgerKey) -> Option<LedgerEntryData> {
        let (entry, _) = self.lend(key);
        Some(LedgerEntry::from_xdr(entry?, Limits::none()).expect("the host writes XDR").data)
    }
}

/// `value` in XDR.
pub(crate) fn xdr(value: &impl WriteXdr) -> Vec<u8> {
    value.to_xdr(Limits::none()).expect("a buffer takes what it is given")
}
