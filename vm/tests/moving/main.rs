//! A whole state, out of one store and into another: export, import against a root.

mod damage;
mod forged;
mod million;
mod round_trip;
mod shapes;
mod states;
