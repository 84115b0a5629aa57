//! Data folders: what belongs together in one, who may touch it, how its state moves, and names, keys and files beside it.

mod contract_and_name;
mod files;
mod folder_identity;
mod folder_permissions;
mod genesis;
mod lost_calls;
mod moving;
mod names;
mod planted;
mod renaming;
mod secret_keys;
#[path = "../shell/mod.rs"]
mod shell;
