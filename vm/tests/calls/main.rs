//! Calls and deploys: what a contract is given, what it may ask, how it ends and what is told of that.

mod calls_with_value;
mod checker;
mod constructors;
mod default_object;
mod endings;
mod explain;
mod go_contracts;
mod govm_contracts;
mod native;
mod native_contracts;
mod signature_rules;
mod signature_vectors;
mod traced_refusals;
