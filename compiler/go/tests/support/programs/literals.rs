//! Literals of random programs.

use super::types::{Kind, Type};
use super::{Generator, Variable};
use std::rc::Rc;

const STRINGS: [&str; 9] = [
    r#""""#,
    r#""a""#,
    r#""héllo""#,
    r#""日本語""#,
    r#""\xff\x00x""#,
    "`raw\\n`",
    r#""tab\tq\"""#,
    r#""zz""#,
    r#""\u00e9e""#,
];

impl Generator {
    /// A literal of a type, typed as it stands.
    pub(super) fn literal(&mut self, ty: &Type, depth: usize) -> String {
        let text = self.text(ty);
        if let Some(basic) = self.basic(ty) {
            return self.basic_literal(&text, basic);
        }
        match ty {
            Type::Array(len, elem) => {
                let len = *len;
                if self.chance(1, 3) {
                    let at = self.below(len);
                    return format!("{text}{{{at}: {}}}", self.value(elem, depth));
                }
                let elements: Vec<String> = (0..len).map(|_| self.value(elem, depth)).collect();
                format!("{text}{{{}}}", elements.join(", "))
            }
            Type::Slice(elem) => {
                if self.chance(1, 8) {
                    return format!("{text}(nil)");
                }
                let elements: Vec<String> = (0..self.below(4)).map(|_| self.value(elem, depth)).collect();
                format!("{text}{{{}}}", elements.join(", "))
            }
            Type::Pointer(base) => {
                if self.chance(1, 15) {
                    return format!("({text})(nil)");
                }
                match &**base {
                    Type::Declared(index) if matches!(self.declared[*index].kind, Kind::Struct(_)) => {
                        format!("&{}", self.literal(base, depth))
                    }
                    base => format!("ref[{}]({})", self.text(base), self.value(base, depth)),
                }
            }
            Type::Map(key, elem) => {
                if self.chance(1, 10) {
                    return format!("{text}{{}}");
                }
                format!("{text}{{{}: {}}}", self.value(key, depth), self.value(elem, depth))
            }
            Type::Func(params, results) => {
                let names: Vec<String> = params.iter().map(|_| self.fresh("a")).collect();
                let list: Vec<String> =
                    names.iter().zip(params.iter()).map(|(name, ty)| format!("{name} {}", self.text(ty))).collect();
                let known = self.variables.len();
                for (name, ty) in names.iter().zip(params.iter()) {
                    self.variables.push(Variable { name: name.clone(), ty: ty.clone(), assignable: false });
                }
                let result = self.value(&results[0], depth);
                self.variables.truncate(known);
                format!("func({}) {} {{ burn(); return {result} }}", list.join(", "), self.text(&results[0]))
            }
            Type::Any => {
                let of = match self.below(4) {
                    0 => Type::Slice(Rc::new(self.basic_type())),
                    _ => self.basic_type(),
                };
                format!("any({})", self.value(&of, depth))
            }
            Type::Declared(index) => match self.declared[*index].kind.clone() {
                Kind::Struct(fields) => {
                    if self.chance(1, 3) {
                        let (field, of, _) = self.pick(&fields).clone();
                        return format!("{text}{{{field}: {}}}", self.value(&of, depth));
                    }
                    let values: Vec<String> = fields.iter().map(|(_, of, _)| self.value(of, depth)).collect();
                    format!("{text}{{{}}}", values.join(", "))
                }
                Kind::Slice(elem) => format!("{text}{{{}}}", self.value(&elem, depth)),
                Kind::Interface => self.valuer(depth).unwrap_or_else(|| "Valuer(nil)".into()),
                Kind::Basic(_) => format!("{text}(0)"),
            },
            Type::Basic(_) => format!("{text}(0)"),
        }
    }

    fn basic_literal(&mut self, text: &str, basic: &str) -> String {
        let value = match basic {
            "string" => (self.pick(&STRINGS)).to_owned(),
            "bool" => (self.pick(&["true", "false"])).to_owned(),
            "float64" => (self.pick(&["0.5", "1.25e3", "-3.0", "1e-3", "0x1p-2", "7.0"])).to_owned(),
            integer => self.integer_literal(integer),
        };
        if ["string", "bool", "int"].contains(&text) && self.chance(2, 3) { value } else { format!("{text}({value})") }
    }

    fn integer_literal(&mut self, basic: &str) -> String {
        let unsigned = basic.starts_with('u');
        let bits: u32 = basic.trim_start_matches("uint").trim_start_matches("int").parse().unwrap_or(64);
        match self.below(8) {
            0 if unsigned => format!("(1<<{bits} - 1)"),
            0 => format!("(-1 << {})", bits - 1),
            1 if unsigned => format!("(1 << {})", bits - 1),
            1 => format!("(1<<{} - 1)", bits - 1),
            2 if !unsigned => format!("-{}", 1 + self.below(20)),
            3 => (self.pick(&["'a'", "0x1f", "0b101", "0o17", "1_0", "c1", "c3"])).to_owned(),
            _ => self.below(12).to_string(),
        }
    }
}
