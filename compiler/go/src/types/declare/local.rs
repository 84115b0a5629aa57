//! Declarations inside functions.

use super::collect::ConstantWalk;
use crate::syntax::tree::{Decl as Syntax, ValueSpec};
use crate::types::check::Checker;
use crate::types::constant::Value;
use crate::types::store::*;

impl<'a> Checker<'a> {
    pub(in crate::types) fn local_declaration(&mut self, declaration: &'a Syntax) {
        match declaration {
            Syntax::Const(specs) => {
                let mut walk = ConstantWalk::default();
                for (iota, spec) in specs.iter().enumerate() {
                    let (ty, init, inherited) = walk.next(self, spec);
                    let from = self.later.len();
                    let mut constants = Vec::new();
                    for (index, name) in spec.names.iter().enumerate() {
                        let iota = Value::int(iota as u64);
                        let kind = ObjectKind::Const(iota.clone());
                        let obj = self.store.new_object(name.name, name.span, kind, None);
                        self.constant(obj, iota, ty, init.get(index).copied(), inherited);
                        constants.push(obj);
                    }
                    self.process_later(from);
                    for (name, obj) in spec.names.iter().zip(constants) {
                        self.declare(self.env.scope, Some(*name), obj);
                    }
                }
            }
            Syntax::Var(specs) => specs.iter().for_each(|spec| self.local_variables(spec)),
            Syntax::Type(specs) => {
                for spec in specs {
                    let obj = self.store.new_object(spec.name.name, spec.name.span, ObjectKind::Type, None);
                    self.ambient.insert(obj, self.env.type_params.clone());
                    self.declare(self.env.scope, Some(spec.name), obj);
                    self.path.push(obj);
                    let params = self.env.type_params.clone();
                    self.type_declaration(obj, spec);
                    self.env.type_params = params;
                    self.path.pop();
                }
            }
            Syntax::Bad(_) | Syntax::Import(_) | Syntax::Func(_) => {}
        }
    }

    fn local_variables(&mut self, spec: &'a ValueSpec) {
        let from = self.later.len();
        let variables: Vec<ObjId> =
            spec.names.iter().map(|name| self.local_variable(name.name, name.span, VarKind::Local, None)).collect();
        for (index, obj) in variables.iter().enumerate() {
            let several = spec.values.len() == 1 && variables.len() > 1;
            let init = if several { spec.values.first() } else { spec.values.get(index) };
            let all = if several { &variables[..] } else { &[] };
            self.variable(*obj, all, spec.ty, init.copied());
            if several {
                break;
            }
        }
        self.process_later(from);
        self.check_arity(spec, None);
        for (name, obj) in spec.names.iter().zip(variables) {
            self.declare(self.env.scope, Some(*name), obj);
        }
    }

    /// A variable of the function that is being checked, not declared yet.
    pub(in crate::types) fn local_variable(
        &mut self,
        name: crate::syntax::names::Name,
        span: crate::syntax::files::Span,
        kind: VarKind,
        ty: Option<TypeId>,
    ) -> ObjId {
        let obj = self.store.new_object(name, span, ObjectKind::Var(kind), ty);
        self.store.objects[obj.index()].function = self.env.function;
        obj
    }
}
