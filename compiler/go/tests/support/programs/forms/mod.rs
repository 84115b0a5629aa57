//! Forms: statements of random programs that go together, written as Go with gaps.
//!
//! | gap | is filled by |
//! |---|---|
//! | `@#` | a number for the names of one form |
//! | `@n` | a number from 0 to 5 |
//! | `@i` `@s` `@f` `@c` | an expression of type int, string, float64, bool that is no constant |
//! | `@q` | an integer expression that does not panic |
//! | `@T` `@v` `@w` | a basic type, the same in the whole form; a value of it; one that is no constant |
//! | `@K` `@k` | a type that is ordered and has no NaN; a value of it |
//! | `@A` | a value of any type that compares, or seldom one that does not |
//! | `@[a\|b\|c]` | one of these texts |
//!
//! A line that begins with `?` is left out every other time, with the lines behind it that begin with `+`. A function that prints where it defers does not panic.
//!
//! | file | constructs |
//! |---|---|
//! | `control.rs` | shadowing, labels through `switch`, loops over functions, variables of loops that are kept, `defer` with named results, switches of every kind, order of assignments |
//! | `data.rs` | arrays, slices that share, conversions to arrays, maps by interfaces, comparisons of interfaces and structs, `clear`, literals without types |
//! | `numbers.rs` | constants, integers at their ends, shifts, floats and their texts, conversions |
//! | `text.rs` | strings that are no UTF-8, `strings`, `strconv`, `fmt`, `errors`, `sort` |
//! | `types.rs` | embedding, promotion, method values and expressions, generic functions and types, assertions, panics |

mod control;
mod data;
mod numbers;
mod text;
mod types;

use super::Generator;
use super::types::{INTEGERS, Type};
use std::rc::Rc;

/// A form: packages it imports, and its text.
type Form = (&'static [&'static str], &'static str);

const FORMS: [&[Form]; 5] = [control::FORMS, data::FORMS, numbers::FORMS, text::FORMS, types::FORMS];

/// Declarations that forms speak of.
pub(super) const PRELUDE: &str = types::PRELUDE;

impl Generator {
    /// Statements of one form, in a block of their own.
    pub(super) fn form(&mut self) {
        let group = FORMS[self.below(FORMS.len())];
        let (imports, text) = group[self.below(group.len())];
        for import in imports {
            self.imports.insert(import);
        }
        self.line("{");
        self.inside(|this| this.fill(text));
        self.line("}");
    }

    fn fill(&mut self, text: &str) {
        let number = self.fresh("");
        let ty = self.basic_type();
        let key = Type::Basic(if self.chance(1, 4) { "string" } else { self.pick(&INTEGERS) });
        let mut wanted = true;
        for line in text.lines().skip(1) {
            let line = match line.split_at_checked(1) {
                Some(("?", rest)) => {
                    wanted = self.chance(1, 2);
                    rest
                }
                Some(("+", rest)) => rest,
                _ => {
                    wanted = true;
                    line
                }
            };
            if wanted {
                let line = self.fill_line(line, &number, &ty, &key);
                self.line(&line);
            }
        }
    }

    fn fill_line(&mut self, line: &str, number: &str, ty: &Type, key: &Type) -> String {
        let (mut out, mut rest) = (String::new(), line.to_owned());
        while let Some(at) = rest.find('@') {
            out.push_str(&rest[..at]);
            let behind = rest.split_off(at + 1);
            rest = match behind.strip_prefix('[') {
                Some(list) => {
                    let (choices, behind) = choices(list);
                    self.pick(&choices) + behind
                }
                None => {
                    out.push_str(&self.gap(&behind[..1], number, ty, key));
                    behind[1..].to_owned()
                }
            };
        }
        out + &rest
    }

    /// The text of a gap, in parentheses where it has braces, which can't stand before a block.
    fn gap(&mut self, name: &str, number: &str, ty: &Type, key: &Type) -> String {
        let text = self.bare_gap(name, number, ty, key);
        if text.contains('{') { format!("({text})") } else { text }
    }

    fn bare_gap(&mut self, name: &str, number: &str, ty: &Type, key: &Type) -> String {
        match name {
            "#" => number.to_owned(),
            "n" => self.below(6).to_string(),
            "i" => self.live(&Type::Basic("int"), 1),
            "s" => self.live(&Type::Basic("string"), 1),
            "f" => self.live(&Type::Basic("float64"), 1),
            "c" => self.condition(&Type::Basic("bool"), 1),
            "q" => {
                let around = std::mem::replace(&mut self.safe, true);
                let value = self.live(&Type::Basic("int"), 1);
                self.safe = around;
                value
            }
            "T" => self.text(ty),
            "v" => self.value(ty, 1),
            "w" => self.live(ty, 1),
            "K" => self.text(key),
            "k" => self.value(key, 1),
            "A" => self.anything(),
            other => unreachable!("a form has the gap {other}"),
        }
    }

    /// A value that goes into an interface, most often one that compares.
    fn anything(&mut self) -> String {
        let of = match self.below(12) {
            0 => return "nil".into(),
            1 => Type::Array(2, Rc::new(self.basic_type())),
            2 | 3 => {
                let structs: Vec<Type> = (0..self.declared.len()).map(Type::Declared).collect();
                let fit: Vec<Type> = structs.into_iter().filter(|ty| self.comparable(ty)).collect();
                if fit.is_empty() { self.basic_type() } else { self.pick(&fit) }
            }
            4 if !self.safe && self.chance(1, 6) => Type::Slice(Rc::new(self.basic_type())),
            _ => self.basic_type(),
        };
        let value = self.value(&of, 1);
        // Constants without a type would take the one of the interface.
        if self.basic(&of).is_some() { format!("{}({value})", self.text(&of)) } else { value }
    }
}

/// Texts between bars up to the bracket that closes them, and what is behind it.
fn choices(list: &str) -> (Vec<String>, &str) {
    let (mut choices, mut depth) = (vec![String::new()], 0);
    for (at, char) in list.char_indices() {
        match char {
            ']' if depth == 0 => return (choices, &list[at + 1..]),
            '|' if depth == 0 => choices.push(String::new()),
            _ => {
                depth += i32::from(char == '[') - i32::from(char == ']');
                choices.last_mut().expect("one at least").push(char);
            }
        }
    }
    (choices, "")
}
