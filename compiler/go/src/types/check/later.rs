//! Checks that wait until types are complete.

use super::{Checker, Env};
use crate::syntax::files::Span;
use crate::syntax::tree::{Block, ExprId};
use crate::types::store::*;
use std::sync::Arc;

/// Something to be checked later.
#[derive(Debug)]
pub(in crate::types) enum Later<'a> {
    /// A function's body.
    Body { env: Box<Env>, body: &'a Block },
    /// A variable's type is no constraint.
    VarType { expr: ExprId, ty: TypeId },
    /// A map's key can be compared.
    MapKey { expr: ExprId, ty: TypeId },
    /// An embedded field's type may be one.
    EmbeddedField { expr: ExprId, ty: TypeId },
    /// An interface's methods have different names.
    InterfaceMethods { ty: TypeId },
    /// A union's terms are allowed and don't overlap.
    UnionTerms { terms: Vec<(Term, ExprId)> },
    /// A declared type does not contain itself.
    ValidType { obj: ObjId },
    /// A type's fields and methods have different names.
    FieldsAndMethods { named: NamedId },
    /// A method's receiver may be one.
    Receiver { span: Span, ty: TypeId },
    /// Type arguments satisfy their constraints.
    Instance { span: Span, params: Arc<[ParamId]>, args: Vec<TypeId>, spans: Vec<Span> },
}

impl Checker<'_> {
    /// Checks what has been put off since the queue was `from` long, and what that puts off.
    pub(in crate::types) fn process_later(&mut self, from: usize) {
        let mut index = from;
        while index < self.later.len() {
            let action = std::mem::replace(&mut self.later[index], Later::UnionTerms { terms: Vec::new() });
            index += 1;
            if !self.stopped {
                self.run_later(action);
            }
        }
        self.later.truncate(from);
    }
}

impl<'a> Checker<'a> {
    fn run_later(&mut self, action: Later<'a>) {
        // What was put off is checked at its own place in the program, not at that of whoever ran the queue.
        let blame = self.env.blame.take();
        match action {
            Later::Body { env, body } => self.function_body(*env, body),
            Later::VarType { expr, ty } => self.check_var_type(expr, ty),
            Later::MapKey { expr, ty } => self.check_map_key(expr, ty),
            Later::EmbeddedField { expr, ty } => self.check_embedded_field(expr, ty),
            Later::InterfaceMethods { ty } => self.check_interface_methods(ty),
            Later::UnionTerms { terms } => self.check_union_terms(&terms),
            Later::ValidType { obj } => self.check_valid_type(obj),
            Later::FieldsAndMethods { named } => self.check_fields_and_methods(named),
            Later::Receiver { span, ty } => self.check_receiver(span, ty),
            Later::Instance { span, params, args, spans } => self.check_instance(span, &params, &args, &spans),
        }
        self.env.blame = blame;
    }
}
