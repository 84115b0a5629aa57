//! Transaction state: the part of the execution context that begins anew with each transaction.

use crate::EngineError;
use crate::execution::frame_stack::FrameStack;
use crate::execution::gas::GasBreakdown;
use crate::transaction::money::charge::Charge;
use crate::transaction::money::transfer_log::TransferLog;
use allod_core::{Address, ObjectId};
use allod_security::CallTracer;
use allod_state::StateError;

/// State of the transaction under way, from its first frame to its receipt.
#[derive(Debug)]
pub(crate) struct TxState {
    /// The signer.
    pub(crate) origin: Address,
    /// The transaction's number since genesis.
    pub(crate) number: u64,
    /// The transaction's nonce, if it was counted before it began.
    pub(crate) nonce: Option<u64>,
    /// Objects that the signer authorized the call chain to move or delete, sorted.
    pub(crate) authorized: Vec<ObjectId>,
    /// The calls under way, the running one last.
    pub(crate) frames: FrameStack,
    pub(crate) tracer: CallTracer,
    pub(crate) gas: GasBreakdown,
    /// Gas of the transaction as such, which it pays before anything runs.
    pub(crate) intrinsic_gas: u64,
    /// Money that is set aside for gas, where the chain takes any.
    pub(crate) charge: Option<Charge>,
    /// Money that moved.
    pub(crate) transfers: TransferLog,
    /// Gas to refund at the end.
    pub(crate) refund: u64,
    /// Objects created, those undone included, so that no id is used twice.
    pub(crate) created: u32,
    /// Bytes of events, those undone included, so that a receipt has a bound.
    pub(crate) logged: u64,
    /// Bytes of memory and tables of the instances under way: the running one as it began, the others as they are.
    pub(crate) memory: u64,
    /// The debug log.
    pub(crate) debug: Vec<u8>,
    /// Failure of the engine itself, which ends every frame.
    pub(crate) fault: Option<EngineError>,
}

impl TxState {
    /// State before the first transaction, for chains of at most `call_depth` frames.
    pub(crate) fn new(call_depth: u64) -> Self {
        Self {
            origin: Address::ZERO,
            number: 0,
            nonce: None,
            authorized: Vec::new(),
            frames: FrameStack::default(),
            tracer: CallTracer::new(call_depth),
            gas: GasBreakdown::default(),
            intrinsic_gas: 0,
            charge: None,
            transfers: TransferLog::default(),
            refund: 0,
            created: 0,
            logged: 0,
            memory: 0,
            debug: Vec::new(),
            fault: None,
        }
    }

    /// Begins transaction `number`, signed by `signer`, in the capacity of the last one. Every field is named here, so that
    /// none can be forgotten.
    pub(crate) fn reset(&mut self, signer: Address, number: u64) {
        let Self {
            origin,
            number: own_number,
            nonce,
            authorized,
            frames,
            tracer,
            gas,
            intrinsic_gas,
            charge,
            transfers,
            refund,
            created,
            logged,
            memory,
            debug,
            fault,
        } = self;
        (*origin, *own_number, *nonce) = (signer, number, None);
        authorized.clear();
        frames.clear();
        tracer.reset();
        gas.clear();
        *charge = None;
        transfers.clear();
        (*refund, *intrinsic_gas, *created, *logged, *memory) = (0, 0, 0, 0, 0);
        debug.clear();
        *fault = None;
    }

    /// Money of `account` that is set aside and may come back: no transfer may take its room.
    #[inline]
    pub(crate) fn reserved(&self, account: &Address) -> u64 {
        match self.charge {
            Some(charge) if self.origin == *account => charge.reserved,
            _ => 0,
        }
    }

    /// Notes a failure of the state itself, which ends every frame.
    #[inline]
    pub(crate) fn note(&mut self, result: Result<(), StateError>) {
        if let Err(error) = result {
            self.fault = Some(error.into());
        }
    }
}
