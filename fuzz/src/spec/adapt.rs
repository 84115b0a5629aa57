//! A module of the suite, changed as little as lets it through the gate and lets all its results be seen.
//!
//! | the suite has | a chain has |
//! |---|---|
//! | exports of floats and vectors | a *bridge*: an export of integers with the same bits |
//! | exported globals | a bridge that gives them |
//! | several results | a bridge for each of them, as an ABI that nobody wrote offers one |
//! | a start function | an export `_initialize` that calls it |
//! | imports from `spectest` | the same inside the module |
//!
//! Functions that were there are left alone, byte for byte.

use super::bridge::{From, body, integers, is_whole};
use super::spectest;
use allod_testing::modules::surgery::{length, number, sections};
use std::collections::{BTreeMap, HashMap};
use wasmparser::{ExternalKind, FuncType, Parser, Payload, TypeRef, ValType};

const TYPES: u8 = 1;
const IMPORTS: u8 = 2;
const FUNCTIONS: u8 = 3;
const EXPORTS: u8 = 7;
const START: u8 = 8;
const CODE: u8 = 10;
const DATA_COUNT: u8 = 12;
const END: u8 = 0x0b;

/// The sections in the order in which they stand; custom ones are left out.
const ORDER: [u8; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];

/// A module as a chain takes it.
#[derive(Clone, Debug)]
pub struct Adapted {
    /// The module.
    pub wasm: Vec<u8>,
    /// Whether `_initialize` runs before anything else.
    pub starts: bool,
    /// How its functions are called, by the name that the suite uses.
    pub functions: HashMap<String, Way>,
}

/// How a function is called.
#[derive(Clone, Debug)]
pub struct Way {
    /// What it takes.
    pub params: Vec<ValType>,
    /// What it gives.
    pub results: Vec<ValType>,
    /// The export that takes and gives integers: its own or a bridge.
    pub export: String,
    /// For each number that it gives, an export that gives only this one; its own where that gives one or none.
    pub parts: Vec<String>,
}

/// The name of a function that gives the global exported as `name`.
pub fn getter(name: &str) -> String {
    format!("get.{name}")
}

/// Items of a section: how many, and these.
pub(super) type Items = (usize, Vec<u8>);

/// What is read of a module.
#[derive(Default)]
struct Source {
    sections: BTreeMap<u8, Vec<u8>>,
    types: Vec<FuncType>,
    imports: Vec<(String, String, TypeRef)>,
    /// The type of each global, imported ones first.
    globals: Vec<ValType>,
    /// The type of each function, imported ones first.
    functions: Vec<u32>,
    exports: Vec<(String, ExternalKind, u32)>,
    start: Option<u32>,
}

/// `module` as a chain takes it; `None` for one with types, tags or starts that only refused features have.
pub fn adapt(module: &[u8]) -> Option<Adapted> {
    let source = Source::read(module)?;
    let mut added: BTreeMap<u8, Items> = BTreeMap::new();
    let mut add = |section: u8, item: &[u8]| {
        let (count, items) = added.entry(section).or_default();
        *count += 1;
        items.extend(item);
    };
    let mut next = source.functions.len();
    let mut bridge = |name: &str, ty: (&[u8], &[u8]), body: &[u8]| {
        add(TYPES, &[&[0x60], &*length(ty.0.len()), ty.0, &length(ty.1.len()), ty.1].concat());
        add(FUNCTIONS, &length(source.types.len() + next - source.functions.len()));
        add(EXPORTS, &[&*length(name.len()), name.as_bytes(), &[0], &length(next)].concat());
        add(CODE, &[&*length(body.len()), body].concat());
        next += 1;
    };
    let (mut functions, mut kept) = (HashMap::new(), (0, Vec::new()));
    for (name, kind, index) in &source.exports {
        let (from, params, results) = match kind {
            ExternalKind::Func => {
                let ty = source.types.get(*source.functions.get(*index as usize)? as usize)?;
                (From::Function(*index), ty.params().to_vec(), ty.results().to_vec())
            }
            ExternalKind::Global => (From::Global(*index), Vec::new(), vec![*source.globals.get(*index as usize)?]),
            _ => (From::Global(0), vec![ValType::FUNCREF], Vec::new()),
        };
        let mut keep = true;
        // Not those that have to do with references.
        if let (Some(given), Some(gives)) = (integers(&params), integers(&results)) {
            let known = if matches!(from, From::Global(_)) { getter(name) } else { name.clone() };
            let (mut export, mut parts) = (name.clone(), vec![name.clone()]);
            let whole = params.iter().chain(&results).all(is_whole);
            if known != *name || !whole {
                keep = known != *name;
                export = format!("bridge.{known}");
                bridge(&export, (&given, &gives), &body(&params, &results, from, None));
                parts = vec![export.clone()];
            }
            if gives.len() > 1 {
                parts = (0..gives.len()).map(|part| format!("bridge.{known}#{part}")).collect();
                for (part, export) in parts.iter().enumerate() {
                    bridge(export, (&given, &gives[part..=part]), &body(&params, &results, from, Some(part)));
                }
            }
            functions.insert(known, Way { params, results, export, parts });
        }
        if keep {
            let kind = match kind {
                ExternalKind::Func => 0,
                ExternalKind::Table => 1,
                ExternalKind::Memory => 2,
                ExternalKind::Global => 3,
                _ => return None,
            };
            kept.0 += 1;
            kept.1.extend([&*length(name.len()), name.as_bytes(), &[kind], &length(*index as usize)].concat());
        }
    }
    if let Some(start) = source.start {
        let ty = source.types.get(*source.functions.get(start as usize)? as usize)?;
        if !ty.params().is_empty() || !ty.results().is_empty() || functions.contains_key("_initialize") {
            return None;
        }
        // By way of a function of the module: an import may not be exported.
        bridge("_initialize", (&[], &[]), &[&[0, 0x10], &*length(start as usize), &[END]].concat());
    }
    let inside = spectest::inside(&source.imports, &source.types);
    let mut wasm = module.get(..8)?.to_vec();
    for id in ORDER {
        let content = match (id, source.sections.get(&id)) {
            (IMPORTS, Some(_)) if inside.is_some() => continue,
            (START, _) => continue,
            (DATA_COUNT, Some(content)) => content.clone(),
            (DATA_COUNT, None) => continue,
            (_, content) => {
                let mut content = content.map_or(&[0][..], |content| content);
                let count = number(&mut content)?;
                let old = if id == EXPORTS { kept.clone() } else { (count, content.to_vec()) };
                let before = inside.as_ref().and_then(|inside| inside.get(&id)).cloned().unwrap_or_default();
                let after = added.get(&id).cloned().unwrap_or_default();
                let count = before.0 + old.0 + after.0;
                if count == 0 {
                    continue;
                }
                [length(count), before.1, old.1, after.1].concat()
            }
        };
        wasm.push(id);
        wasm.extend(length(content.len()));
        wasm.extend(content);
    }
    Some(Adapted { wasm, starts: source.start.is_some(), functions })
}

impl Source {
    /// `None` for types that are no functions, tags, and what can't be read.
    fn read(module: &[u8]) -> Option<Self> {
        let content = |(id, content): (u8, &[u8])| (id != 0).then(|| (id, content.to_vec()));
        let sections: BTreeMap<_, _> = sections(module.get(8..)?)?.into_iter().filter_map(content).collect();
        if sections.keys().any(|id| !ORDER.contains(id)) {
            return None;
        }
        let mut source = Self { sections, ..Self::default() };
        for payload in Parser::new(0).parse_all(module) {
            match payload.ok()? {
                Payload::TypeSection(types) => {
                    for ty in types.into_iter_err_on_gc_types() {
                        source.types.push(ty.ok()?);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import.ok()?;
                        match import.ty {
                            TypeRef::Func(ty) => source.functions.push(ty),
                            TypeRef::Global(ty) => source.globals.push(ty.content_type),
                            _ => {}
                        }
                        source.imports.push((import.module.to_owned(), import.name.to_owned(), import.ty));
                    }
                }
                Payload::FunctionSection(functions) => {
                    for ty in functions {
                        source.functions.push(ty.ok()?);
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        source.globals.push(global.ok()?.ty.content_type);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export.ok()?;
                        source.exports.push((export.name.to_owned(), export.kind, export.index));
                    }
                }
                Payload::StartSection { func, .. } => source.start = Some(func),
                _ => {}
            }
        }
        Some(source)
    }
}
