//! Functions of a contract by their bytes, and which functions call them.

use crate::contracts::source;
use allod_go::compile_contract::compile_contract;
use allod_go::lower::Options;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use wasmparser::{KnownCustom, Name, Operator, Parser, Payload};

/// Callers that are shown of a function.
const CALLERS: usize = 4;

#[derive(Default)]
struct Function {
    name: String,
    bytes: u64,
    callers: BTreeSet<u32>,
}

/// Prints the bytes of each section of contracts of one file each, and their functions, the largest first.
pub(crate) fn print(paths: &[String]) -> io::Result<()> {
    for path in paths {
        let options = Options { names: true, lines: false, ..Options::default() };
        let compiled = compile_contract(&source(path)?, &options, &|_| {}).map_err(io::Error::other)?;
        if let Ok(folder) = std::env::var("KEEP") {
            let name = path.rsplit('/').next().unwrap_or(path);
            let text = wasmprinter::print_bytes(&compiled.module.wasm).map_err(io::Error::other)?;
            std::fs::write(format!("{folder}/{name}.wat"), text)?;
        }
        println!("{path}");
        module(&compiled.module.wasm).map_err(io::Error::other)?;
    }
    Ok(())
}

fn module(wasm: &[u8]) -> wasmparser::Result<()> {
    let mut functions: BTreeMap<u32, Function> = BTreeMap::new();
    let mut sections: Vec<(&str, u64)> = Vec::new();
    let (mut imports, mut next, mut names) = (0, 0, 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::TypeSection(section) => sections.push(("types", bytes(section.range()))),
            Payload::ImportSection(section) => {
                sections.push(("imports", bytes(section.range())));
                imports = section.into_imports().count() as u32;
                next = imports;
            }
            Payload::FunctionSection(section) => sections.push(("functions", bytes(section.range()))),
            Payload::ExportSection(section) => sections.push(("exports", bytes(section.range()))),
            Payload::ElementSection(section) => sections.push(("elements", bytes(section.range()))),
            Payload::CodeSectionStart { size, .. } => sections.push(("code", u64::from(size))),
            Payload::DataSection(section) => sections.push(("data", bytes(section.range()))),
            Payload::CodeSectionEntry(body) => {
                functions.entry(next).or_default().bytes = bytes(body.range());
                for operator in body.get_operators_reader()? {
                    if let Operator::Call { function_index } = operator? {
                        functions.entry(function_index).or_default().callers.insert(next);
                    }
                }
                next += 1;
            }
            Payload::CustomSection(section) => {
                names = bytes(section.range());
                if let KnownCustom::Name(reader) = section.as_known() {
                    for part in reader {
                        let Name::Function(map) = part? else { continue };
                        for naming in map {
                            let naming = naming?;
                            functions.entry(naming.index).or_default().name = naming.name.to_owned();
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let sections: Vec<String> = sections.iter().map(|(name, bytes)| format!("{name} {bytes}")).collect();
    println!("{} bytes without names: {}", wasm.len() as u64 - names, sections.join(", "));
    println!("{} functions, {imports} of the host", functions.len());
    let mut order: Vec<(&u32, &Function)> = functions.iter().collect();
    order.sort_by_key(|(index, function)| (std::cmp::Reverse(function.bytes), **index));
    for (_, function) in order {
        let name = |index: &u32| functions.get(index).map_or("", |function| &function.name);
        let callers: Vec<&str> = function.callers.iter().take(CALLERS).map(name).collect();
        let more = function.callers.len().saturating_sub(CALLERS);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        println!("{:6} {} <- {}{rest}", function.bytes, function.name, callers.join(", "));
    }
    Ok(())
}

fn bytes(range: std::ops::Range<u64>) -> u64 {
    range.end - range.start
}
