//! Writes the code between the host's convention and the contract's functions: one export without
//! parameters for each, which reads the input, calls, and sends the result.

use super::functions::ContractFunction;
use super::tokens::RESERVED;
use super::types::{GoType, Shape};
use std::fmt::Write;

/// Bytes of a wrapper, at most. Each value of a function's parameters and results takes some 100 of them, and
/// each value of a type of the contract's own 200; each such type some 400 besides.
const MAX_WRAPPER: usize = 4 << 20;

/// The wrapper of `functions` and of the contract's own types, a file of package `main`; the limit in bytes
/// where it would be longer than that.
pub(super) fn write(functions: &[ContractFunction], own: &[GoType], sdk: &str) -> Result<String, usize> {
    let mut code = String::new();
    for part in functions.iter().map(body).chain(own.iter().map(codec)).chain([teach(own)]) {
        if code.len() + part.len() > MAX_WRAPPER {
            return Err(MAX_WRAPPER);
        }
        code.push_str(&part);
    }
    let mut out = String::from("package main\n\nimport (\n");
    if code.contains("allod_core.") {
        line(&mut out, 1, &format!("allod_core \"{sdk}\""));
    }
    line(&mut out, 1, &format!("allod_entry \"{sdk}/entry\""));
    out.push_str(")\n\nfunc main() {}\n");
    Ok(out + &code)
}

/// The functions by which the SDK describes, writes and reads the contract's own types: each tells them by the very type
/// of a value, and not by methods, which Go would promote to every struct that embeds one of them.
const OWN: [(&str, &str, &str); 4] = [
    ("kind", "(allod_v any) string", "\"\""),
    ("target_kind", "(allod_v any) string", "\"\""),
    ("write", "(allod_out *allod_entry.Writer, allod_v any) bool", "false"),
    ("read", "(allod_in *allod_entry.Reader, allod_v any) bool", "false"),
];

/// Makes the contract's own types known to the SDK before the first call.
fn teach(own: &[GoType]) -> String {
    if own.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    for (name, signature, otherwise) in OWN {
        let bound = if name.ends_with("kind") { "" } else { "allod_v := " };
        out.push_str(&format!("\nfunc {RESERVED}{name}{signature} {{\n\tswitch {bound}allod_v.(type) {{\n"));
        for GoType { text, .. } in own {
            let (case, known) = match name {
                "kind" => (text.clone(), format!("return allod_kind_{text}")),
                "target_kind" => (format!("*{text}"), format!("return allod_kind_{text}")),
                "write" => (text.clone(), format!("allod_write_{text}(allod_out, allod_v)\n\t\treturn true")),
                _ => (format!("*{text}"), format!("allod_read_{text}(allod_in, allod_v)\n\t\treturn true")),
            };
            out.push_str(&format!("\tcase {case}:\n\t\t{known}\n"));
        }
        out.push_str(&format!("\t}}\n\treturn {otherwise}\n}}\n"));
    }
    let names = OWN.map(|(name, ..)| format!("{RESERVED}{name}"));
    out + &format!("\nfunc init() {{ allod_entry.Teach({}) }}\n", names.join(", "))
}

/// Code by which a type of the contract's own is described, written and read when it is stored, logged or passed.
fn codec(own: &GoType) -> String {
    let name = &own.text;
    let kind: String = own.ty.descriptor().iter().map(|byte| format!("\\x{byte:02x}")).collect();
    let mut out = format!("\nconst allod_kind_{name} = \"{kind}\"\n");
    out.push_str(&format!("\nfunc allod_write_{name}(allod_out *allod_entry.Writer, allod_v {name}) {{\n"));
    give(&mut out, 1, "allod_v", own);
    out.push_str(&format!("}}\n\nfunc allod_read_{name}(allod_in *allod_entry.Reader, allod_v *{name}) {{\n"));
    take(&mut out, 1, "(*allod_v)", own);
    out.push_str("}\n");
    out
}

fn line(out: &mut String, indent: usize, text: &str) {
    // Writing to a String can't fail.
    let _ = writeln!(out, "{}{text}", "\t".repeat(indent));
}

fn body(function: &ContractFunction) -> String {
    let ContractFunction { name, receiver, context, inputs, variadic, outputs, fails } = function;
    let mut out = format!("\n//go:wasmexport {name}\nfunc {RESERVED}{name}() {{\n");
    line(&mut out, 1, "defer allod_entry.Recover()");
    line(&mut out, 1, "allod_in := allod_entry.Open()");
    for (i, (_, ty)) in inputs.iter().enumerate() {
        line(&mut out, 1, &format!("var allod_p{i} {}", ty.text));
        take(&mut out, 1, &format!("allod_p{i}"), ty);
    }
    line(&mut out, 1, &format!("allod_in.Close({name:?})"));

    let mut arguments: Vec<String> = context.then(|| "allod_core.Chain".to_owned()).into_iter().collect();
    arguments.extend((0..inputs.len()).map(|i| format!("allod_p{i}")));
    let spread = if *variadic { "..." } else { "" };
    let callee = receiver.as_ref().map_or_else(|| name.clone(), |ty| format!("(&{ty}{{}}).{name}"));
    let call = format!("{callee}({}{spread})", arguments.join(", "));
    let mut results: Vec<String> = (0..outputs.len()).map(|i| format!("allod_r{i}")).collect();
    results.extend(fails.then(|| "allod_err".to_owned()));
    match results.is_empty() {
        true => line(&mut out, 1, &call),
        false => line(&mut out, 1, &format!("{} := {call}", results.join(", "))),
    }
    if *fails {
        line(&mut out, 1, "allod_entry.Fail(allod_err)");
    }
    if !outputs.is_empty() {
        line(&mut out, 1, "allod_out := allod_entry.Result()");
        for (i, (_, ty)) in outputs.iter().enumerate() {
            give(&mut out, 1, &format!("allod_r{i}"), ty);
        }
        line(&mut out, 1, "allod_out.Send()");
    }
    out.push_str("}\n");
    out
}

/// Reads a value of `ty` into `place`, whatever that held.
fn take(out: &mut String, indent: usize, place: &str, ty: &GoType) {
    match &ty.shape {
        Shape::Plain { method, .. } => {
            line(out, indent, &format!("{place} = {}(allod_in.{method}())", callable(&ty.text)))
        }
        Shape::Fixed => line(out, indent, &format!("allod_in.Fixed({place}[:])")),
        Shape::NamedBytes { item } => {
            let (bytes, index) = (format!("allod_b{indent}"), format!("allod_i{indent}"));
            line(out, indent, &format!("{place} = nil"));
            line(out, indent, &format!("if {bytes} := allod_in.Bytes(); len({bytes}) > 0 {{"));
            line(out, indent + 1, &format!("{place} = make({}, len({bytes}))", ty.text));
            line(out, indent + 1, &format!("for {index} := range {place} {{"));
            line(out, indent + 2, &format!("{place}[{index}] = {item}({bytes}[{index}])"));
            line(out, indent + 1, "}");
            line(out, indent, "}");
        }
        Shape::List(item) => {
            let (count, index) = (format!("allod_n{indent}"), format!("allod_i{indent}"));
            line(out, indent, &format!("{place} = nil"));
            line(out, indent, &format!("if {count} := allod_in.Count(); {count} > 0 {{"));
            line(out, indent + 1, &format!("{place} = make({}, {count})", ty.text));
            line(out, indent + 1, &format!("for {index} := range {place} {{"));
            take(out, indent + 2, &format!("{place}[{index}]"), item);
            line(out, indent + 1, "}");
            line(out, indent, "}");
        }
        Shape::Option(item) => {
            let value = format!("allod_v{indent}");
            line(out, indent, &format!("{place} = nil"));
            line(out, indent, "if allod_in.Bool() {");
            line(out, indent + 1, &format!("{value} := new({})", item.text));
            take(out, indent + 1, &format!("(*{value})"), item);
            line(out, indent + 1, &format!("{place} = {value}"));
            line(out, indent, "}");
        }
        Shape::Struct(fields) => {
            fields.iter().for_each(|(name, field)| take(out, indent, &format!("{place}.{name}"), field));
        }
    }
}

/// Writes the value of `ty` that `place` holds.
fn give(out: &mut String, indent: usize, place: &str, ty: &GoType) {
    match &ty.shape {
        Shape::Plain { method, carrier } => line(out, indent, &format!("allod_out.{method}({carrier}({place}))")),
        Shape::Fixed => line(out, indent, &format!("allod_out.Fixed({place}[:])")),
        Shape::NamedBytes { .. } => {
            let (bytes, index) = (format!("allod_b{indent}"), format!("allod_i{indent}"));
            line(out, indent, "{");
            line(out, indent + 1, &format!("{bytes} := make([]byte, len({place}))"));
            line(out, indent + 1, &format!("for {index} := range {place} {{"));
            line(out, indent + 2, &format!("{bytes}[{index}] = byte({place}[{index}])"));
            line(out, indent + 1, "}");
            line(out, indent + 1, &format!("allod_out.Bytes({bytes})"));
            line(out, indent, "}");
        }
        Shape::List(item) => {
            let index = format!("allod_i{indent}");
            line(out, indent, &format!("allod_out.Count(len({place}))"));
            line(out, indent, &format!("for {index} := range {place} {{"));
            give(out, indent + 1, &format!("{place}[{index}]"), item);
            line(out, indent, "}");
        }
        Shape::Option(item) => {
            line(out, indent, &format!("allod_out.Bool({place} != nil)"));
            line(out, indent, &format!("if {place} != nil {{"));
            give(out, indent + 1, &format!("(*{place})"), item);
            line(out, indent, "}");
        }
        Shape::Struct(fields) => {
            fields.iter().for_each(|(name, field)| give(out, indent, &format!("{place}.{name}"), field));
        }
    }
}

/// A type as a conversion calls it: `[]byte` needs no brackets, `*T` would.
fn callable(text: &str) -> String {
    if text.starts_with('*') { format!("({text})") } else { text.to_owned() }
}
