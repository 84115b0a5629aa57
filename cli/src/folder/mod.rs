//! A data folder: what is in it, who may use it, and what ties its parts together.
//!
//! | file | holds |
//! |---|---|
//! | [`layout`] | names of what is kept in it |
//! | [`place`] | where the folder is, and how long to wait for it |
//! | [`guard`] | what of a folder belongs to somebody else, or may be written by them |
//! | [`lock`] | the turn of one process with the folder |
//! | [`document`] | a small JSON file that is read whole and replaced whole |
//! | [`manifest`] | which parts belong together: `folder.json` |
//! | [`opening`] | making a folder, and finding it whole |
//! | [`accounts`], [`secret_key`], [`contracts`], [`names`] | who is called what |

pub(crate) mod accounts;
pub(crate) mod contracts;
mod document;
pub(crate) mod guard;
pub(crate) mod layout;
mod lock;
mod manifest;
pub(crate) mod names;
mod opening;
mod place;
mod secret_key;

pub(crate) use lock::busy;
pub(crate) use opening::{Folder, empty};
pub(crate) use place::{Patience, Place};
