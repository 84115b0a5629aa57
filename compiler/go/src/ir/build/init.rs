//! Initialization: package variables in the order the checker has found, then `init` functions, package after package.
//!
//! Packages that come with the compiler give their variables values that do nothing else, so that those which nobody
//! uses are left out. Constants need no code: memory begins with them.

use super::body::Body;
use super::{Build, Facts, Finder, Key, Res};
use crate::ir::{Body as Code, Expr, ExprKind, Function, FunctionId, Place, StmtKind, is_constant};
use crate::packages::Unit;
use crate::syntax::names::Name;
use crate::syntax::tree::Decl;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

impl<'a> Build<'a> {
    /// Builds all initializers that are wanted, and what they reach, and the function that calls them.
    pub(super) fn initializers(&mut self) -> Res<()> {
        let units: &'a [Arc<Unit>] = self.units;
        let mut made: BTreeMap<(usize, usize), FunctionId> = BTreeMap::new();
        let mut functions: BTreeMap<usize, Vec<FunctionId>> = BTreeMap::new();
        for (index, unit) in units.iter().enumerate() {
            functions.insert(index, self.init_functions(unit)?);
        }
        self.drain()?;
        loop {
            let before = made.len();
            for (at, unit) in units.iter().enumerate() {
                for (index, initializer) in unit.info.init_order.iter().enumerate() {
                    let wanted =
                        !unit.embedded || initializer.variables.iter().any(|obj| self.globals.contains_key(obj));
                    if wanted && !made.contains_key(&(at, index)) {
                        made.insert((at, index), self.request(Key::Initializer(at, index))?);
                    }
                }
            }
            self.drain()?;
            if made.len() == before {
                break;
            }
        }
        let mut calls = Vec::new();
        for (at, own) in functions {
            for (_, function) in made.range((at, 0)..=(at, usize::MAX)) {
                if !self.begins_with_constants(*function) {
                    calls.push(*function);
                }
            }
            calls.extend(own);
        }
        if calls.is_empty() {
            return Ok(());
        }
        let unit = self.t.unit;
        let whole = self.synthetic("init".into(), &[], |body| {
            let span = body.p.here;
            for function in calls {
                let call = Expr { kind: ExprKind::Call { function, args: Vec::new() }, ty: unit, span };
                body.emit(StmtKind::Eval(call), span);
            }
            Ok(())
        })?;
        let id = self.new_function()?;
        self.program.functions[id.index()] = whole;
        self.program.init = Some(id);
        Ok(())
    }

    /// An initializer that does nothing but give package variables constants is not run: they begin with them.
    fn begins_with_constants(&mut self, function: FunctionId) -> bool {
        let Code::Code(body) = &self.program.functions[function.index()].body else { return false };
        let types = &self.program.types;
        let mut values = Vec::new();
        for stmt in body {
            match &stmt.kind {
                StmtKind::Assign { place: Place::Global(global), value } if is_constant(types, value) => {
                    values.push((*global, value.clone()));
                }
                StmtKind::Return(results) if results.is_empty() => {}
                _ => return false,
            }
        }
        for (global, value) in values {
            self.program.globals[global.index()].value = Some(value);
        }
        true
    }

    /// The `init` functions of a package, in the order of the source.
    fn init_functions(&mut self, unit: &'a Unit) -> Res<Vec<FunctionId>> {
        let mut list = Vec::new();
        for declaration in unit.tree.files.iter().flat_map(|file| &file.declarations) {
            let Decl::Func(func) = declaration else { continue };
            if func.receiver.is_some() || self.store.names.text(func.name.name) != "init" {
                continue;
            }
            if let Some(obj) = unit.info.definitions.get(&func.name.span.start) {
                list.push(self.request(Key::Declared(*obj, Arc::default()))?);
            }
        }
        Ok(list)
    }

    fn facts_of_initializers(&mut self, at: usize) -> Rc<Facts> {
        if let Some(facts) = self.initializer_facts.get(&at) {
            return facts.clone();
        }
        let units: &'a [Arc<Unit>] = self.units;
        let unit = &units[at];
        let values = unit.info.init_order.iter().map(|initializer| initializer.value);
        let facts = Rc::new(Finder::new(&unit.tree, &unit.info, self.store).initializers(values));
        self.initializer_facts.insert(at, facts.clone());
        facts
    }

    /// `a, b = x` of package variables.
    pub(super) fn make_initializer(&mut self, at: usize, index: usize) -> Res<Function> {
        let units: &'a [Arc<Unit>] = self.units;
        let initializer = &units[at].info.init_order[index];
        let (env, facts) = (self.no_params.clone(), self.facts_of_initializers(at));
        let package = self.store.names.text(self.store.package(units[at].package).name).to_owned();
        let span = units[at].tree.span(initializer.value);
        self.here = span;
        let mut body = Body::new(self, at, env, facts);
        body.push_frame(format!("{package}.init"), span);
        let mut targets = Vec::new();
        for obj in &initializer.variables {
            let blank = body.p.store.object(*obj).name == Name::BLANK;
            targets.push(body.package_target(*obj, blank)?);
        }
        body.assign_all(targets, std::slice::from_ref(&initializer.value), span)?;
        body.finish(span)
    }
}
