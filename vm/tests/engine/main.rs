//! The engine as a whole: settings, prices of the documents, observers, and mistakes of other systems.

mod gas_table;
mod mistakes;
mod observers;
mod settings;
