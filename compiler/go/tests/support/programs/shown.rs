//! Code of random programs that prints values.

use super::Generator;
use super::types::{Kind, Type};

impl Generator {
    /// The call that prints an expression.
    pub(super) fn show(&mut self, ty: &Type, value: &str) -> String {
        match self.basic(ty) {
            Some(basic) if matches!(ty, Type::Declared(_)) => format!("println({basic}({value}))"),
            Some(_) => format!("println({value})"),
            None => {
                let at = self.shown.iter().position(|known| known == ty).unwrap_or_else(|| {
                    self.shown.push(ty.clone());
                    self.shown.len() - 1
                });
                format!("show{at}({value})")
            }
        }
    }

    pub(super) fn show_globals(&mut self) {
        let globals: Vec<_> =
            self.variables.iter().filter(|variable| variable.name.starts_with('v')).cloned().collect();
        for variable in globals {
            let call = self.show(&variable.ty, &variable.name);
            self.line(&call);
        }
    }

    /// The functions that have been asked for, and those they ask for.
    pub(super) fn show_functions(&mut self) {
        let mut at = 0;
        while at < self.shown.len() {
            let ty = self.shown[at].clone();
            let head = format!("func show{at}(x {}) {{", self.text(&ty));
            self.line(&head);
            self.indent += 1;
            self.show_body(&ty);
            self.indent -= 1;
            self.line("}\n");
            at += 1;
        }
    }

    fn show_body(&mut self, ty: &Type) {
        match ty {
            Type::Array(_, elem) => {
                let call = self.show(elem, "x[i]");
                self.line(&format!("for i := range x {{\n\t\t{call}\n\t}}"));
            }
            Type::Slice(elem) => self.show_slice(&elem.clone()),
            Type::Pointer(base) => {
                self.line("if x == nil {\n\t\tprintln(\"nil\")\n\t\treturn\n\t}");
                let call = self.show(base, "*x");
                self.line(&call);
            }
            Type::Map(key, elem) => {
                self.line("println(len(x), x == nil)");
                if self.basic(key).is_some_and(|basic| basic != "bool") {
                    let (k, v) = (self.show(key, "k"), self.show(elem, "x[k]"));
                    self.line(&format!("for _, k := range keys(x) {{\n\t\t{k}\n\t\t{v}\n\t}}"));
                }
            }
            Type::Func(..) => self.line("println(x == nil)"),
            Type::Any => {
                self.line("switch x := x.(type) {");
                self.line("case nil:\n\t\tprintln(\"nil\")");
                for basic in super::types::INTEGERS.iter().chain(&["string", "bool", "float64"]) {
                    self.line(&format!("case {basic}:\n\t\tprintln(\"{basic}\", x)"));
                }
                let declared: Vec<usize> = (0..self.declared.len()).collect();
                for index in declared {
                    if let Kind::Basic(basic) = self.declared[index].kind {
                        let name = self.declared[index].name.clone();
                        self.line(&format!("case {name}:\n\t\tprintln(\"{name}\", {basic}(x))"));
                    }
                }
                self.line("default:\n\t\tprintln(\"other\")\n\t}");
            }
            Type::Declared(index) => match self.declared[*index].kind.clone() {
                Kind::Struct(fields) => {
                    for (field, of, _) in fields {
                        let call = self.show(&of, &format!("x.{field}"));
                        self.line(&call);
                    }
                }
                Kind::Slice(elem) => self.show_slice(&elem),
                Kind::Interface => {
                    self.line("if x == nil {\n\t\tprintln(\"nil\")\n\t} else {\n\t\tprintln(x.Val(3))\n\t}")
                }
                Kind::Basic(basic) => self.line(&format!("println({basic}(x))")),
            },
            Type::Basic(_) => self.line("println(x)"),
        }
    }

    fn show_slice(&mut self, elem: &Type) {
        self.line("println(len(x), x == nil)");
        let call = self.show(elem, "e");
        self.line(&format!("for _, e := range x {{\n\t\t{call}\n\t}}"));
    }
}
