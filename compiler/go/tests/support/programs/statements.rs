//! Statements of random programs.

use super::types::{INTEGERS, Kind, Type};
use super::{Callable, Generator, Variable};
use std::rc::Rc;

impl Generator {
    pub(super) fn body(&mut self, most: usize) {
        let known = self.variables.len();
        let count = 1 + self.below(most);
        for _ in 0..count {
            self.statement();
        }
        self.variables.truncate(known.max(if self.indent == 1 { self.variables.len() } else { known }));
    }

    /// Statements in a block one level deeper.
    pub(super) fn block(&mut self, most: usize) {
        self.inside(|this| {
            if this.budget == 0 {
                this.line("burn()");
            } else {
                this.body(most);
            }
        });
    }

    fn statement(&mut self) {
        if self.budget == 0 {
            return;
        }
        self.budget -= 1;
        match self.below(40) {
            30.. => self.form(),
            0..=4 => self.declare(),
            5..=8 => self.assign(),
            9 | 10 => self.branch(),
            11..=14 => self.repeat(),
            15 => self.switch(),
            16 => self.type_switch(),
            17..=19 => self.any_call(),
            20 => self.closure(),
            21 => self.gather(),
            22 => self.map_statement(),
            23 => self.pointer_statement(),
            24 => self.swap(),
            25 => self.leave(),
            26 => self.method_value(),
            27 => self.generic_statement(),
            28 => self.deferred(),
            _ => self.print(),
        }
    }

    /// A variable that is in reach from here on.
    pub(super) fn add(&mut self, name: &str, ty: &Type, assignable: bool) {
        self.variables.push(Variable { name: name.to_owned(), ty: ty.clone(), assignable });
    }

    fn declare(&mut self) {
        let (name, ty) = (self.fresh("v"), self.any_type(3));
        let text = self.text(&ty);
        match self.below(5) {
            0 if !matches!(ty, Type::Func(..) | Type::Pointer(_)) => self.line(&format!("var {name} {text}")),
            1 | 2 => {
                let value = self.value(&ty, 3);
                self.line(&format!("var {name} {text} = {value}"));
            }
            _ => {
                let value = self.literal(&ty, 3);
                let value = if matches!(ty, Type::Func(..)) { value } else { format!("{text}({value})") };
                let value = if text.starts_with(['*', 'f']) {
                    value.replacen(&format!("{text}("), &format!("({text})("), 1)
                } else {
                    value
                };
                self.line(&format!("{name} := {value}"));
            }
        }
        self.line(&format!("_ = {name}"));
        self.add(&name, &ty, true);
    }

    /// A place that can be assigned, and its type.
    fn target(&mut self) -> Option<(String, Type)> {
        let list: Vec<Variable> = self.variables.iter().filter(|variable| variable.assignable).cloned().collect();
        let variable = self.pick(&list).clone();
        let (mut name, mut ty) = (variable.name, variable.ty);
        for _ in 0..self.below(3) {
            let next = match &ty {
                Type::Array(len, elem) => (format!("{name}[{}]", self.below(*len)), (**elem).clone()),
                Type::Map(key, elem) => (format!("{name}[{}]", self.value(key, 1)), (**elem).clone()),
                Type::Declared(index) => match self.declared[*index].kind.clone() {
                    Kind::Struct(fields) if !name.ends_with(']') || !name.contains("map") => {
                        let (field, of, _) = self.pick(&fields).clone();
                        (format!("{name}.{field}"), of)
                    }
                    _ => break,
                },
                Type::Pointer(base) => (format!("(*{name})"), (**base).clone()),
                _ => break,
            };
            let was_map = matches!(ty, Type::Map(..));
            (name, ty) = next;
            if was_map {
                break;
            }
        }
        Some((name, ty))
    }

    fn assign(&mut self) {
        let Some((name, ty)) = self.target() else { return };
        if name.starts_with("r") && name == "r" {
            return;
        }
        match self.basic(&ty) {
            Some("string") if self.chance(1, 3) => {
                let value = self.value(&ty, 2);
                self.line(&format!("{name} = cut({name} + {value})"));
            }
            Some(basic) if INTEGERS.contains(&basic) && self.chance(1, 2) => {
                if self.chance(1, 4) {
                    let op = self.pick(&["++", "--"]);
                    return self.line(&format!("{name}{op}"));
                }
                let op = self.pick(&["+=", "-=", "*=", "&=", "|=", "^=", "&^=", "<<=", ">>="]);
                let value = if op.len() == 3 && op != "&^=" { self.below(20).to_string() } else { self.value(&ty, 2) };
                self.line(&format!("{name} {op} {value}"));
            }
            _ => {
                let value = self.value(&ty, 3);
                self.line(&format!("{name} = {value}"));
            }
        }
    }

    fn any_call(&mut self) {
        if self.callables.is_empty() {
            return self.print();
        }
        let callable = self.pick(&self.callables.clone());
        self.call(&callable);
    }

    pub(super) fn call(&mut self, callable: &Callable) {
        let Callable { name, params, results, variadic } = callable.clone();
        let mut args: Vec<String> = params.iter().map(|ty| self.value(ty, 2)).collect();
        if variadic {
            match self.below(3) {
                0 => drop(args.pop()),
                1 => {
                    let last = args.pop().unwrap_or_default();
                    let elem = self.text(&params[params.len() - 1]);
                    args.push(format!("[]{elem}{{{last}}}..."));
                }
                _ => {}
            }
        }
        let call = format!("{name}({})", args.join(", "));
        if results.is_empty() {
            return self.line(&call);
        }
        let names: Vec<String> = results.iter().map(|_| self.fresh("v")).collect();
        self.line(&format!("{} := {call}", names.join(", ")));
        for (name, ty) in names.iter().zip(&results) {
            self.line(&format!("_ = {name}"));
            self.add(name, ty, true);
        }
    }

    /// A closure that changes what it captures, called at once, later, or kept from every turn of a loop.
    fn closure(&mut self) {
        let name = self.fresh("cl");
        let (param, ty) = (self.fresh("p"), self.basic_type());
        let text = self.text(&ty);
        if self.chance(1, 3) {
            let list = self.fresh("fs");
            let value = self.live(&ty, 1);
            self.line(&format!("var {list} []func() {text}"));
            self.line(&format!("for i := range 3 {{\n\t\tx := {text}({value})\n\t\t{list} = append({list}, func() {text} {{ g_int += i; return x }})\n\t}}"));
            let call = self.show(&ty, &format!("{list}[1]()"));
            return self.line(&call);
        }
        self.line(&format!("{name} := func({param} {text}) {text} {{"));
        let around = (std::mem::take(&mut self.labels), std::mem::take(&mut self.in_loop));
        let results = std::mem::replace(&mut self.results, vec![ty.clone()]);
        self.inside(|this| {
            this.line("burn()");
            this.add(&param, &ty, true);
            this.body(3);
            this.returning();
        });
        self.results = results;
        (self.labels, self.in_loop) = around;
        self.line("}");
        let (result, value) = (self.fresh("v"), self.value(&ty, 2));
        self.line(&format!("{result} := {name}({value})"));
        self.line(&format!("_ = {result}"));
        self.add(&result, &ty, true);
    }

    /// A slice that only this statement appends to.
    fn gather(&mut self) {
        let (name, elem) = (self.fresh("v"), self.any_type(1));
        let text = self.text(&elem);
        let first = self.value(&elem, 2);
        self.line(&format!("{name} := []{text}{{{first}}}"));
        let value = self.value(&elem, 2);
        let turns = self.below(9);
        self.line(&format!("_ = {name}"));
        self.line(&format!("for range {turns} {{\n\t\t{name} = append({name}, {value})\n\t}}"));
        match self.below(4) {
            0 => {
                let rest = self.value(&Type::Slice(Rc::new(elem.clone())), 1);
                self.line(&format!("{name} = append({name}[:len({name}):len({name})], {rest}...)"));
            }
            1 => {
                let other = self.value(&Type::Slice(Rc::new(elem.clone())), 1);
                self.line(&format!("println(copy({name}, {other}))"));
            }
            2 => self.line(&format!("copy({name}[len({name})/2:], {name})")),
            _ => {}
        }
        if self.chance(1, 6) {
            self.line(&format!("clear({name})"));
        }
        self.add(&name, &Type::Slice(Rc::new(elem)), true);
    }

    fn map_statement(&mut self) {
        let (name, key, elem) = (self.fresh("m"), self.key_type(), self.any_type(1));
        let ty = Type::Map(Rc::new(key.clone()), Rc::new(elem.clone()));
        let text = self.text(&ty);
        self.line(&format!("{name} := make({text})"));
        for _ in 0..1 + self.below(4) {
            let (at, value) = (self.value(&key, 1), self.value(&elem, 1));
            self.line(&format!("{name}[{at}] = {value}"));
        }
        let at = self.value(&key, 1);
        match self.below(4) {
            0 => self.line(&format!("delete({name}, {at})")),
            1 => {
                let (value, found) = (self.fresh("v"), self.fresh("ok"));
                self.line(&format!("{value}, {found} := {name}[{at}]\n\tprintln({found})\n\t_ = {value}"));
                self.add(&value, &elem, true);
            }
            2 => self.line(&format!("for k := range {name} {{\n\t\tdelete({name}, k)\n\t}}\n\tprintln(len({name}))")),
            _ if self.is_integer(&elem) => {
                self.line(&format!("{name}[{at}] += 3\n\tfor _, e := range {name} {{\n\t\tg_int += int(e)\n\t}}"))
            }
            _ => self.line(&format!("println(len({name}))")),
        }
        let call = self.show(&ty, &name);
        self.line(&call);
        self.add(&name, &ty, true);
    }

    fn pointer_statement(&mut self) {
        let list: Vec<Variable> = self
            .variables
            .iter()
            .filter(|variable| variable.assignable && !variable.name.contains(['[', '(', '.']))
            .cloned()
            .collect();
        let variable = self.pick(&list).clone();
        let name = self.fresh("v");
        self.line(&format!("{name} := &{}", variable.name));
        let value = self.value(&variable.ty, 2);
        self.line(&format!("*{name} = {value}\n\t_ = {name}"));
        self.add(&name, &Type::Pointer(Rc::new(variable.ty)), true);
    }

    fn swap(&mut self) {
        let (Some((one, ty)), true) = (self.target(), true) else { return };
        let Some(other) = self.read(&ty) else { return };
        let simple = |name: &str| !name.contains(['[', '(', '.', '*']);
        if !simple(&one) || !simple(&other) || one == other {
            return self.print();
        }
        if self.variables.iter().any(|variable| variable.name == other && variable.assignable) {
            self.line(&format!("{one}, {other} = {other}, {one}"));
        }
    }

    fn method_value(&mut self) {
        let Some(valuer) = self.valuer(2) else { return self.print() };
        let (name, value) = (self.fresh("mv"), self.value(&Type::Basic("int"), 1));
        match self.below(3) {
            0 => self.line(&format!("{name} := {valuer}.Val\n\tprintln({name}({value}))")),
            1 => self.line(&format!("{name} := Valuer.Val\n\tprintln({name}({valuer}, {value}))")),
            _ => self.line(&format!(
                "var {name} any = {valuer}\n\tif x, ok := {name}.(Valuer); ok {{\n\t\tprintln(x.Val({value}))\n\t}}"
            )),
        }
    }

    fn generic_statement(&mut self) {
        let (from, to) = (self.basic_type(), self.basic_type());
        let (name, text, result) = (self.fresh("v"), self.text(&from), self.text(&to));
        match self.below(2) {
            0 => {
                let list = self.value(&Type::Slice(Rc::new(from.clone())), 2);
                self.add("x", &from, false);
                let value = self.value(&to, 2);
                self.variables.pop();
                self.line(&format!(
                    "{name} := mapped({list}, func(x {text}) {result} {{ return {value} }})\n\t_ = {name}"
                ));
                self.add(&name, &Type::Slice(Rc::new(to)), true);
            }
            _ => {
                let (one, other) = (self.value(&from, 2), self.value(&from, 1));
                let second = self.value(&to, 1);
                self.line(&format!("{name} := Pair[{text}, {result}]{{{one}, {second}}}"));
                let first = self.show(&from, &format!("{name}.swapIn({other})"));
                self.line(&first);
                let last = self.show(&from, &format!("{name}.a"));
                self.line(&last);
            }
        }
    }

    /// A deferred call that leaves a trace in a variable. It prints nothing and does not panic: where the function
    /// panics, stock Go runs it before it ends, and a contract's end makes all its traces undone.
    pub(super) fn deferred(&mut self) {
        self.safe = true;
        let value = self.live(&Type::Basic("int"), 1);
        self.safe = false;
        match self.below(3) {
            0 => self.line(&format!("defer note({value})")),
            1 => self.line(&format!("defer func() {{ note({value}) }}()")),
            _ => self.line("for i := range 2 {\n\t\tdefer note(i)\n\t}"),
        }
    }

    fn print(&mut self) {
        let ty = self.any_type(2);
        let value = self.value(&ty, 3);
        let call = self.show(&ty, &value);
        self.line(&call);
    }
}
