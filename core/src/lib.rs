//! The words every part of Allod shares.
//!
//! | module | holds |
//! |---|---|
//! | [`ids`] | addresses, hashes and object ids: fixed width, one strict text form |
//! | [`codec`] | values of Rust as bytes: bincode, fixed-width, little-endian, nothing left over |
//! | [`values`] | the types of values, values, and their forms as bytes, JSON and text |
//! | [`abi`] | the functions and events of a contract, a caller's arguments, logged events |
//! | [`interface`] | the two interfaces a contract is written against, also as WebAssembly imports |
//! | [`lines`] | the lines of a source, in a section of the module made of it |
//! | [`gas`] | the prices of everything, and the range of each |
//! | [`outcome`] | the status that a call ends with |
//! | [`reason`] | the reasons of refusals and failures: every word that nodes agree on |
//! | [`error`] | errors of names, values, arguments and bytes |
//!
//! Nothing here does I/O, knows an engine, or reads a clock, and all of it builds for `wasm32`.

#![forbid(unsafe_code)]

pub mod abi;
pub mod codec;
mod eq_short;
pub mod error;
pub mod gas;
pub mod ids;
pub mod interface;
pub mod lines;
pub mod outcome;
pub mod reason;
pub mod values;

pub use abi::args::{self, Args};
pub use abi::attributes::{Attributes, NoAttributes};
pub use abi::event::Event;
pub use abi::{Abi, EventAbi, Function, Param};
pub use eq_short::eq_short;
pub use error::{ArgError, CodecError, Error};
pub use gas::fee_terms::{FeeError, FeeOffer, FeeTerms};
pub use gas::schedule::{self, GasSchedule, InstructionPrices, Price};
pub use gas::schedule_check::ScheduleError;
pub use ids::Name;
pub use ids::address::{self, Address};
pub use ids::hash::{Domain, Hash};
pub use ids::object_id::{ObjectId, ObjectIds};
pub use interface::context::{CallTerms, Context};
pub use interface::import::{HostOp, IMPORT_MODULE, IMPORTS, Import, ModuleImport, WasmType};
pub use interface::object::Object;
pub use interface::ownership::Ownership;
pub use interface::status::HostStatus;
pub use outcome::{RevertCode, Status, Trap};
pub use reason::{LimitKind, Reason};
pub use values::types::descriptor::PRIMITIVES;
pub use values::types::{self, StructType, Type};
pub use values::value::Value;
pub use values::{density, tagged_value, typed_text};
