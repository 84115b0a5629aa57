//! Probes written into a module, by which a caller sees all of its memory and its globals.

use super::surgery::{counted, length, number, sections};

/// The export that answers a digest of memory and globals. With a point and a function's name behind it, it is the
/// export that calls that function first.
pub const PROBE: &str = "seen";

const TYPES: u8 = 1;
const IMPORTS: u8 = 2;
const FUNCTIONS: u8 = 3;
const GLOBALS: u8 = 6;
const EXPORTS: u8 = 7;
const CODE: u8 = 10;
const I64: u8 = 0x7e;
const END: u8 = 0x0b;

/// The signature of the probe that calls nothing.
const NOTHING: Signature<'static> = (&[], 0);

/// A function's parameters, and how many results it has.
type Signature<'m> = (&'m [u8], usize);

/// `module`, which has a memory and imports only functions, with a probe for each function that it exports and one that
/// calls none. A probe takes what its function takes, calls it, drops what it returns, and answers the digest.
/// `None` for bytes that are no such module.
pub fn probed(module: &[u8]) -> Option<Vec<u8>> {
    let old = sections(module.get(8..)?)?;
    let content = |id| old.iter().find(|section| section.0 == id).map(|section| section.1);
    let signatures = signatures(content(TYPES)?)?;
    let mut functions = content(IMPORTS).map_or(Some(Vec::new()), imports)?;
    let mut bytes = content(FUNCTIONS)?;
    for _ in 0..number(&mut bytes)? {
        functions.push(number(&mut bytes)?);
    }
    let signature = |function: usize| signatures.get(*functions.get(function)?);
    let digest = digest(&content(GLOBALS).map_or(Some(Vec::new()), globals)?);

    let mut added: [(u8, usize, Vec<u8>); 4] = [TYPES, FUNCTIONS, EXPORTS, CODE].map(|id| (id, 0, Vec::new()));
    let mut add = |section: usize, parts: &[&[u8]]| {
        added[section].1 += 1;
        parts.iter().for_each(|part| added[section].2.extend(*part));
    };
    let called = exports(content(EXPORTS)?)?.into_iter().map(|(name, function)| (name, Some(function)));
    let probes = [(Vec::new(), None)].into_iter().chain(called);
    for (i, (name, called)) in probes.enumerate() {
        let (params, results) = called.map_or(Some(&NOTHING), signature)?;
        add(0, &[&[0x60], &length(params.len()), params, &[1, I64]]);
        add(1, &[&length(signatures.len() + i)]);
        let name = if called.is_some() { [PROBE.as_bytes(), b".", &name].concat() } else { PROBE.into() };
        add(2, &[&length(name.len()), &name, &[0], &length(functions.len() + i)]);
        let arguments: Vec<u8> = (0..params.len()).flat_map(|i| [&[0x20][..], &length(i)].concat()).collect();
        let call = called.map_or(Vec::new(), |called| [&[0x10][..], &length(called)].concat());
        let locals = length(params.len());
        let body = [arguments, call, vec![0x1a; *results], digest(&locals, &length(params.len() + 1))].concat();
        let body = [&[2, 1, 0x7f, 1, I64][..], &body, &[END]].concat();
        add(3, &[&length(body.len()), &body]);
    }

    let mut out = module[..8].to_vec();
    for (id, content) in &old {
        let mut content = content.to_vec();
        if let Some((_, count, more)) = added.iter().find(|row| row.0 == *id) {
            let mut rest = &content[..];
            let total = number(&mut rest)? + count;
            content = [length(total), rest.to_vec(), more.clone()].concat();
        }
        out.push(*id);
        out.extend(length(content.len()));
        out.extend(content);
    }
    Some(out)
}

fn signatures(mut bytes: &[u8]) -> Option<Vec<Signature<'_>>> {
    let mut signatures = Vec::new();
    for _ in 0..number(&mut bytes)? {
        bytes = bytes.strip_prefix(&[0x60])?;
        signatures.push((counted(&mut bytes)?, counted(&mut bytes)?.len()));
    }
    Some(signatures)
}

/// The types of the imported functions.
fn imports(mut bytes: &[u8]) -> Option<Vec<usize>> {
    let mut types = Vec::new();
    for _ in 0..number(&mut bytes)? {
        let _names = (counted(&mut bytes)?, counted(&mut bytes)?);
        bytes = bytes.strip_prefix(&[0])?;
        types.push(number(&mut bytes)?);
    }
    Some(types)
}

/// The exported functions: name and index.
fn exports(mut bytes: &[u8]) -> Option<Vec<(Vec<u8>, usize)>> {
    let mut exports = Vec::new();
    for _ in 0..number(&mut bytes)? {
        let name = counted(&mut bytes)?;
        let (kind, rest) = bytes.split_first()?;
        bytes = rest;
        let index = number(&mut bytes)?;
        if *kind == 0 {
            exports.push((name.to_vec(), index));
        }
    }
    Some(exports)
}

/// The types of the globals.
fn globals(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut types = Vec::new();
    for _ in 0..number(&mut bytes)? {
        let [ty, _mutable, operator, rest @ ..] = bytes else { return None };
        let operand = match operator {
            0x43 => 4,
            0x44 => 8,
            _ => rest.iter().position(|byte| byte & 0x80 == 0)? + 1,
        };
        bytes = rest.get(operand..)?.strip_prefix(&[END])?;
        types.push(*ty);
    }
    Some(types)
}

/// The operators that leave the digest, given two locals by their number: an i32 and an i64, both zero.
fn digest(globals: &[u8]) -> impl Fn(&[u8], &[u8]) -> Vec<u8> + use<> {
    // The sum so far is below the number: exclusive or, a product with an odd number, a turn.
    const MIX: &[u8] = &[0x85, 0x42, 0xb3, 0xe6, 0xcc, 0x99, 0x33, 0x7e, 0x42, 29, 0x89];
    let read = |(i, ty): (usize, &u8)| {
        let widened: &[u8] = match ty {
            0x7f => &[0xad],
            0x7e => &[],
            0x7d => &[0xbc, 0xad],
            _ => &[0xbd],
        };
        [&[0x23][..], &length(i), widened, MIX].concat()
    };
    let globals: Vec<u8> = globals.iter().enumerate().flat_map(read).collect();
    move |at, sum| {
        let (get_at, get_sum): (&[u8], &[u8]) = (&[&[0x20], at].concat(), &[&[0x20], sum].concat());
        let (set_at, set_sum): (&[u8], &[u8]) = (&[&[0x22], at].concat(), &[&[0x21], sum].concat());
        [
            &[0x42, 0][..],
            &globals,
            &[0x3f, 0, 0xad],
            MIX,
            set_sum,
            &[0x02, 0x40, 0x3f, 0, 0x45, 0x0d, 0, 0x03, 0x40],
            get_sum,
            get_at,
            &[0x29, 3, 0],
            MIX,
            set_sum,
            get_at,
            &[0x41, 8, 0x6a],
            set_at,
            &[0x3f, 0, 0x41, 16, 0x74, 0x49, 0x0d, 0, END, END],
            get_sum,
        ]
        .concat()
    }
}
