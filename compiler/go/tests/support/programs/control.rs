//! Statements of random programs that choose, repeat and leave.

use super::Generator;
use super::types::{INTEGERS, Type};
use std::rc::Rc;

impl Generator {
    pub(super) fn branch(&mut self) {
        let condition = self.condition(&Type::Basic("bool"), 2);
        if self.chance(1, 4) {
            let (name, ty) = (self.fresh("v"), self.basic_type());
            let (value, text) = (self.live(&ty, 2), self.text(&ty));
            self.line(&format!("if {name} := {text}({value}); ({condition}) {{"));
            self.inside(|this| {
                this.line(&format!("_ = {name}"));
                this.add(&name, &ty, true);
                this.body(3);
            });
        } else {
            self.line(&format!("if ({condition}) {{"));
            self.block(3);
        }
        match self.below(3) {
            0 => {
                let other = self.condition(&Type::Basic("bool"), 1);
                self.line(&format!("}} else if ({other}) {{"));
                self.block(2);
            }
            1 => {
                self.line("} else {");
                self.block(3);
            }
            _ => {}
        }
        self.line("}");
    }

    /// A loop with a head, a body that may leave it, and maybe a label.
    pub(super) fn repeat(&mut self) {
        let label = self.fresh("loop");
        let (head, variables, before) = self.head();
        let start = self.out.len();
        let around = std::mem::replace(&mut self.in_loop, true);
        self.labels.push((label.clone(), false));
        for line in before {
            self.line(&line);
        }
        let at_head = self.out.len();
        self.line(&format!("for {head} {{"));
        self.inside(|this| {
            this.line("burn()");
            for (name, ty, assignable) in variables {
                this.line(&format!("_ = {name}"));
                this.add(&name, &ty, assignable);
            }
            this.body(4);
        });
        self.line("}");
        self.in_loop = around;
        if let Some((label, true)) = self.labels.pop() {
            let _ = start;
            self.out.insert_str(at_head, &format!("{label}:\n"));
        }
    }

    /// The head of a loop, the variables it declares, and lines that come before.
    fn head(&mut self) -> (String, Vec<(String, Type, bool)>, Vec<String>) {
        let int = Type::Basic("int");
        let (one, two) = (self.fresh("i"), self.fresh("e"));
        match self.below(10) {
            0 => {
                let ty = Type::Basic(self.pick(&INTEGERS));
                let text = self.text(&ty);
                (format!("{one} := {text}(0); {one} < {}; {one}++", 1 + self.below(6)), vec![(one, ty, false)], vec![])
            }
            1 => (format!("{one} := range {}", 1 + self.below(5)), vec![(one, int, true)], vec![]),
            2 => {
                let ty = Type::Basic(self.pick(&INTEGERS));
                let value = self.live(&ty, 1);
                (format!("{one} := range ({value} & 7)"), vec![(one, ty, true)], vec![])
            }
            3 => {
                let value = self.value(&Type::Basic("string"), 2);
                (
                    format!("{one}, {two} := range ({value})"),
                    vec![(one, int, true), (two, Type::Basic("int32"), true)],
                    vec![],
                )
            }
            4 | 5 => {
                let elem = self.any_type(1);
                let value = self.value(&Type::Slice(Rc::new(elem.clone())), 2);
                (format!("{one}, {two} := range ({value})"), vec![(one, int, true), (two, elem, true)], vec![])
            }
            6 => {
                let elem = self.any_type(1);
                let value = self.value(&Type::Array(3, Rc::new(elem.clone())), 2);
                (format!("{one}, {two} := range ({value})"), vec![(one, int, true), (two, elem, true)], vec![])
            }
            7 => (format!("{one} := range count({})", self.below(6)), vec![(one, int, true)], vec![]),
            8 => {
                let elem = self.basic_type();
                let text = self.text(&elem);
                let list = self.fresh("l");
                let before = vec![
                    format!("var {list} *List[{text}]"),
                    format!("{list} = {list}.push({}).push({})", self.value(&elem, 1), self.value(&elem, 1)),
                ];
                (format!("{one}, {two} := range {list}.all"), vec![(one, int, true), (two, elem, true)], before)
            }
            _ => {
                let before = vec![format!("{one} := {}", self.below(6))];
                (format!("{one} > 0 && func() bool {{ {one}--; return true }}()"), vec![(one, int, false)], before)
            }
        }
    }

    pub(super) fn leave(&mut self) {
        let condition = self.condition(&Type::Basic("bool"), 1);
        if self.in_loop && !self.labels.is_empty() {
            let word = self.pick(&["break", "continue"]);
            let at = self.below(self.labels.len());
            let text = if self.chance(1, 2) {
                self.labels[at].1 = true;
                format!("{word} {}", self.labels[at].0)
            } else {
                word.to_owned()
            };
            return self.line(&format!("if ({condition}) {{\n\t\t{text}\n\t}}"));
        }
        if self.chance(1, 8) {
            let value = self.value(&Type::Basic("string"), 1);
            return self.line(&format!("if ({condition}) {{\n\t\tpanic({value})\n\t}}"));
        }
        if !self.results.is_empty() {
            self.line(&format!("if ({condition}) {{"));
            self.inside(Self::returning);
            self.line("}");
        }
    }

    pub(super) fn switch(&mut self) {
        let int = Type::Basic("int");
        let value = self.live(&int, 2);
        let tagged = self.chance(2, 3);
        self.line(&if tagged { format!("switch ({value} & 3) {{") } else { "switch {".to_owned() });
        let around = std::mem::replace(&mut self.in_loop, false);
        let cases = 1 + self.below(3);
        for case in 0..cases {
            let head = if tagged {
                if self.chance(1, 3) { format!("case {case}, {}:", case + 10) } else { format!("case {case}:") }
            } else {
                format!("case ({}):", self.condition(&Type::Basic("bool"), 1))
            };
            self.line(&head);
            self.block(2);
            if case + 1 < cases && self.chance(1, 4) {
                self.line("\tfallthrough");
            }
        }
        if self.chance(1, 2) {
            self.line("default:");
            self.block(2);
        }
        self.in_loop = around;
        self.line("}");
    }

    pub(super) fn type_switch(&mut self) {
        let name = self.fresh("x");
        let value = self.value(&Type::Any, 2);
        self.line(&format!("switch {name} := ({value}).(type) {{"));
        let around = std::mem::replace(&mut self.in_loop, false);
        let mut seen = Vec::new();
        for _ in 0..1 + self.below(3) {
            let ty = if self.chance(1, 4) { self.any_type(1) } else { self.basic_type() };
            let text = self.text(&ty);
            if seen.contains(&text) || ty == Type::Any {
                continue;
            }
            self.line(&format!("case {text}:"));
            seen.push(text);
            self.inside(|this| {
                this.line(&format!("_ = {name}"));
                this.add(&name, &ty, false);
                this.body(2);
            });
        }
        self.line(&format!("case nil:\n\t\t_ = {name}\n\t\tprintln(\"nil\")\n\tdefault:\n\t\t_ = {name}\n\t}}"));
        self.in_loop = around;
    }
}
