//! Calls, function literals and predeclared functions.

mod append;
mod builtin;
mod calls;
mod closure;
mod format;
mod known;
mod make;
mod message;
mod print;
mod said;
mod typed;
