//! Event operation: log.

use super::memory::slice;
use super::{HostCall, ImportResult};
use crate::execution::host_error::{HostResult, StatusError};
use allod_core::reason::WriteTarget;
use allod_core::{Attributes, Event, HostOp, HostStatus, Name, NoAttributes, Reason, reason};
use allod_security::LimitKind;

impl HostCall<'_> {
    pub(super) fn log(&mut self, name: u64, name_len: u64, data: u64, data_len: u64) -> ImportResult {
        self.pay(HostOp::Log, name_len + data_len)?;
        let attempt = self.try_log((name, name_len), (data, data_len));
        self.status(attempt)
    }

    fn try_log(&mut self, name: (u64, u64), data: (u64, u64)) -> HostResult<()> {
        self.loggable(name.1, data.1)?;
        let named = slice(self.memory, name)?;
        self.writable("log", || WriteTarget::Event { event: reason::name(named) })?;
        let called = event_name(named)?;
        let attributes = attributes_of(&called, self.read(data.0, data.1)?)?;
        self.add_event(called, attributes, name.1 + data.1)
    }

    /// As [`log`](Self::log), of bytes that the host has, and paid for elsewhere.
    pub(super) fn emit(&mut self, name: &[u8], data: &[u8]) -> HostResult<()> {
        let (named, attributed) = (name.len() as u64, data.len() as u64);
        self.loggable(named, attributed)?;
        self.writable("log", || WriteTarget::Event { event: reason::name(name) })?;
        let called = event_name(name)?;
        let attributes = attributes_of(&called, data)?;
        self.add_event(called, attributes, named + attributed)
    }

    /// Checks that there is room for an event of so many bytes.
    fn loggable(&self, name: u64, data: u64) -> HostResult<()> {
        let events = self.context.journal.events().len() as u64 + 1;
        self.within(LimitKind::EventName, name)?;
        self.within(LimitKind::Event, data)?;
        self.within(LimitKind::Events, events)?;
        Ok(self.within(LimitKind::AllEvents, self.context.tx.logged + name + data)?)
    }

    fn add_event(&mut self, name: Name, attributes: Attributes, bytes: u64) -> HostResult<()> {
        let contract = self.frame()?.contract;
        self.context.tx.logged += bytes;
        self.context.journal.emit(Event { contract, name, attributes });
        self.context.tx.tracer.event();
        Ok(())
    }
}

fn event_name(named: &[u8]) -> Result<Name, StatusError> {
    Name::from_utf8(named).map_err(|_| StatusError::new(HostStatus::Invalid, Reason::EventName))
}

fn attributes_of(name: &Name, data: &[u8]) -> Result<Attributes, StatusError> {
    Attributes::from_tagged(data).map_err(|error| {
        let event = reason::name(name.as_bytes());
        let why = match error {
            NoAttributes::Codec(error) => Reason::Event { event, flaw: error.into() },
            NoAttributes::Pairs => Reason::EventPairs { event },
        };
        StatusError::new(HostStatus::Invalid, why)
    })
}
