//! The names a package declares, before any of them is looked into.

use crate::diagnostic::Code;
use crate::syntax::names::Name;
use crate::syntax::tree::{Decl as Syntax, ExprId, ExprKind, FuncDecl, Ident, SourceFile, ValueSpec};
use crate::types::check::{Checker, Decl, Refusal};
use crate::types::constant::Value;
use crate::types::store::*;
use std::collections::{BTreeSet, HashSet};

/// A method and the name of its receiver's type.
struct Receiver {
    method: ObjId,
    pointer: bool,
    base: Ident,
}

impl<'a> Checker<'a> {
    pub(in crate::types) fn collect_objects(&mut self) {
        let (mut scopes, mut receivers) = (Vec::new(), Vec::new());
        let package_scope = self.store.package(self.pkg).scope;
        let package = self.store.package(self.pkg).name;
        let tree = self.tree;
        if package == Name::BLANK
            && let Some(file) = tree.files.first()
        {
            self.error(Code::Redeclared, file.package.span, "invalid package name _");
        }
        for file in &tree.files {
            if file.package.name != package {
                let (own, wanted) = (self.text(file.package.name), self.text(package));
                self.error(Code::Redeclared, file.package.span, format!("package {own}; expected package {wanted}"));
                continue;
            }
            let scope = self.store.new_scope(Some(package_scope), false);
            scopes.push(scope);
            self.collect_file(file, scope, &mut receivers);
        }
        self.file_conflicts(&scopes);
        for Receiver { method, pointer, base } in receivers {
            if let Some((pointer, base)) = self.receiver_base(pointer, base.name) {
                self.store.objects[method.index()].kind = ObjectKind::Func { pointer, method: true };
                self.methods.entry(base).or_default().push(method);
            }
        }
    }

    pub(in crate::types) fn text(&self, name: Name) -> String {
        self.store.names.text(name).to_owned()
    }

    fn collect_file(&mut self, file: &'a SourceFile, scope: ScopeId, receivers: &mut Vec<Receiver>) {
        for span in &file.directives {
            self.refuse(*span, Refusal::Directive);
        }
        for declaration in &file.declarations {
            match declaration {
                Syntax::Bad(_) => {}
                Syntax::Import(specs) => specs.iter().for_each(|spec| self.import(spec, scope)),
                Syntax::Const(specs) => self.collect_constants(specs, scope),
                Syntax::Var(specs) => specs.iter().for_each(|spec| self.collect_variables(spec, scope)),
                Syntax::Type(specs) => {
                    for spec in specs {
                        let obj = self.store.new_object(spec.name.name, spec.name.span, ObjectKind::Type, None);
                        let decl = Decl { type_spec: Some(spec), ..decl_in(scope) };
                        self.declare_in_package(spec.name, obj, decl);
                    }
                }
                Syntax::Func(func) => self.collect_function(func, scope, receivers),
            }
        }
    }

    fn collect_constants(&mut self, specs: &'a [ValueSpec], scope: ScopeId) {
        let mut walk = ConstantWalk::default();
        for (iota, spec) in specs.iter().enumerate() {
            let (ty, init, inherited) = walk.next(self, spec);
            for (index, name) in spec.names.iter().enumerate() {
                let kind = ObjectKind::Const(Value::int(iota as u64));
                let obj = self.store.new_object(name.name, name.span, kind, None);
                let init = init.get(index).copied();
                self.declare_in_package(*name, obj, Decl { ty, init, inherited, ..decl_in(scope) });
            }
        }
    }

    fn collect_variables(&mut self, spec: &'a ValueSpec, scope: ScopeId) {
        self.check_arity(spec, None);
        let make = |name: &Ident| self.store.new_object(name.name, name.span, ObjectKind::Var(VarKind::Package), None);
        let variables: Vec<ObjId> = spec.names.iter().map(make).collect();
        let shared = (spec.values.len() == 1).then(|| {
            let several = if variables.len() > 1 { variables.clone() } else { Vec::new() };
            self.decl_list.push(Decl { variables: several, ty: spec.ty, init: Some(spec.values[0]), ..decl_in(scope) });
            self.decl_list.len() - 1
        });
        for (index, (name, obj)) in spec.names.iter().zip(&variables).enumerate() {
            match shared {
                Some(decl) => self.declare_object(*name, *obj, decl),
                None => {
                    let init = spec.values.get(index).copied();
                    self.declare_in_package(*name, *obj, Decl { ty: spec.ty, init, ..decl_in(scope) });
                }
            }
        }
    }

    fn collect_function(&mut self, func: &'a FuncDecl, scope: ScopeId, receivers: &mut Vec<Receiver>) {
        let name = func.name;
        let receiver = func.receiver.as_ref().filter(|fields| !fields.is_empty());
        let kind = ObjectKind::Func { pointer: false, method: receiver.is_some() };
        let obj = self.store.new_object(name.name, name.span, kind, None);
        let text = self.text(name.name);
        match receiver {
            None => {
                if func.receiver.is_some() {
                    self.error(Code::Type, func.receiver_span, "method has no receiver");
                }
                let main = text == "main" && self.text(self.store.package(self.pkg).name) == "main";
                if text == "init" || main {
                    if let Some(first) = func.signature.type_params.first() {
                        let span = first.names.first().map_or(name.span, |name| name.span);
                        self.error(Code::Type, span, format!("func {text} must have no type parameters"));
                    }
                    if !func.signature.params.is_empty() || !func.signature.results.is_empty() {
                        let message = format!("func {text} must have no arguments and no return values");
                        self.error(Code::Type, name.span, message);
                    }
                }
                if text == "init" {
                    self.info.definitions.insert(name.span.start, obj);
                    if func.body.is_none() {
                        self.error(Code::Type, name.span, "func init must have a body");
                    }
                } else {
                    let scope = self.store.package(self.pkg).scope;
                    self.declare(scope, Some(name), obj);
                }
            }
            Some(fields) => {
                let (pointer, base, _) = self.unpack_receiver(fields[0].ty);
                if let (Some(base), false) = (self.tree.name(base), name.name == Name::BLANK) {
                    let base = Ident { name: base, span: self.tree.span(fields[0].ty) };
                    receivers.push(Receiver { method: obj, pointer, base });
                }
                if let Some(first) = func.signature.type_params.first() {
                    let span = first.names.first().map_or(name.span, |name| name.span);
                    self.need_go27(span, "generic method");
                }
                self.info.definitions.insert(name.span.start, obj);
            }
        }
        if func.body.is_none() {
            self.refuse(name.span, Refusal::NoBody);
        }
        self.decl_list.push(Decl { func: Some(func), ..decl_in(scope) });
        self.add_object(obj, self.decl_list.len() - 1);
    }

    /// Reports something that came with Go 1.27; true if the version has it.
    pub(in crate::types) fn need_go27(&mut self, span: crate::syntax::files::Span, what: &str) -> bool {
        let has = self.version >= crate::types::Version::Go27;
        if !has {
            self.error(Code::Type, span, format!("{what} requires go1.27 or later"));
        }
        has
    }

    fn declare_in_package(&mut self, name: Ident, obj: ObjId, decl: Decl<'a>) {
        self.decl_list.push(decl);
        self.declare_object(name, obj, self.decl_list.len() - 1);
    }

    fn declare_object(&mut self, name: Ident, obj: ObjId, decl: usize) {
        let text = self.text(name.name);
        let main = self.text(self.store.package(self.pkg).name) == "main";
        if text == "init" || text == "main" && main {
            self.error(Code::Redeclared, name.span, format!("cannot declare {text} - must be func"));
            return;
        }
        let scope = self.store.package(self.pkg).scope;
        self.declare(scope, Some(name), obj);
        self.add_object(obj, decl);
    }

    fn add_object(&mut self, obj: ObjId, decl: usize) {
        self.decls.insert(obj, decl);
        self.objects.push(obj);
        self.store.objects[obj.index()].order = self.objects.len() as u32;
    }

    /// Declares an object in a scope; a mistake if the name is taken there.
    pub(in crate::types) fn declare(&mut self, scope: ScopeId, name: Option<Ident>, obj: ObjId) {
        let object = self.store.object(obj);
        let (own, span) = (object.name, object.span);
        if own != Name::BLANK
            && let Some(other) = self.store.insert(scope, own, obj)
        {
            let message = format!("{} redeclared in this block", self.text(own));
            self.redeclared(span, message, other);
            return;
        }
        if let Some(name) = name {
            self.info.definitions.insert(name.span.start, obj);
        }
    }

    /// Names that a file imports and the package declares.
    fn file_conflicts(&mut self, scopes: &[ScopeId]) {
        let package = self.store.package(self.pkg).scope;
        for scope in scopes {
            for obj in self.store.scopes[scope.index()].order.clone() {
                let name = self.store.object(obj).name;
                let Some(other) = self.store.lookup_in(package, name) else { continue };
                let how = match self.store.object(obj).kind {
                    ObjectKind::Package(imported) => format!("import of {}", self.package_text(imported)),
                    _ => "dot-import".to_owned(),
                };
                let message = format!("{} already declared through {how}", self.text(name));
                let span = self.store.object(other).span;
                self.redeclared(span, message, obj);
            }
        }
    }

    /// Counts of names and values have to agree.
    pub(in crate::types) fn check_arity(&mut self, spec: &ValueSpec, inherited: Option<&[ExprId]>) {
        let (names, values) = (spec.names.len(), inherited.unwrap_or(&spec.values).len());
        if inherited.is_none() && values == 0 {
            if spec.ty.is_none() {
                self.error(Code::Count, spec.span, "missing type or init expr");
            }
        } else if names < values {
            match spec.values.get(names) {
                Some(extra) => {
                    let message = format!("extra init expr {}", self.expr_text(*extra));
                    self.error(Code::Count, self.tree.span(*extra), message);
                }
                None => self.error(Code::Count, spec.span, "extra init expr"),
            }
        } else if names > values && (inherited.is_some() || values != 1) {
            let name = spec.names[values];
            self.error(Code::Count, name.span, format!("missing init expr for {}", self.text(name.name)));
        }
    }

    /// The name of a receiver's type, through aliases, if the package declares it; and its being a pointer.
    fn receiver_base(&mut self, mut pointer: bool, mut name: Name) -> Option<(bool, ObjId)> {
        let scope = self.store.package(self.pkg).scope;
        let mut seen = HashSet::new();
        loop {
            let obj = self.store.lookup_in(scope, name)?;
            let spec = self.decls.get(&obj).and_then(|decl| self.decl_list[*decl].type_spec)?;
            if !seen.insert(obj) {
                return None;
            }
            if !spec.alias {
                return Some((pointer, obj));
            }
            if !spec.type_params.is_empty() {
                return None;
            }
            let mut ty = self.tree.unparen(spec.ty);
            if let ExprKind::Star(base) = self.tree.kind(ty) {
                if pointer {
                    return None;
                }
                pointer = true;
                ty = self.tree.unparen(*base);
            }
            name = self.tree.name(ty)?;
        }
    }
}

/// Goes over constants, of which those without a value repeat the one above.
#[derive(Default)]
pub(super) struct ConstantWalk<'a> {
    last: Option<&'a ValueSpec>,
}

impl<'a> ConstantWalk<'a> {
    /// The type and values of a line, and their being another line's.
    pub(super) fn next(
        &mut self,
        checker: &mut Checker<'a>,
        spec: &'a ValueSpec,
    ) -> (Option<ExprId>, &'a [ExprId], bool) {
        let mut inherited = true;
        if spec.ty.is_some() || !spec.values.is_empty() || self.last.is_none() {
            inherited = false;
            if spec.ty.is_some() || !spec.values.is_empty() {
                self.last = Some(spec);
            }
        }
        match self.last {
            Some(last) => {
                checker.check_arity(spec, Some(&last.values));
                (last.ty, &last.values, inherited)
            }
            None => {
                checker.check_arity(spec, Some(&[]));
                (None, &[], false)
            }
        }
    }
}

/// A declaration in a file, with nothing in it.
pub(super) fn decl_in<'a>(scope: ScopeId) -> Decl<'a> {
    Decl {
        scope,
        variables: Vec::new(),
        ty: None,
        init: None,
        inherited: false,
        type_spec: None,
        func: None,
        deps: BTreeSet::new(),
    }
}
