//! Declarations: what a package declares, in which order that is looked into, and what is wrong with it.

mod collect;
mod cycles;
mod functions;
mod imports;
mod init;
mod local;
mod methods;
mod resolve;
mod type_params;
mod types;
mod valid;
mod values;
