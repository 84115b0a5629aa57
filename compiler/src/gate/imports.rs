//! Imports: functions of the host, of WASI, and of an embedder's host modules, each by its exact name and type.

use super::error::{Check, GateError, Refusal, check_limit};
use super::limits::GateLimits;
use super::shape::ModuleShape;
use super::types;
use super::wasi::{WASI_IMPORTS, WASI_MODULE};
use allod_core::{HostOp, IMPORT_MODULE, IMPORTS, ModuleImport, WasmType};
use wasmparser::{FuncType, ImportSectionReader, TypeRef};

/// A function that may be imported.
enum KnownImport<'m> {
    Host(&'static allod_core::Import),
    Wasi(&'static super::wasi::WasiImport),
    Module(&'m ModuleImport),
}

/// Checks the imports, notes them in `shape`, and gives the type of each.
pub(super) fn read(
    section: ImportSectionReader<'_>,
    signatures: &[FuncType],
    (limits, modules): (&GateLimits, &[ModuleImport]),
    shape: &mut ModuleShape,
) -> Result<Vec<u32>, GateError> {
    let mut imported = Vec::new();
    for import in section.into_imports_with_offsets() {
        let (offset, import) = import?;
        let name = format!("{}.{}", import.module, import.name);
        let fail = |e: GateError| e.at(offset);
        check_limit(Check::Imports, "bytes of a name", name.len() as u64, limits.name_bytes).map_err(fail)?;
        check_limit(Check::Imports, "imports", imported.len() as u64 + 1, limits.imports).map_err(fail)?;
        let TypeRef::Func(index) = import.ty else {
            return Err(fail(GateError::mismatch(Check::Imports, &name, kind(&import.ty), "a function")));
        };
        let known = find(import.module, import.name, modules)
            .ok_or_else(|| fail(GateError::new(Check::Imports, Refusal::Unknown(name.clone()))))?;
        let (params, result) = match known {
            KnownImport::Host(import) => (import.params, import.result),
            KnownImport::Wasi(import) => (import.params, import.result),
            KnownImport::Module(import) => (&import.params[..], import.result),
        };
        let Some(ty) = signatures.get(index as usize) else {
            return Err(fail(GateError::mismatch(Check::Imports, &name, "of a type there is not", "a function")));
        };
        if !has_signature(ty, params, result) {
            let wanted = types::text(params, result.as_slice());
            return Err(fail(GateError::mismatch(Check::Imports, &name, types::signature_text(ty), wanted)));
        }
        match known {
            KnownImport::Host(import) => shape.imports.push(import.op),
            KnownImport::Wasi(import) => shape.wasi.push(import.name),
            KnownImport::Module(_) => shape.imports.push(HostOp::HostModule),
        }
        imported.push(index);
    }
    shape.imports.sort_unstable();
    shape.imports.dedup();
    shape.wasi.sort_unstable();
    shape.wasi.dedup();
    Ok(imported)
}

fn find<'m>(module: &str, name: &str, modules: &'m [ModuleImport]) -> Option<KnownImport<'m>> {
    match module {
        IMPORT_MODULE => IMPORTS.iter().find(|import| import.name == name).map(KnownImport::Host),
        WASI_MODULE => WASI_IMPORTS.iter().find(|import| import.name == name).map(KnownImport::Wasi),
        _ => {
            let is_it = |import: &&ModuleImport| import.module == module && import.name == name;
            modules.iter().find(is_it).map(KnownImport::Module)
        }
    }
}

/// True if `ty` has exactly these parameters and this result.
fn has_signature(ty: &FuncType, params: &[WasmType], result: Option<WasmType>) -> bool {
    types::numbers(ty.params()).as_deref() == Some(params)
        && types::numbers(ty.results()).as_deref() == Some(result.as_slice())
}

fn kind(ty: &TypeRef) -> &'static str {
    match ty {
        TypeRef::Func(_) | TypeRef::FuncExact(_) => "a function",
        TypeRef::Table(_) => "a table",
        TypeRef::Memory(_) => "a memory",
        TypeRef::Global(_) => "a global",
        TypeRef::Tag(_) => "a tag",
    }
}
