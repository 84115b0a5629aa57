//! Stores on disk: the same promises as in memory, damaged files, and readers beside a writer.

mod conformance;
mod damaged_log;
mod damaged_manifest;
mod reading_beside;
