//! Deploys.

use crate::exports::guard::guard;
use crate::exports::memory::{Place, bytes};
use crate::exports::types::{AllodAddress, AllodBuffer, AllodEngine, AllodSlice};
use crate::failure::AllodStatus;
use crate::handles::{Buffer, OpenEngine, TABLE};
use crate::settings::{self, DeploySettings};
use serde_json::json;

/// Deploys `code`: a module, WebAssembly text, or Go source. `options` is a JSON object, or empty: `from`, `salt`, `name` (of
/// the file, for messages), `abi`, `wasi` (the contract's limits), `reentrant`, `gas_limit`, `block`, `constructor`
/// (`function`, `args`, `value`). `details`, which may be null, gets a JSON object: `address`, `code_hash`, `module_size`,
/// `abi`, `warnings`, `receipt`.
///
/// # Safety
/// `code` and `options` are readable memory; `contract` and `details` are null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_deploy(
    engine: AllodEngine,
    code: AllodSlice,
    options: AllodSlice,
    contract: *mut AllodAddress,
    details: *mut AllodBuffer,
) -> AllodStatus {
    guard(|| {
        // SAFETY: the caller vouches for all four.
        let (place, details) = unsafe { (Place::new("an address", contract)?, Place::optional(details)) };
        // SAFETY: as above.
        let (code, options) = unsafe { (bytes("code", code)?, bytes("options", options)?) };
        let open = TABLE.get::<OpenEngine>(engine.id)?;
        let settings: DeploySettings = settings::read("options", options)?;
        let deployed = open.engine.deploy_with_options(code, settings.options(open.gas_limit))?;
        if let Some(details) = details {
            let warnings: Vec<String> = deployed.warnings.iter().map(ToString::to_string).collect();
            let text = json!({
                "address": deployed.address,
                "code_hash": deployed.code_hash,
                "module_size": deployed.module_size,
                "abi": deployed.abi,
                "warnings": warnings,
                "receipt": deployed.receipt.to_json(),
            });
            details.set(AllodBuffer { id: TABLE.insert(Buffer::new(text.to_string()))? });
        }
        place.set(AllodAddress { bytes: deployed.address.0 });
        Ok(())
    })
}
