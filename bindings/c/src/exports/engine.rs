//! Engines: opened, closed, asked.

use crate::exports::guard::guard;
use crate::exports::memory::{Place, bytes};
use crate::exports::types::{AllodAddress, AllodBuffer, AllodEngine, AllodHash, AllodSlice};
use crate::failure::AllodStatus;
use crate::handles::{Buffer, OpenEngine, TABLE};
use crate::settings::{self, EngineSettings};
use allod_vm::{Address, Engine};
use std::ffi::{CStr, c_char};

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// Version of this library. The text is the library's and holds for ever.
#[unsafe(no_mangle)]
pub extern "C" fn allod_version() -> *const c_char {
    VERSION.as_ptr()
}

/// Handles that this process has open: engines, receipts and buffers. For tests that look for leaks.
#[unsafe(no_mangle)]
pub extern "C" fn allod_open_handles() -> u64 {
    TABLE.open()
}

/// Opens an engine. `settings` is a JSON object, or empty for an engine in memory:
/// `path` (folder for the state), `cache_dir` (folder for compiled modules), `go_cache` (folder with the Go toolchain),
/// `chain_id`, `threads`, `sync`, `read_only`, `own_nonces`, `compiler` (`"cranelift"` or `"interpreter"`), `compile_first`
/// (compile before the first call), `gas_limit` (of calls that name none), `limits` (an object by limit).
///
/// # Safety
/// `settings` is readable memory; `engine` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_engine_open(settings: AllodSlice, engine: *mut AllodEngine) -> AllodStatus {
    guard(|| {
        // SAFETY: the caller vouches for both.
        let (place, settings) = unsafe { (Place::new("an engine", engine)?, bytes("settings", settings)?) };
        let settings: EngineSettings = settings::read("settings", settings)?;
        let gas_limit = settings.gas_limit;
        let engine = Engine::open(settings.config())?;
        place.set(AllodEngine { id: TABLE.insert(OpenEngine { engine, gas_limit })? });
        Ok(())
    })
}

/// Closes an engine. It lives on until the calls of other threads that are under way have ended; receipts and buffers stay.
#[unsafe(no_mangle)]
pub extern "C" fn allod_engine_close(engine: AllodEngine) -> AllodStatus {
    guard(|| TABLE.remove::<OpenEngine>(engine.id).map(drop))
}

/// Root of the state after the last block.
///
/// # Safety
/// `root` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_state_root(engine: AllodEngine, root: *mut AllodHash) -> AllodStatus {
    guard(|| {
        // SAFETY: the caller vouches for it.
        let place = unsafe { Place::new("a root", root) }?;
        let root = TABLE.get::<OpenEngine>(engine.id)?.engine.state_root()?;
        place.set(AllodHash { bytes: root.0 });
        Ok(())
    })
}

/// ABI of a contract, as JSON: its functions and events.
///
/// # Safety
/// `abi` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_abi(engine: AllodEngine, contract: AllodAddress, abi: *mut AllodBuffer) -> AllodStatus {
    guard(|| {
        // SAFETY: the caller vouches for it.
        let place = unsafe { Place::new("an ABI", abi) }?;
        let abi = TABLE.get::<OpenEngine>(engine.id)?.engine.abi(Address(contract.bytes))?;
        place.set(AllodBuffer { id: TABLE.insert(Buffer::new(abi.to_json()))? });
        Ok(())
    })
}
