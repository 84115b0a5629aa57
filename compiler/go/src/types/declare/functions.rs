//! Functions, and where their bodies are checked.

use crate::diagnostic::Code;
use crate::syntax::tree::{Block, FuncDecl};
use crate::types::check::{Checker, Env, Later};
use crate::types::store::*;

impl<'a> Checker<'a> {
    pub(super) fn function(&mut self, obj: ObjId, decl: usize, func: &'a FuncDecl) {
        // A function that mentions itself in its own signature finds one without parameters.
        let guard = self.store.func(Signature::default());
        self.set_type(obj, guard);
        self.env.function = self.next_function();
        self.declared_function = Some(obj);
        let receiver = func.receiver.as_deref().filter(|fields| !fields.is_empty());
        let (signature, scope) = self.signature_in_scope(&func.signature, receiver, func.receiver_span);
        self.set_type(obj, signature);
        if !func.signature.type_params.is_empty() && func.body.is_none() && !self.embedded {
            self.error(Code::Type, func.name.span, "generic function is missing function body");
        }
        if let Some(body) = &func.body {
            let signature = self.store.signature(signature);
            let env = Env { decl: Some(decl), signature, scope, iota: None, blame: None, ..self.env.clone() };
            self.later.push(Later::Body { env: Box::new(env), body });
        }
    }

    pub(in crate::types) fn next_function(&mut self) -> u32 {
        self.functions += 1;
        self.functions
    }

    /// Checks a function's body, its missing `return`, and its unused variables.
    pub(in crate::types) fn function_body(&mut self, env: Env, body: &'a Block) {
        let scope = env.scope;
        let results = env.signature.as_ref().is_some_and(|signature| !signature.results.is_empty());
        let around = std::mem::replace(&mut self.env, env);
        self.statements(Default::default(), &body.stmts);
        if self.env.has_label {
            self.labels(body);
        }
        if results && !self.terminates_list(&body.stmts) {
            let span = crate::syntax::files::Span::at(body.close);
            self.error(Code::MissingReturn, span, "missing return");
        }
        self.unused_variables(scope);
        self.env = around;
    }

    fn unused_variables(&mut self, scope: ScopeId) {
        let mut scopes = vec![scope];
        while let Some(scope) = scopes.pop() {
            for obj in self.store.scopes[scope.index()].order.clone() {
                let Object { span, ref kind, .. } = *self.store.object(obj);
                if *kind == ObjectKind::Var(VarKind::Local) && !self.used.contains(&obj) {
                    let name = self.store.object_name(obj);
                    self.error(Code::Unused, span, format!("declared and not used: {name}"));
                }
            }
            let children = self.store.scopes[scope.index()].children.iter();
            scopes.extend(children.filter(|child| !self.store.scopes[child.index()].function));
        }
    }
}
