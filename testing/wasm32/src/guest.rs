//! Guest: the story as functions that a host of WebAssembly calls. Bytes go in and out one by one, so that no pointer does.

use crate::story::{self, Chapter, tell};
use allod_vm::EngineConfig;
use std::sync::Mutex;

/// The module in Go that the story deploys.
static MODULE: Mutex<Vec<u8>> = Mutex::new(Vec::new());
/// Lines that were told so far. A host can read them after a trap, too.
static TOLD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn say(line: &str) {
    let mut told = TOLD.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    told.extend_from_slice(line.as_bytes());
    told.push(b'\n');
}

/// Appends a byte of the module.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn push(byte: u32) {
    MODULE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(byte as u8);
}

/// Tells a chapter, and is the length of all that was told. A failure of the engine is the last line.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn tell_chapter(number: u32) -> u32 {
    std::panic::set_hook(Box::new(|panic| say(&panic.to_string())));
    let module = MODULE.lock().map(|module| module.clone()).unwrap_or_default();
    match Chapter::ALL.get(number as usize) {
        Some(chapter) => {
            if let Err(error) = tell(*chapter, EngineConfig::default(), &module, &mut |line| say(&line)) {
                say(&format!("error: {error}"));
            }
        }
        None => say(&format!("there is no chapter {number}")),
    }
    length()
}

/// Opens an engine with chains of calls so long and so many threads, and is the length of all that was told.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn tell_opening(call_depth: u32, threads: u32) -> u32 {
    story::tell_opening(call_depth.into(), threads as usize, &mut |line| say(&line));
    length()
}

/// Length of what was told.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn length() -> u32 {
    TOLD.lock().map_or(0, |told| told.len() as u32)
}

/// A byte of what was told.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn byte(at: u32) -> u32 {
    TOLD.lock().map_or(0, |told| told.get(at as usize).copied().unwrap_or_default().into())
}
