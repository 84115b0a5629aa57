//! Statements.

mod assign;
mod defer;
mod iterator;
mod loops;
mod range;
mod statements;
mod switch;
mod target;
mod update;
