//! Registry: the host modules of an engine, each function found by its module and name.

use super::{HostFunction, HostModule};
use allod_compiler::HostPackage;
use allod_compiler::gate::{GateLimits, WASI_MODULE};
use allod_compiler::probe::{PROBE_MODULE, STACK_MODULE};
use allod_core::{Hash, IMPORT_MODULE, ModuleImport, Price, WasmType, codec};

/// Functions of all host modules together: as many as a gate looks through in no time.
const MOST_FUNCTIONS: usize = 1_024;
/// Parameters of a function, of either type and all `i32`: machine code has a way in for each of these signatures.
const MOST_MIXED: usize = 4;
const MOST_PARAMS: usize = 8;
/// The most gas that a price may have: what a meter holds.
const MOST_GAS: u64 = i64::MAX as u64;

/// A host module that no engine can serve.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, EngineError, HostModule, HostModuleError};
///
/// let engine = Engine::open(EngineConfig::default().with_host_module(HostModule::new("", 1)));
/// assert!(matches!(engine, Err(EngineError::HostModule(HostModuleError::Name { .. }))));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostModuleError {
    /// A name that is the engine's own, or none.
    #[error("host module {module:?}: the name is {why}; choose another")]
    Name {
        /// The name.
        module: String,
        /// The fault of the name.
        why: &'static str,
    },
    /// A function's name that is none, or is too long with its module's.
    #[error(
        "host module {module:?}: function {function:?}: the two names have {bytes} bytes and a dot, wanted 1 and more of each and {most} together at most"
    )]
    FunctionName {
        /// The module.
        module: String,
        /// The function's name.
        function: String,
        /// Bytes of both.
        bytes: usize,
        /// The most that there may be.
        most: usize,
    },
    /// Two functions of one name.
    #[error("host module {module:?} has function {function:?} twice")]
    Twice {
        /// The module.
        module: String,
        /// The function.
        function: String,
    },
    /// A signature that machine code has no way in for.
    #[error(
        "host module {module:?}: function {function:?} takes {params:?}: wanted 4 parameters at most, or 8 that are all I32"
    )]
    Signature {
        /// The module.
        module: String,
        /// The function.
        function: String,
        /// Its parameters.
        params: Vec<WasmType>,
    },
    /// A price that no meter holds.
    #[error("host module {module:?}: function {function:?}: a price of {price}, wanted {MOST_GAS} at most")]
    Price {
        /// The module.
        module: String,
        /// The function.
        function: String,
        /// The part of the price.
        price: u64,
    },
    /// More functions than may be.
    #[error("host modules with {given} functions, wanted {MOST_FUNCTIONS} at most")]
    Functions {
        /// Their number.
        given: usize,
    },
}

/// Host modules of an engine.
#[derive(Debug)]
pub(crate) struct HostModules {
    /// In the order of their modules and names.
    functions: Vec<HostFunction>,
    /// The imports that the gate lets in.
    imports: Vec<ModuleImport>,
    /// The packages by which contracts in Go call them.
    packages: Vec<HostPackage>,
    digest: Hash,
}

impl HostModules {
    /// The set of `modules`.
    ///
    /// # Errors
    /// [`HostModuleError`] for the first that can't be served.
    pub(crate) fn new(modules: Vec<HostModule>) -> Result<Self, HostModuleError> {
        modules.iter().try_for_each(|module| named(&module.name))?;
        let package = |module: &HostModule| Some(HostPackage { name: module.name.clone(), source: module.go.clone()? });
        let packages = modules.iter().filter_map(package).collect();
        let mut functions: Vec<HostFunction> = modules.into_iter().flat_map(|module| module.functions).collect();
        if functions.len() > MOST_FUNCTIONS {
            return Err(HostModuleError::Functions { given: functions.len() });
        }
        functions.iter().try_for_each(served)?;
        functions.sort_by(|a, b| a.import.cmp(&b.import));
        for (one, other) in functions.iter().zip(functions.iter().skip(1)) {
            if (&one.import.module, &one.import.name) == (&other.import.module, &other.import.name) {
                let ModuleImport { module, name, .. } = one.import.clone();
                return Err(HostModuleError::Twice { module, function: name });
            }
        }
        let imports = functions.iter().map(|function| function.import.clone()).collect();
        let digest = digest(&functions);
        Ok(Self { functions, imports, packages, digest })
    }

    /// The imports that a contract may have.
    pub(crate) fn imports(&self) -> &[ModuleImport] {
        &self.imports
    }

    /// The packages by which contracts in Go call them.
    pub(crate) fn packages(&self) -> &[HostPackage] {
        &self.packages
    }

    /// The name of the set: all that nodes must have alike but the code itself, which its modules' versions stand for.
    pub(crate) fn digest(&self) -> &Hash {
        &self.digest
    }

    /// The function behind an import.
    pub(crate) fn find(&self, import: &ModuleImport) -> Option<&HostFunction> {
        let order = |function: &HostFunction| {
            let own = (&function.import.module, &function.import.name);
            own.cmp(&(&import.module, &import.name))
        };
        self.functions.binary_search_by(order).ok().and_then(|at| self.functions.get(at))
    }
}

fn named(module: &str) -> Result<(), HostModuleError> {
    let fail = |why| Err(HostModuleError::Name { module: module.to_owned(), why });
    match module {
        "" => fail("empty"),
        IMPORT_MODULE | WASI_MODULE | PROBE_MODULE | STACK_MODULE => fail("that of a module of the engine's own"),
        _ if module.starts_with("allod.") => fail("one of those that begin with allod., which are kept"),
        _ => Ok(()),
    }
}

fn served(function: &HostFunction) -> Result<(), HostModuleError> {
    let ModuleImport { module, name, params, .. } = &function.import;
    let (module, function, Price { base, per_unit }) = (module.clone(), name.clone(), function.price);
    let (bytes, most) = (module.len() + function.len(), GateLimits::CURRENT.name_bytes as usize - 1);
    if function.is_empty() || bytes > most {
        return Err(HostModuleError::FunctionName { module, function, bytes, most });
    }
    let only_i32 = params.iter().all(|ty| *ty == WasmType::I32);
    if params.len() > if only_i32 { MOST_PARAMS } else { MOST_MIXED } {
        return Err(HostModuleError::Signature { module, function, params: params.clone() });
    }
    match base.max(per_unit) {
        price if price > MOST_GAS => Err(HostModuleError::Price { module, function, price }),
        _ => Ok(()),
    }
}

fn digest(functions: &[HostFunction]) -> Hash {
    let letter = |ty: &WasmType| match ty {
        WasmType::I32 => 'i',
        WasmType::I64 => 'l',
    };
    let row = |HostFunction { import, price, version, .. }: &HostFunction| {
        let params: String = import.params.iter().map(letter).collect();
        let result = import.result.as_ref().map(letter);
        (import.module.clone(), import.name.clone(), params, result, (price.base, price.per_unit), *version)
    };
    let rows: Vec<_> = functions.iter().map(row).collect();
    Hash::of("allod 2026 host modules", &codec::encode(&rows).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use WasmType::{I32, I64};

    fn module(name: &str, function: &str, params: &[WasmType], base: u64) -> HostModule {
        HostModule::new(name, 1).with_function(function, params, None, Price { base, per_unit: 0 }, |_, _| Ok(0))
    }

    fn refused(module: HostModule) -> String {
        HostModules::new(vec![module]).expect_err("can't be served").to_string()
    }

    #[test]
    fn what_no_engine_can_serve_is_refused_by_name() {
        assert!(refused(module("", "f", &[], 1)).contains("\"\": the name is empty"));
        for name in ["allod", "allod.x", WASI_MODULE, PROBE_MODULE, STACK_MODULE] {
            assert!(refused(module(name, "f", &[], 1)).contains(name));
        }
        assert!(refused(module("m", "", &[], 1)).contains("function \"\""));
        assert!(refused(module("m", &"f".repeat(255), &[], 1)).contains("256 bytes"));
        assert!(HostModules::new(vec![module("m", &"f".repeat(254), &[], 1)]).is_ok());
        assert!(refused(module("m", "f", &[I64; 5], 1)).contains("[I64, I64, I64, I64, I64]"));
        assert!(refused(module("m", "f", &[I32; 9], 1)).contains("8 that are all I32"));
        assert!(refused(module("m", "f", &[], u64::MAX)).contains("18446744073709551615"));
        let twice =
            module("m", "f", &[], 1).with_function("f", &[I32], None, Price { base: 1, per_unit: 0 }, |_, _| Ok(0));
        assert_eq!(refused(twice), "host module \"m\" has function \"f\" twice");
        let many = (0..=MOST_FUNCTIONS).map(|n| module(&format!("m{n}"), "f", &[], 1)).collect();
        assert!(HostModules::new(many).expect_err("too many").to_string().contains("1025 functions"));
    }

    #[test]
    fn the_digest_is_that_of_the_set_in_any_order_and_of_every_part_of_it() {
        let of = |modules: Vec<HostModule>| *HostModules::new(modules).expect("they can be served").digest();
        let (a, b) = (|| module("a", "f", &[I32], 1), || module("b", "f", &[I32], 1));
        assert_eq!(of(vec![a(), b()]), of(vec![b(), a()]));
        let others = [
            vec![],
            vec![a()],
            vec![a(), module("b", "g", &[I32], 1)],
            vec![a(), module("b", "f", &[I64], 1)],
            vec![a(), module("b", "f", &[I32], 2)],
            vec![a(), HostModule { version: 2, ..module("b", "f", &[I32], 1) }],
        ];
        let mut seen: Vec<Hash> = others.into_iter().map(of).collect();
        seen.push(of(vec![a(), b()]));
        // A version is that of the functions which are added after it was given.
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 6);
    }
}
