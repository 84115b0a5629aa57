//! The compiler as a WebAssembly module, which gets its source and gives its outcome byte by byte.

mod outcome;

use std::sync::Mutex;

/// The source, and after it has been compiled the outcome.
static BYTES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Appends a byte of the source.
#[unsafe(no_mangle)]
pub extern "C" fn push(byte: u32) {
    BYTES.lock().unwrap().push(byte as u8);
}

/// Compiles the source, a contract or a program with a `main`, and is the length of the outcome.
#[unsafe(no_mangle)]
pub extern "C" fn compile(contract: u32) -> u32 {
    let mut bytes = BYTES.lock().unwrap();
    *bytes = outcome::outcome(contract == 1, &bytes);
    bytes.len() as u32
}

/// A byte of the outcome.
#[unsafe(no_mangle)]
pub extern "C" fn byte(at: u32) -> u32 {
    u32::from(BYTES.lock().unwrap()[at as usize])
}

/// Forgets the outcome.
#[unsafe(no_mangle)]
pub extern "C" fn clear() {
    BYTES.lock().unwrap().clear();
}
