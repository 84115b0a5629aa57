//! Wrapper: the code between the host's convention and the contract's functions. One export without parameters for each
//! function, which reads the input, calls, and sends the result.

use allod_go::contract::declared::{Call, GoType, Plain, Shape};
use allod_go::declare_contract::RESERVED;
use allod_go::types::basic::Basic;
use std::fmt::Write;

/// Bytes of a wrapper, at most. Each value of a function's parameters and results takes some 100 of them, and
/// each value of a type of the contract's own 200; each such type some 400 besides.
pub(crate) const MAX_WRAPPER: usize = 4 << 20;

/// A wrapper while it is written. What goes beyond [`MAX_WRAPPER`] is dropped, and the wrapper is none.
#[derive(Debug, Default)]
pub(crate) struct Wrapper {
    code: String,
    full: bool,
}

/// The functions by which the SDK describes, writes and reads the contract's own types: each tells them by the very type
/// of a value, and not by methods, which Go would promote to every struct that embeds one of them.
const OWN: [(&str, &str, &str); 4] = [
    ("kind", "(allod_v any) string", "\"\""),
    ("target_kind", "(allod_v any) string", "\"\""),
    ("write", "(allod_out *allod_entry.Writer, allod_v any) bool", "false"),
    ("read", "(allod_in *allod_entry.Reader, allod_v any) bool", "false"),
];

impl Wrapper {
    /// The wrapper, a file of package `main`; `None` where it would be longer than it may.
    pub(crate) fn finish(self, sdk: &str) -> Option<String> {
        let mut out = String::from("package main\n\nimport (\n");
        if self.code.contains("allod_core.") {
            out.push_str(&format!("\tallod_core \"{sdk}\"\n"));
        }
        out.push_str(&format!("\tallod_entry \"{sdk}/entry\"\n)\n\nfunc main() {{}}\n"));
        (!self.full).then(|| out + &self.code)
    }

    /// True where no more fits.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.full |= self.code.len() + text.len() > MAX_WRAPPER;
        if !self.full {
            // Writing to a String can't fail.
            let _ = writeln!(self.code, "{}{text}", "\t".repeat(indent));
        }
    }

    /// The export of a function.
    pub(crate) fn call(&mut self, function: &Call) {
        let Call { name, receiver, context, inputs, variadic, outputs, fails } = function;
        self.line(0, &format!("\n//go:wasmexport {name}\nfunc {RESERVED}{name}() {{"));
        self.line(1, "defer allod_entry.Recover()");
        self.line(1, "allod_in := allod_entry.Open()");
        for (i, ty) in inputs.iter().enumerate() {
            self.line(1, &format!("var allod_p{i} {}", ty.text));
            self.take(1, &format!("allod_p{i}"), ty);
        }
        self.line(1, &format!("allod_in.Close({name:?})"));

        let mut arguments: Vec<String> = context.then(|| "allod_core.Chain".to_owned()).into_iter().collect();
        arguments.extend((0..inputs.len()).map(|i| format!("allod_p{i}")));
        let spread = if *variadic { "..." } else { "" };
        let callee = receiver.as_ref().map_or_else(|| name.clone(), |ty| format!("(&{ty}{{}}).{name}"));
        let call = format!("{callee}({}{spread})", arguments.join(", "));
        let mut results: Vec<String> = (0..outputs.len()).map(|i| format!("allod_r{i}")).collect();
        results.extend(fails.then(|| "allod_err".to_owned()));
        match results.is_empty() {
            true => self.line(1, &call),
            false => self.line(1, &format!("{} := {call}", results.join(", "))),
        }
        if *fails {
            self.line(1, "allod_entry.Fail(allod_err)");
        }
        if !outputs.is_empty() {
            self.line(1, "allod_out := allod_entry.Result()");
            for (i, ty) in outputs.iter().enumerate() {
                self.give(1, &format!("allod_r{i}"), ty);
            }
            self.line(1, "allod_out.Send()");
        }
        self.line(0, "}");
    }

    /// Code by which a type of the contract's own is described, written and read when it is stored, logged or passed.
    pub(crate) fn codec(&mut self, own: &GoType) {
        let name = &own.text;
        let kind: String = own.ty.descriptor().iter().map(|byte| format!("\\x{byte:02x}")).collect();
        self.line(0, &format!("\nconst allod_kind_{name} = \"{kind}\""));
        self.line(0, &format!("\nfunc allod_write_{name}(allod_out *allod_entry.Writer, allod_v {name}) {{"));
        self.give(1, "allod_v", own);
        self.line(0, &format!("}}\n\nfunc allod_read_{name}(allod_in *allod_entry.Reader, allod_v *{name}) {{"));
        self.take(1, "(*allod_v)", own);
        self.line(0, "}");
    }

    /// Makes the contract's own types known to the SDK before the first call.
    pub(crate) fn teach(&mut self, own: &[GoType]) {
        if own.is_empty() {
            return;
        }
        for (name, signature, otherwise) in OWN {
            let bound = if name.ends_with("kind") { "" } else { "allod_v := " };
            self.line(0, &format!("\nfunc {RESERVED}{name}{signature} {{\n\tswitch {bound}allod_v.(type) {{"));
            for GoType { text, .. } in own {
                let (case, known) = match name {
                    "kind" => (text.clone(), format!("return allod_kind_{text}")),
                    "target_kind" => (format!("*{text}"), format!("return allod_kind_{text}")),
                    "write" => (text.clone(), format!("allod_write_{text}(allod_out, allod_v)\n\t\treturn true")),
                    _ => (format!("*{text}"), format!("allod_read_{text}(allod_in, allod_v)\n\t\treturn true")),
                };
                self.line(1, &format!("case {case}:\n\t\t{known}"));
            }
            self.line(1, &format!("}}\n\treturn {otherwise}\n}}"));
        }
        let names = OWN.map(|(name, ..)| format!("{RESERVED}{name}"));
        self.line(0, &format!("\nfunc init() {{ allod_entry.Teach({}) }}", names.join(", ")));
    }

    /// Reads a value of `ty` into `place`, whatever that held.
    fn take(&mut self, indent: usize, place: &str, ty: &GoType) {
        if self.full {
            return;
        }
        match &ty.shape {
            Shape::Plain(plain) => {
                let (method, _) = carrier(*plain);
                self.line(indent, &format!("{place} = {}(allod_in.{method}())", callable(&ty.text)));
            }
            Shape::Fixed => self.line(indent, &format!("allod_in.Fixed({place}[:])")),
            Shape::NamedBytes { item } => {
                let (bytes, index) = (format!("allod_b{indent}"), format!("allod_i{indent}"));
                self.line(indent, &format!("{place} = nil"));
                self.line(indent, &format!("if {bytes} := allod_in.Bytes(); len({bytes}) > 0 {{"));
                self.line(indent + 1, &format!("{place} = make({}, len({bytes}))", ty.text));
                self.line(indent + 1, &format!("for {index} := range {place} {{"));
                self.line(indent + 2, &format!("{place}[{index}] = {item}({bytes}[{index}])"));
                self.line(indent + 1, "}");
                self.line(indent, "}");
            }
            Shape::List(item) => {
                let (count, index) = (format!("allod_n{indent}"), format!("allod_i{indent}"));
                self.line(indent, &format!("{place} = nil"));
                self.line(indent, &format!("if {count} := allod_in.Count(); {count} > 0 {{"));
                self.line(indent + 1, &format!("{place} = make({}, {count})", ty.text));
                self.line(indent + 1, &format!("for {index} := range {place} {{"));
                self.take(indent + 2, &format!("{place}[{index}]"), item);
                self.line(indent + 1, "}");
                self.line(indent, "}");
            }
            Shape::Option(item) => {
                let value = format!("allod_v{indent}");
                self.line(indent, &format!("{place} = nil"));
                self.line(indent, "if allod_in.Bool() {");
                self.line(indent + 1, &format!("{value} := new({})", item.text));
                self.take(indent + 1, &format!("(*{value})"), item);
                self.line(indent + 1, &format!("{place} = {value}"));
                self.line(indent, "}");
            }
            Shape::Struct(fields) => {
                fields.iter().for_each(|(name, field)| self.take(indent, &format!("{place}.{name}"), field));
            }
        }
    }

    /// Writes the value of `ty` that `place` holds.
    fn give(&mut self, indent: usize, place: &str, ty: &GoType) {
        if self.full {
            return;
        }
        match &ty.shape {
            Shape::Plain(plain) => {
                let (method, carrier) = carrier(*plain);
                self.line(indent, &format!("allod_out.{method}({carrier}({place}))"));
            }
            Shape::Fixed => self.line(indent, &format!("allod_out.Fixed({place}[:])")),
            Shape::NamedBytes { .. } => {
                let (bytes, index) = (format!("allod_b{indent}"), format!("allod_i{indent}"));
                self.line(indent, "{");
                self.line(indent + 1, &format!("{bytes} := make([]byte, len({place}))"));
                self.line(indent + 1, &format!("for {index} := range {place} {{"));
                self.line(indent + 2, &format!("{bytes}[{index}] = byte({place}[{index}])"));
                self.line(indent + 1, "}");
                self.line(indent + 1, &format!("allod_out.Bytes({bytes})"));
                self.line(indent, "}");
            }
            Shape::List(item) => {
                let index = format!("allod_i{indent}");
                self.line(indent, &format!("allod_out.Count(len({place}))"));
                self.line(indent, &format!("for {index} := range {place} {{"));
                self.give(indent + 1, &format!("{place}[{index}]"), item);
                self.line(indent, "}");
            }
            Shape::Option(item) => {
                self.line(indent, &format!("allod_out.Bool({place} != nil)"));
                self.line(indent, &format!("if {place} != nil {{"));
                self.give(indent + 1, &format!("(*{place})"), item);
                self.line(indent, "}");
            }
            Shape::Struct(fields) => {
                fields.iter().for_each(|(name, field)| self.give(indent, &format!("{place}.{name}"), field));
            }
        }
    }
}

/// Functions of the SDK's reader and writer by the kind of what they pass, and the type that they take.
const CARRIERS: &[(Plain, &str, &str)] = &[
    (Plain::Bytes, "Bytes", "[]byte"),
    (Plain::Of(Basic::Bool), "Bool", "bool"),
    (Plain::Of(Basic::String), "String", "string"),
    (Plain::Of(Basic::Uint8), "U8", "uint8"),
    (Plain::Of(Basic::Uint16), "U16", "uint16"),
    (Plain::Of(Basic::Uint32), "U32", "uint32"),
    (Plain::Of(Basic::Uint64), "U64", "uint64"),
    (Plain::Of(Basic::Uint), "Uint", "uint"),
    (Plain::Of(Basic::Int8), "I8", "int8"),
    (Plain::Of(Basic::Int16), "I16", "int16"),
    (Plain::Of(Basic::Int32), "I32", "int32"),
    (Plain::Of(Basic::Int64), "I64", "int64"),
    (Plain::Of(Basic::Int), "Int", "int"),
];

fn carrier(plain: Plain) -> (&'static str, &'static str) {
    // Other kinds cross no border: the wrapper that is asked for them does not compile.
    CARRIERS.iter().find(|row| row.0 == plain).map_or(("", ""), |row| (row.1, row.2))
}

/// A type as a conversion calls it: `[]byte` needs no brackets, `*T` would.
fn callable(text: &str) -> String {
    if text.starts_with('*') { format!("({text})") } else { text.to_owned() }
}
