//! Looking at an engine: views of one state, access sets, events of the past.

mod accesses;
mod events;
mod observers;
mod views;
