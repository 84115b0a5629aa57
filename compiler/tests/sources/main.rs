//! Sources: what is read of a file or a folder, and how it is refused when it is wrong or hostile.

mod folders;
mod host_packages;
mod hostile_source;
mod initialisation;
mod sdk_files;
mod wrong_contracts;
