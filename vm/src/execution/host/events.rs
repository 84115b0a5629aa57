//! Events.

use super::memory::slice;
use super::{Host, HostResult, ImportResult};
use crate::execution::frame_stack::StatusError;
use allod_core::reason::WriteTarget;
use allod_core::{Attributes, Event, HostOp, HostStatus, Name, NoAttributes, Reason, reason};
use allod_security::LimitKind;

impl Host<'_> {
    pub(super) fn log(&mut self, name: u64, name_len: u64, data: u64, data_len: u64) -> ImportResult {
        self.pay(HostOp::Log, name_len + data_len)?;
        let attempt = self.try_log((name, name_len), (data, data_len));
        self.status(attempt)
    }

    fn try_log(&mut self, name: (u64, u64), data: (u64, u64)) -> HostResult<()> {
        let logged = self.session.logged + name.1 + data.1;
        let events = self.session.journal.events().len() as u64 + 1;
        self.within(LimitKind::EventName, name.1)?;
        self.within(LimitKind::Event, data.1)?;
        self.within(LimitKind::Events, events)?;
        self.within(LimitKind::AllEvents, logged)?;
        let named = slice(self.memory, name)?;
        self.writable("log", || WriteTarget::Event { event: reason::name(named) })?;
        let invalid = |why| Err(StatusError::new(HostStatus::Invalid, why).into());
        let Ok(name) = Name::from_utf8(named) else {
            return invalid(Reason::EventName);
        };
        let attributes = match Attributes::from_tagged(self.read(data.0, data.1)?) {
            Ok(attributes) => attributes,
            Err(error) => {
                let event = reason::name(name.as_bytes());
                return invalid(match error {
                    NoAttributes::Codec(error) => Reason::Event { event, flaw: error.into() },
                    NoAttributes::Pairs => Reason::EventPairs { event },
                });
            }
        };
        let contract = self.frame()?.contract;
        self.session.logged = logged;
        self.session.journal.emit(Event { contract, name, attributes });
        self.session.tracer.event();
        Ok(())
    }
}
