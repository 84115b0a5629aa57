//! The words every part of Allod shares.
//!
//! | module | holds |
//! |---|---|
//! | [`address`], [`object_id`], [`hash`] | the three fixed-width names, with one strict text form |
//! | [`codec`] | how values become bytes: bincode, fixed-width, little-endian, nothing left over |
//! | [`types`], [`value`], [`tagged`] | what a value may be, a value, and a value that carries its own type |
//! | [`abi`], [`args`](mod@args) | what a contract offers, and how a caller's arguments meet it |
//! | [`density`] | how much memory a byte of a value may stand for |
//! | [`reason`] | why something was not done: every word that nodes agree on |
//! | [`event`], [`attributes`], [`name`] | what a contract tells the world, and what it and its functions are called |
//! | [`context`], [`object`] | the two interfaces a contract is written against |
//! | [`import`], [`status`] | the same interfaces as WebAssembly imports |
//! | [`outcome`] | how a call ended |
//! | [`schedule`], [`schedule_check`] | what everything costs, and which prices there may be |
//!
//! Nothing here does I/O, knows an engine, or reads a clock, and all of it builds for `wasm32`.

#![forbid(unsafe_code)]

pub mod abi;
pub mod address;
pub mod args;
pub mod attributes;
pub mod codec;
pub mod context;
pub mod density;
mod eq_short;
pub mod error;
pub mod event;
mod fixed;
pub mod hash;
pub mod import;
mod json;
pub mod name;
pub mod object;
pub mod object_id;
pub mod outcome;
pub mod ownership;
pub mod reason;
pub mod schedule;
pub mod schedule_check;
pub mod status;
pub mod tagged;
mod text;
pub mod types;
pub mod value;
mod walk;

pub use abi::{Abi, EventAbi, Function, Param};
pub use address::Address;
pub use args::Args;
pub use attributes::{Attributes, NoAttributes};
pub use context::{CallTerms, Context};
pub use eq_short::eq_short;
pub use error::{ArgError, CodecError, Error};
pub use event::Event;
pub use hash::{Domain, Hash};
pub use import::{HostOp, IMPORT_MODULE, IMPORTS, Import, WasmType};
pub use name::Name;
pub use object::Object;
pub use object_id::{ObjectId, ObjectIds};
pub use outcome::{RevertCode, Status, Trap};
pub use ownership::Ownership;
pub use reason::{Limited, Reason};
pub use schedule::{GasSchedule, InstructionPrices, Price};
pub use schedule_check::ScheduleError;
pub use status::HostStatus;
pub use types::{StructType, Type};
pub use value::Value;
