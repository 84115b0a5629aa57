//! Expressions of random programs. All of them only read; what they call only reads, too.

use super::types::{INTEGERS, Kind, Type};
use super::{Generator, Variable};
use std::rc::Rc;

impl Generator {
    /// An expression of a type, constant or not.
    pub(super) fn value(&mut self, ty: &Type, depth: usize) -> String {
        if depth > 0 && self.chance(2, 3) {
            if let Some(found) = self.read(ty)
                && (self.chance(1, 2) || self.basic(ty).is_none())
            {
                return found;
            }
            if let Some(built) = self.operation(ty, depth - 1) {
                return built;
            }
        }
        self.literal(ty, depth.saturating_sub(1))
    }

    /// An expression of a basic type that is no constant, so that Go's checker computes nothing with it.
    pub(super) fn live(&mut self, ty: &Type, depth: usize) -> String {
        if depth > 0
            && self.chance(1, 2)
            && let Some(built) = self.operation(ty, depth - 1)
        {
            return built;
        }
        if let Some(found) = self.read(ty) {
            return found;
        }
        let basic = self.basic(ty).unwrap_or("int");
        match ty {
            Type::Declared(_) => format!("{}(g_{basic})", self.text(ty)),
            _ => format!("g_{basic}"),
        }
    }

    /// What is in reach and has the type: a variable, or a part of one.
    pub(super) fn read(&mut self, ty: &Type) -> Option<String> {
        let mut found = Vec::new();
        for Variable { name, ty: of, .. } in &self.variables {
            self.parts(name, of, ty, 2, &mut found);
        }
        if found.is_empty() { None } else { Some(found.swap_remove(self.below(found.len()))) }
    }

    fn parts(&self, name: &str, of: &Type, wanted: &Type, depth: usize, found: &mut Vec<String>) {
        if of == wanted {
            found.push(name.to_owned());
        }
        if depth == 0 {
            return;
        }
        match of {
            Type::Array(len, elem) => {
                self.parts(&format!("{name}[{}]", (name.len() + depth) % len), elem, wanted, depth - 1, found);
                self.parts(&format!("{name}[uint(g_int)%{len}]"), elem, wanted, depth - 1, found);
            }
            Type::Map(key, elem) if **elem == *wanted && self.basic(key).is_some() => {
                found.push(format!("{name}[{}]", self.plain(key)));
            }
            Type::Declared(index) => {
                if let Kind::Struct(fields) = &self.declared[*index].kind {
                    for (field, of, _) in fields {
                        self.parts(&format!("{name}.{field}"), of, wanted, depth - 1, found);
                    }
                }
            }
            Type::Pointer(_) if self.safe => {}
            Type::Pointer(base) => match &**base {
                Type::Declared(index) => {
                    if let Kind::Struct(fields) = &self.declared[*index].kind {
                        for (field, of, _) in fields {
                            self.parts(&format!("{name}.{field}"), of, wanted, depth - 1, found);
                        }
                    }
                }
                base if base == wanted => found.push(format!("(*{name})")),
                _ => {}
            },
            _ => {}
        }
    }

    /// A constant of a basic type.
    fn plain(&self, ty: &Type) -> String {
        let text = match self.basic(ty) {
            Some("string") => "\"a\"",
            Some("bool") => "true",
            _ => "1",
        };
        format!("{}({text})", self.text(ty))
    }

    /// An operator, a conversion, a call, an index that gives the type; nothing for types that have only literals.
    fn operation(&mut self, ty: &Type, depth: usize) -> Option<String> {
        if let Type::Slice(elem) = ty {
            return self.slice_operation(ty, &elem.clone(), depth);
        }
        let basic = self.basic(ty)?;
        if self.chance(1, 7) {
            return Some(self.call_of_value(ty, depth));
        }
        Some(match basic {
            "bool" => self.condition(ty, depth),
            "string" => self.string_operation(ty, depth),
            "float64" => self.float_operation(ty, depth),
            _ => self.integer_operation(ty, depth),
        })
    }

    fn call_of_value(&mut self, ty: &Type, depth: usize) -> String {
        let text = self.text(ty);
        match self.below(5) {
            0 => format!("func() {text} {{ return {} }}()", self.value(ty, depth)),
            1 => format!("id[{text}]({})", self.value(ty, depth)),
            2 => format!(
                "pickOne({}, {}, {})",
                self.live(&Type::Basic("bool"), depth),
                self.live(ty, depth),
                self.live(ty, depth)
            ),
            3 => format!(
                "Pair[{text}, int]{{{}, {}}}.head()",
                self.value(ty, depth),
                self.live(&Type::Basic("int"), depth)
            ),
            _ if self.is_integer(ty) => {
                format!("sumOf({}, {}, {})", self.live(ty, depth), self.value(ty, depth), self.live(ty, 0))
            }
            _ => format!("firstOf([]{text}{{{}, {}}})", self.value(ty, depth), self.value(ty, depth)),
        }
    }

    fn integer_operation(&mut self, ty: &Type, depth: usize) -> String {
        let text = self.text(ty);
        let int = Type::Basic("int");
        match self.below(22) {
            0..=5 => {
                let op = self.pick(&["+", "-", "*", "&", "|", "^", "&^"]);
                format!("({} {op} {})", self.live(ty, depth), self.value(ty, depth))
            }
            6 | 7 => {
                let op = self.pick(&["/", "%"]);
                if !self.safe && self.chance(1, 12) {
                    format!("({} {op} {})", self.live(ty, depth), self.live(ty, depth))
                } else {
                    format!("({} {op} ({} | 1))", self.live(ty, depth), self.live(ty, depth))
                }
            }
            8..=10 => {
                let op = self.pick(&["<<", ">>"]);
                let left = self.live(ty, depth);
                let count = match self.below(12) {
                    0..=3 => format!("{}", self.below(70)),
                    4 if !self.safe => self.live(&int, 0),
                    _ => {
                        let count = Type::Basic(self.pick(&INTEGERS[5..]));
                        format!("({} % 67)", self.live(&count, depth))
                    }
                };
                format!("({left} {op} {count})")
            }
            11 => format!("(-{})", self.live(ty, depth)),
            12 => format!("(^{})", self.live(ty, depth)),
            13..=15 => {
                let other = Type::Basic(self.pick(&INTEGERS));
                format!("{text}({})", self.live(&other, depth))
            }
            16 => {
                let string = self.live(&Type::Basic("string"), depth);
                format!("{text}(len({string}))")
            }
            17 => {
                let call = if self.chance(1, 2) { "min" } else { "max" };
                format!("{call}({}, {}, {})", self.live(ty, depth), self.value(ty, depth), self.live(ty, 0))
            }
            18 => {
                let string = self.live(&Type::Basic("string"), 0);
                if !self.safe && self.chance(1, 10) {
                    format!("{text}({string}[{}])", self.below(3))
                } else {
                    format!("{text}(({string} + \"x\")[0])")
                }
            }
            19 => {
                let lens: Vec<String> = self
                    .variables
                    .iter()
                    .filter(|variable| matches!(variable.ty, Type::Slice(_) | Type::Map(..)))
                    .map(|variable| variable.name.clone())
                    .collect();
                if lens.is_empty() {
                    return self.live(ty, 0);
                }
                format!("{text}(len({}))", self.pick(&lens))
            }
            20 => match self.valuer(depth) {
                Some(valuer) => format!("{text}({valuer}.Val({}))", self.live(&int, depth)),
                None => self.live(ty, 0),
            },
            _ => format!("{text}(len([]rune({})))", self.live(&Type::Basic("string"), depth)),
        }
    }

    fn float_operation(&mut self, ty: &Type, depth: usize) -> String {
        match self.below(6) {
            0 => format!("{}({})", self.text(ty), self.live(&Type::Basic("int32"), depth)),
            1 => format!("(-{})", self.live(ty, depth)),
            2 => format!("{}(float32({}))", self.text(ty), self.live(ty, depth)),
            3 => format!("max({}, {})", self.live(ty, depth), self.live(ty, depth)),
            _ => {
                let op = self.pick(&["+", "-", "*", "/"]);
                format!("({} {op} {})", self.live(ty, depth), self.live(ty, depth))
            }
        }
    }

    fn string_operation(&mut self, ty: &Type, depth: usize) -> String {
        let text = self.text(ty);
        match self.below(9) {
            0..=2 => format!("cut({} + {})", self.live(ty, depth), self.value(ty, depth)),
            3 => {
                let string = self.live(ty, depth);
                format!("{string}[min({}, len({string})):]", self.below(4))
            }
            4 => {
                let string = self.live(ty, 0);
                format!("{string}[:len({string})/2]")
            }
            5 => format!("{text}(rune({}))", self.live(&Type::Basic("int32"), depth)),
            6 => format!("{text}([]byte({}))", self.live(ty, depth)),
            7 => format!("{text}([]rune({}))", self.live(ty, depth)),
            _ => format!("cut({} + {} + {})", self.live(ty, depth), self.value(ty, depth), self.live(ty, 0)),
        }
    }

    fn slice_operation(&mut self, ty: &Type, elem: &Rc<Type>, depth: usize) -> Option<String> {
        let text = self.text(ty);
        Some(match self.below(7) {
            0 => format!("append({text}(nil), {})", self.value(elem, depth)),
            1 => format!("append({text}{{}}, {}, {})", self.value(elem, depth), self.value(elem, depth)),
            2 => format!("make({text}, {}, {})", self.below(3), 3 + self.below(3)),
            3 => {
                let slice = self.read(ty)?;
                format!("append({text}(nil), {slice}...)")
            }
            4 => {
                let slice = self.read(ty)?;
                format!("{slice}[len({slice})/2:]")
            }
            5 => {
                let slice = self.read(ty)?;
                format!("{slice}[:len({slice})/2:cap({slice})]")
            }
            _ => match **elem {
                Type::Basic("uint8") => format!("[]uint8({})", self.live(&Type::Basic("string"), depth)),
                Type::Basic("int32") => format!("[]int32({})", self.live(&Type::Basic("string"), depth)),
                _ => return None,
            },
        })
    }

    /// A comparison or what combines some.
    pub(super) fn condition(&mut self, ty: &Type, depth: usize) -> String {
        let text = self.text(ty);
        match self.below(10) {
            0 => format!("({} && {})", self.live(ty, depth), self.value(ty, depth)),
            1 => format!("({} || {})", self.live(ty, depth), self.value(ty, depth)),
            2 => format!("(!{})", self.live(ty, depth)),
            3 => {
                let of = self.any_type(1);
                if !self.comparable(&of) {
                    return self.live(ty, 0);
                }
                let (left, right) = (self.held(&of, depth), self.held(&of, depth));
                format!("{text}({left} {} {right})", self.pick(&["==", "!="]).to_owned())
            }
            4 => match self.read(&Type::Any) {
                Some(any) => {
                    let of = self.basic_type();
                    format!("{text}(is[{}]({any}))", self.text(&of))
                }
                None => self.live(ty, 0),
            },
            _ => {
                let of = self.basic_type();
                let op = match self.basic(&of) {
                    Some("bool") => self.pick(&["==", "!="]),
                    _ => self.pick(&["==", "!=", "<", "<=", ">", ">="]),
                };
                format!("{text}({} {op} {})", self.live(&of, depth), self.value(&of, depth))
            }
        }
    }

    /// A value of a type as an operand: composite literals in parentheses, since they may stand before a block.
    fn held(&mut self, ty: &Type, depth: usize) -> String {
        let value = if self.basic(ty).is_some() { self.live(ty, depth) } else { self.value(ty, depth) };
        format!("({value})")
    }

    /// A value of the interface with the method `Val`, never nil.
    pub(super) fn valuer(&mut self, depth: usize) -> Option<String> {
        let having: Vec<usize> =
            (0..self.declared.len()).filter(|index| self.declared[*index].by_pointer.is_some()).collect();
        if having.is_empty() || depth == 0 || self.safe {
            return None;
        }
        let index = self.pick(&having);
        let value = self.literal(&Type::Declared(index), depth - 1);
        let name = self.declared[index].name.clone();
        Some(if self.declared[index].by_pointer == Some(true) || self.chance(1, 3) {
            format!("Valuer(ref[{name}]({value}))")
        } else {
            format!("Valuer({value})")
        })
    }
}
