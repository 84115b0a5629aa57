//! Reasons of refusals and failures: codes with fields, and the words for them, all in one place.
//!
//! What nodes agree on, and what a contract is charged for by the byte, says these words and no others: those of a
//! library change with its version. Names that somebody chose are cut to [`NAME`] bytes, types to [`NAME`] as well, so
//! every reason is at most [`MOST`] bytes long, as text and encoded.

mod cut;
mod flaw;
mod parts;

pub use cut::{NAME, name, type_name};
pub use flaw::Flaw;
pub use parts::{AbiFault, Check, LimitKind, WriteTarget};

use crate::ids::Name;
use crate::{Address, ObjectId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Bytes of a reason, at most.
pub const MOST: usize = 512;

/// A word of our own, of one of our tables: an operation, an option.
pub type Word = Cow<'static, str>;

/// The reason of a refusal or failure.
///
/// ```
/// use allod_core::{Address, Reason};
///
/// let reason = Reason::NoContract { address: Address([7; 20]) };
/// assert!(reason.to_string().starts_with("no contract at 0707"));
/// assert_ne!(reason.code(), Reason::Chain { given: 2, wanted: 1 }.code());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the texts say what the fields are")]
pub enum Reason {
    // A call that can't begin.
    #[error("no contract at {address}")]
    NoContract { address: Address },
    #[error("no function \"{function}\"")]
    NoFunction { function: Name },
    #[error("{function}: arguments: {flaw}")]
    Arguments { function: Name, flaw: Flaw },
    #[error("{function} takes {wanted} argument{}, given {given}", if *wanted == 1 { "" } else { "s" })]
    ArgumentCount { function: Name, wanted: u32, given: u32 },
    #[error("{function}: argument {position} ({parameter}): wanted {wanted}, given {given}")]
    Argument { function: Name, position: u32, parameter: Name, wanted: Name, given: Name },
    #[error("{what}: {given} {}, the limit is {limit}", what.unit())]
    Limit { what: LimitKind, given: u64, limit: u64 },
    #[error("call depth {depth}, the limit is {limit}")]
    Depth { depth: u64, limit: u64 },
    #[error("this would be call {call} of the transaction, the limit is {limit}")]
    Calls { call: u64, limit: u64 },
    #[error("contract {contract} is already on the call chain and does not allow re-entry")]
    Reentered { contract: Address },

    // A contract that can't be made.
    #[error("the module is not let in: {check}")]
    Gate { check: Check },
    #[error("the module can't be metered")]
    NotMetered,
    #[error("the module can't be compiled")]
    NotCompiled,
    #[error("the module's ABI can't be read")]
    AbiUnreadable,
    #[error("the ABI offers {function}, but {fault}")]
    Abi { function: Name, fault: AbiFault },
    #[error("there is a contract at {address} already: the same deployer, salt and code")]
    AddressTaken { address: Address },
    #[error("{option} is {value}, wanted {min} to {max}")]
    Option { option: Word, value: u64, min: u64, max: u64 },

    // A transaction that is not the next.
    #[error("the transaction is for chain {given}, this is chain {wanted}")]
    Chain { given: u64, wanted: u64 },
    #[error("the transaction has nonce {given}, the next of {account} is {wanted}")]
    Nonce { account: Address, given: u64, wanted: u64 },

    // A host function that was not done.
    #[error("{operation}{subject}: this is a query, and a query writes nothing")]
    Query { operation: Word, subject: WriteTarget },
    #[error("no object {object}")]
    NoObject { object: ObjectId },
    #[error("{owner} owns no object of contract {contract}")]
    OwnsNone { owner: Address, contract: Address },
    #[error("{handle} is no handle of this call")]
    NoHandle { handle: u64 },
    #[error("object {object} has no field \"{field}\"")]
    NoField { object: ObjectId, field: Name },
    #[error("field \"{field}\" of object {object} holds {holds}, asked for as {asked}")]
    OtherType { object: ObjectId, field: Name, holds: Name, asked: Name },
    #[error("field \"{field}\": {flaw}")]
    Field { field: Name, flaw: Flaw },
    #[error("a type descriptor of {given} bytes, the limit is {limit}")]
    Descriptor { given: u64, limit: u64 },
    #[error("{operation}: only the object's own contract {wanted} may; asked by contract {asked_by}, object {object}")]
    ForeignContract { operation: Word, object: ObjectId, asked_by: Address, wanted: Address },
    #[error("{operation}: a shared object has no owner to consent; asked by contract {asked_by}, object {object}")]
    Shared { operation: Word, object: ObjectId, asked_by: Address },
    #[error("{operation}: an immutable object never changes; asked by contract {asked_by}, object {object}")]
    Immutable { operation: Word, object: ObjectId, asked_by: Address },
    #[error(
        "{operation}: the owner {owner} has not consented{}; asked by contract {asked_by} for {sender}, object {object}",
        if *not_brought { ", but only signed, and did not bring the object along" } else { "" }
    )]
    NoConsent {
        operation: Word,
        object: ObjectId,
        asked_by: Address,
        sender: Address,
        owner: Address,
        not_brought: bool,
    },
    #[error("an event name that is not UTF-8")]
    EventName,
    #[error("event {event}: {flaw}")]
    Event { event: Name, flaw: Flaw },
    #[error("event {event}: attributes are a string and a value in turn")]
    EventPairs { event: Name },
    #[error("receive {amount}: the sender attached {attached} to this call")]
    Attached { amount: u64, attached: u64 },
    #[error("account {account} has {has}, wanted {wanted}")]
    Balance { account: Address, has: u64, wanted: u64 },
    #[error("account {account} has {has}, adding {added} passes {}", u64::MAX)]
    BalanceOverflow { account: Address, has: u64, added: u64 },

    // A run that the host ended.
    #[error("{given} bytes of input are too few")]
    InputShort { given: u64 },
    #[error("{left} bytes of input are left over")]
    InputLeft { left: u64 },
    #[error("exit code {code}")]
    Exit { code: u32 },
    #[error("the engine failed")]
    Engine,

    // A host function that was not done; here because the bytes of those above are fixed.
    #[error(
        "{operation}: a default object is there as long as its contract; asked by contract {asked_by}, object {object}"
    )]
    DefaultObject { operation: Word, object: ObjectId, asked_by: Address },
    #[error("the terms of a call say {given} of its arguments, wanted 0 for tagged values or 1 for input as it is")]
    CallTerms { given: u64 },

    // A transaction that its signer can't pay for; here for the same reason.
    #[error("a gas price of {given}, the least is {least}")]
    GasPrice { given: u64, least: u64 },
    #[error("a gas limit of {limit}, and the transaction takes {intrinsic} before anything runs")]
    IntrinsicGas { limit: u64, intrinsic: u64 },
    #[error(
        "account {account} has {has}, and {gas_limit} gas at {gas_price} each and a value of {value} may take more"
    )]
    Funds { account: Address, has: u64, gas_limit: u64, gas_price: u64, value: u64 },

    // A call that can't begin.
    #[error("{function}: the input is no argument {position} ({parameter} {wanted}): {flaw}")]
    Input { function: Name, position: u32, parameter: Name, wanted: Name, flaw: Flaw },
}

impl Reason {
    /// Its number, for programs. It never changes, and none is used twice.
    pub fn code(&self) -> u16 {
        match self {
            Self::NoContract { .. } => 1,
            Self::NoFunction { .. } => 2,
            Self::Arguments { .. } => 3,
            Self::ArgumentCount { .. } => 4,
            Self::Argument { .. } => 5,
            Self::Limit { .. } => 6,
            Self::Depth { .. } => 7,
            Self::Calls { .. } => 8,
            Self::Reentered { .. } => 9,
            Self::Input { .. } => 10,
            Self::Gate { .. } => 20,
            Self::NotMetered => 21,
            Self::NotCompiled => 22,
            Self::AbiUnreadable => 23,
            Self::Abi { .. } => 24,
            Self::AddressTaken { .. } => 25,
            Self::Option { .. } => 26,
            Self::Chain { .. } => 30,
            Self::Nonce { .. } => 31,
            Self::GasPrice { .. } => 32,
            Self::IntrinsicGas { .. } => 33,
            Self::Funds { .. } => 34,
            Self::Query { .. } => 40,
            Self::NoObject { .. } => 41,
            Self::OwnsNone { .. } => 42,
            Self::NoHandle { .. } => 43,
            Self::NoField { .. } => 44,
            Self::OtherType { .. } => 45,
            Self::Field { .. } => 46,
            Self::Descriptor { .. } => 47,
            Self::ForeignContract { .. } => 48,
            Self::Shared { .. } => 49,
            Self::Immutable { .. } => 50,
            Self::NoConsent { .. } => 51,
            Self::EventName => 52,
            Self::Event { .. } => 53,
            Self::EventPairs { .. } => 54,
            Self::Attached { .. } => 55,
            Self::Balance { .. } => 56,
            Self::BalanceOverflow { .. } => 57,
            Self::DefaultObject { .. } => 58,
            Self::CallTerms { .. } => 59,
            Self::InputShort { .. } => 70,
            Self::InputLeft { .. } => 71,
            Self::Exit { .. } => 72,
            Self::Engine => 73,
        }
    }
}
