//! Holds a module against the ABI and the list of imports.

use crate::CompileError;
use allod_core::{Abi, IMPORT_MODULE, IMPORTS, ModuleImport, WasmType};
use std::collections::BTreeMap;
use wasmparser::{ExternalKind, FuncType, TypeRef, ValType, Validator};

/// Checks that `wasm` is valid, imports only functions of the host and of `modules` by their exact type, and exports every
/// function of `abi` without parameters and results.
///
/// # Errors
/// [`CompileError::Module`] naming what is not so.
pub(crate) fn check(wasm: &[u8], abi: &Abi, modules: &[ModuleImport]) -> Result<(), CompileError> {
    let types = Validator::new().validate_all(wasm).map_err(|e| why(e.to_string()))?;
    let types = types.as_ref();
    let mut exports = BTreeMap::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        match payload.map_err(|e| why(e.to_string()))? {
            wasmparser::Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.map_err(|e| why(e.to_string()))?;
                    let TypeRef::Func(index) = import.ty else {
                        return Err(why(format!("imports {}.{}, which is no function", import.module, import.name)));
                    };
                    let ty = types.get(types.core_type_at_in_module(index)).map(|ty| ty.unwrap_func());
                    imported((import.module, import.name), ty, modules)?;
                }
            }
            wasmparser::Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(|e| why(e.to_string()))?;
                    exports.insert(export.name.to_owned(), (export.kind, export.index));
                }
            }
            _ => {}
        }
    }
    for function in &abi.functions {
        let Some((ExternalKind::Func, index)) = exports.get(&function.name) else {
            return Err(why(format!("the ABI offers {}, the module exports no such function", function.name)));
        };
        let ty = types.core_function_at(*index);
        let ty = types.get(ty).map(|ty| ty.unwrap_func());
        if ty.is_none_or(|ty| !ty.params().is_empty() || !ty.results().is_empty()) {
            return Err(why(format!("export {} takes or returns something, () -> () is wanted", function.name)));
        }
    }
    Ok(())
}

fn imported((module, name): (&str, &str), ty: Option<&FuncType>, modules: &[ModuleImport]) -> Result<(), CompileError> {
    let own =
        IMPORTS.iter().filter(|_| module == IMPORT_MODULE).map(|import| (import.name, import.params, import.result));
    let others = modules.iter().filter(|import| import.module == module);
    let others = others.map(|import| (import.name.as_str(), &import.params[..], import.result));
    let known = own.chain(others).find(|import| import.0 == name);
    let (_, params, result) =
        known.ok_or_else(|| why(format!("imports {module}.{name}, which the host does not have")))?;
    let number = |ty: &WasmType| match ty {
        WasmType::I32 => ValType::I32,
        WasmType::I64 => ValType::I64,
    };
    let fits = ty.is_some_and(|ty| {
        ty.params().iter().copied().eq(params.iter().map(number))
            && ty.results().iter().copied().eq(result.iter().map(number))
    });
    fits.then_some(()).ok_or_else(|| why(format!("imports {module}.{name} with another type than the host's")))
}

fn why(why: String) -> CompileError {
    CompileError::Module { pass: "check", why }
}
