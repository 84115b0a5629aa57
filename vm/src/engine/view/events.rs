//! Events of the past: those that a filter takes, page by page, by the index where there is one.

use crate::engine::view::StateView;
use crate::engine::view::event_cursor::EventCursor;
use crate::engine::view::receipts::read_from;
use crate::receipt::encoding;
use crate::{BlockContext, Engine, EngineError, Receipt};
use allod_core::{Address, Event, Hash};
use allod_state::receipts::{self, Stored};

/// Receipts that one question about events reads, at most. A page ends there, with a cursor to go on from.
pub const EVENT_SCAN_RECEIPTS: usize = 10_000;

/// Filter of events. The default takes all.
///
/// ```
/// use allod_vm::{Address, EventFilter};
///
/// let filter = EventFilter { contract: Some(Address([7; 20])), from_height: 100, ..EventFilter::default() };
/// assert_eq!((filter.name, filter.to_height), (None, u64::MAX));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFilter {
    /// The contract that logged them; any, if it is `None`.
    pub contract: Option<Address>,
    /// Their name.
    pub name: Option<String>,
    /// The signer of their transactions.
    pub sender: Option<Address>,
    /// The first block.
    pub from_height: u64,
    /// The last block.
    pub to_height: u64,
}

impl Default for EventFilter {
    fn default() -> Self {
        Self { contract: None, name: None, sender: None, from_height: 0, to_height: u64::MAX }
    }
}

impl EventFilter {
    fn takes(&self, receipt: &Receipt, event: &Event) -> bool {
        self.contract.is_none_or(|contract| event.contract == contract)
            && self.name.as_ref().is_none_or(|name| event.name == *name)
            && self.sender.is_none_or(|sender| receipt.sender == sender)
            && receipt.block.height >= self.from_height
    }
}

/// Event of the past, with its transaction. [`Engine::events`] has an example.
///
/// ```
/// use allod_vm::{PastEvent, EngineError};
///
/// fn line(found: &PastEvent) -> String {
///     format!("{} block {}: {} of {}", found.place, found.block.height, found.event.name, found.event.contract)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PastEvent {
    /// The place behind it: the cursor that the events after it begin at.
    pub place: EventCursor,
    /// The block of its transaction.
    pub block: BlockContext,
    /// Hash of the transaction, under which its receipt is found.
    pub hash: Hash,
    /// The signer of the transaction.
    pub sender: Address,
    /// The event.
    pub event: Event,
}

/// Page of events. [`Engine::events`] has an example.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, EventFilter, EventPage};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let EventPage { events, next, .. } = engine.events(&EventFilter::default(), None, 10)?;
/// assert!(events.is_empty() && next.is_none());
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventPage {
    /// The events, in order.
    pub events: Vec<PastEvent>,
    /// The place to go on from; `None` where there are no more.
    pub next: Option<EventCursor>,
}

impl Engine {
    /// Up to `limit` of the events that `filter` takes, after the place `after`, in the order of their transactions. A page ends
    /// early where 10,000 receipts were read for it, and says where to go on.
    ///
    /// With [`with_event_index`](crate::EngineConfig::with_event_index), a question about a contract reads the receipts that
    /// have events of it; of the name too, if that is given. Without, and for events of any contract, all receipts of the
    /// blocks in question are read. The answer is the same. Events of receipts that were [pruned](Self::prune_receipts) are
    /// gone.
    ///
    /// ```
    /// use allod_vm::{Address, Context, Engine, EngineConfig, EventFilter, ExecuteOptions};
    ///
    /// let engine = Engine::open(EngineConfig::default().with_event_index())?;
    /// let till = Address([7; 20]);
    /// for name in ["Sold", "Counted", "Sold"] {
    ///     engine.execute_native(till, "Log", ExecuteOptions::default(), |context| {
    ///         context.log(name, &[])?;
    ///         Ok(vec![])
    ///     })?;
    /// }
    /// let sold = EventFilter { contract: Some(till), name: Some("Sold".into()), ..EventFilter::default() };
    /// let first = engine.events(&sold, None, 1)?;
    /// let second = engine.events(&sold, first.next, 1)?;
    /// assert_eq!((first.events[0].block.height, second.events[0].block.height), (1, 3));
    /// assert_eq!(second.next, None);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn events(
        &self,
        filter: &EventFilter,
        after: Option<EventCursor>,
        limit: usize,
    ) -> Result<EventPage, EngineError> {
        self.pin()?.events(filter, after, limit)
    }
}

impl StateView {
    /// Up to `limit` of the events that `filter` takes, after the place `after`: see [`Engine::events`].
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn events(
        &self,
        filter: &EventFilter,
        after: Option<EventCursor>,
        limit: usize,
    ) -> Result<EventPage, EngineError> {
        let mut search =
            Search { filter, after: after.unwrap_or_default(), limit, scanned: 0, page: EventPage::default() };
        if limit == 0 || filter.from_height > filter.to_height {
            return Ok(search.page);
        }
        let first = self.first_number_at(filter.from_height)?.max(search.after.transaction);
        match filter.contract.filter(|_| self.indexes.events) {
            Some(contract) => self.search_index(&mut search, &contract, first)?,
            None => {
                for receipt in read_from(&**self.store(), first) {
                    if search.see(&receipt?) {
                        break;
                    }
                }
            }
        }
        Ok(search.page)
    }

    /// Searches the receipts that the index has for a contract, from transaction `first` on.
    fn search_index(&self, search: &mut Search<'_>, contract: &Address, first: u64) -> Result<(), EngineError> {
        let store = &**self.store();
        let mut segment: Stored = Vec::new();
        for number in receipts::events::indexed(store, contract, search.filter.name.as_deref(), first) {
            let number = number?;
            let find = |segment: &Stored| {
                let receipt = segment.iter().find(|(hash, _)| receipts::number_of(hash) == number)?;
                Some(encoding::read(receipt.0, &receipt.1))
            };
            let found = match find(&segment) {
                Some(found) => Some(found),
                None => {
                    segment = receipts::segment_from(store, number)?.unwrap_or_default();
                    find(&segment)
                }
            };
            // One that was pruned by an engine without the index has no receipt.
            if let Some(receipt) = found
                && search.see(&receipt?)
            {
                break;
            }
        }
        Ok(())
    }
}

/// Search for the events of one page.
struct Search<'f> {
    filter: &'f EventFilter,
    after: EventCursor,
    limit: usize,
    /// Receipts that were read.
    scanned: usize,
    page: EventPage,
}

impl Search<'_> {
    /// Takes the events of a receipt that are wanted. True if the page ends there.
    fn see(&mut self, receipt: &Receipt) -> bool {
        if receipt.block.height > self.filter.to_height {
            return true;
        }
        for (events, event) in (1..).zip(&receipt.events) {
            let place = EventCursor { transaction: receipt.transaction, events };
            if place <= self.after || !self.filter.takes(receipt, event) {
                continue;
            }
            if self.page.events.len() >= self.limit {
                self.page.next = self.page.events.last().map(|last| last.place);
                return true;
            }
            let (hash, sender) = (receipt.hash, receipt.sender);
            self.page.events.push(PastEvent { place, block: receipt.block, hash, sender, event: event.clone() });
        }
        self.scanned += 1;
        let ends = self.scanned >= EVENT_SCAN_RECEIPTS;
        if ends {
            self.page.next = Some(EventCursor { transaction: receipt.transaction, events: u64::MAX });
        }
        ends
    }
}
