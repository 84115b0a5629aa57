//! Requests: functions that are wanted, each built once.

use super::{Build, Res, Selector, Target};
use crate::ir::{Body, Function, FunctionId, Intrinsic, LangItem, Shape, Ty};
use crate::limits;
use crate::syntax::files::Span;
use crate::types::store::*;
use std::sync::Arc;

/// The key of a function: all that it depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A declared function or method, with its type arguments or those of its receiver.
    Declared(ObjId, Arc<[Ty]>),
    /// A method as a function whose first parameter is the receiver, of just this type.
    Method(Ty, Selector),
    /// A method as a function value that has captured its receiver.
    Bound(Ty, Selector),
    /// `==` of two values of a type.
    Equal(Ty),
    /// The hash of a value of a type.
    Hash(Ty),
    /// `==` of a value and one in an interface, whose dynamic type is the same.
    EqualBoxed(Ty),
    /// `==` does not panic on values of the dynamic type of an interface value.
    Comparable,
    /// The same, of a value.
    ComparableBoxed(Ty),
    /// An intrinsic of storage, for a struct or an array.
    Stored(Intrinsic, Ty),
    /// The initializer of package variables, by its package and its place in the order.
    Initializer(usize, usize),
}

const LANG_ITEMS: &[(LangItem, &str)] = &[
    (LangItem::PanicIndex, "panicIndex"),
    (LangItem::PanicIndexUnsigned, "panicIndexUnsigned"),
    (LangItem::PanicNil, "panicNil"),
    (LangItem::PanicDivide, "panicDivide"),
    (LangItem::PanicShift, "panicShift"),
    (LangItem::PanicMemory, "panicMemory"),
    (LangItem::PanicStack, "panicStack"),
];

impl<'a> Build<'a> {
    /// The number of a function, which is built if it has not been.
    pub(crate) fn request(&mut self, key: Key) -> Res<FunctionId> {
        if let Some(id) = self.wanted.get(&key) {
            return Ok(*id);
        }
        if let Key::Method(receiver, selector) = &key
            && let Some(direct) = self.direct_method(*receiver, selector)?
        {
            return self.request(direct);
        }
        let id = self.new_function()?;
        self.wanted.insert(key.clone(), id);
        self.queue.push_back((key, id));
        Ok(id)
    }

    /// A number for a function that will be filled in.
    pub(crate) fn new_function(&mut self) -> Res<FunctionId> {
        if self.program.functions.len() >= limits::PROGRAM_FUNCTIONS {
            return Err(self.limit("functions and instances", limits::PROGRAM_FUNCTIONS));
        }
        let id = FunctionId(self.program.functions.len() as u32);
        let placeholder = self.placeholder();
        self.program.functions.push(placeholder);
        Ok(id)
    }

    /// The declared method that is called on a value of just this type as it is: no wrapper is needed.
    fn direct_method(&mut self, receiver: Ty, wanted: &Selector) -> Res<Option<Key>> {
        let Some(path) = self.find_method(receiver, wanted, false) else {
            return Err(self.internal(&format!("no method {}", wanted.name)));
        };
        let (_, by_pointer) = self.deref(receiver);
        Ok(match path.target {
            Target::Declared { obj, args, pointer } if path.fields.is_empty() && pointer == by_pointer => {
                Some(Key::Declared(obj, args))
            }
            _ => None,
        })
    }

    pub(super) fn make(&mut self, key: &Key) -> Res<Function> {
        match key {
            Key::Declared(obj, args) => self.make_declared(*obj, args),
            Key::Method(receiver, selector) => self.make_method(*receiver, selector),
            Key::Bound(receiver, selector) => self.make_bound(*receiver, selector),
            Key::Equal(ty) => self.make_equal(*ty),
            Key::Hash(ty) => self.make_hash(*ty),
            Key::EqualBoxed(ty) => self.make_equal_boxed(*ty),
            Key::Comparable => self.make_comparable(),
            Key::ComparableBoxed(ty) => self.make_comparable_boxed(*ty),
            Key::Stored(intrinsic, ty) => self.make_stored(*intrinsic, *ty),
            Key::Initializer(unit, index) => self.make_initializer(*unit, *index),
        }
    }

    pub(super) fn lang_items(&mut self) -> Res<()> {
        for (item, name) in LANG_ITEMS {
            let function = self.runtime(name, &[])?;
            self.program.lang_items.insert(*item, function);
        }
        Ok(())
    }

    /// A function of package `runtime`, by name.
    pub(crate) fn runtime(&mut self, name: &'static str, args: &[Ty]) -> Res<FunctionId> {
        let obj = match self.runtime_objects.get(name) {
            Some(obj) => *obj,
            None => {
                let obj = self.package_function(crate::packages::RUNTIME, name)?;
                self.runtime_objects.insert(name, obj);
                obj
            }
        };
        self.request(Key::Declared(obj, args.into()))
    }

    /// A function or another object of a package, by path and name.
    pub(crate) fn package_function(&mut self, path: &str, name: &str) -> Res<ObjId> {
        let scope = self.store.find_package(path).map(|package| self.store.package(package).scope);
        let found = scope.zip(self.store.names.get(name)).and_then(|(scope, name)| self.store.lookup_in(scope, name));
        match found {
            Some(obj) => Ok(obj),
            None => Err(self.internal(&format!("package {path} has no {name}"))),
        }
    }

    /// The intrinsic that a declared function is, if it is one.
    pub(crate) fn intrinsic_of(&self, obj: ObjId) -> Option<Intrinsic> {
        let object = self.store.object(obj);
        let package = self.store.package(object.pkg?);
        (package.path == crate::packages::INTRINSICS).then(|| Intrinsic::find(self.store.object_name(obj)))?
    }

    fn make_declared(&mut self, obj: ObjId, args: &Arc<[Ty]>) -> Res<Function> {
        let (unit, func) = self.declaration(obj)?;
        self.here = func.name.span;
        let Some(signature) = self.store.object(obj).ty.and_then(|ty| self.store.signature(ty)) else {
            return Err(self.internal("a function without a signature"));
        };
        let params = match signature.receiver_params.is_empty() {
            true => signature.type_params.clone(),
            false => signature.receiver_params.clone(),
        };
        if params.len() != args.len() {
            return Err(self.internal(&format!("{} with {} type arguments", self.store.object_name(obj), args.len())));
        }
        let env = self.environment(&params, args);
        let name = self.function_name(obj, &signature);
        match &func.body {
            Some(_) => super::body::declared(self, unit, obj, func, &signature, env, name),
            None => self.make_import(unit, func, &signature, &env, name),
        }
    }

    /// `token.Account.take`.
    fn function_name(&self, obj: ObjId, signature: &Signature) -> String {
        let object = self.store.object(obj);
        let package = object.pkg.map_or("", |pkg| self.store.names.text(self.store.package(pkg).name));
        let own = self.store.object_name(obj);
        let receiver = signature.receiver.as_ref().map(|receiver| self.store.deref(receiver.ty));
        match receiver.and_then(|(base, pointer)| Some((self.store.as_named(base)?, pointer))) {
            Some((named, true)) => {
                format!("{package}.(*{}).{own}", self.store.object_name(self.store.named(named).obj))
            }
            Some((named, false)) => format!("{package}.{}.{own}", self.store.object_name(self.store.named(named).obj)),
            None => format!("{package}.{own}"),
        }
    }

    /// A function without a body: `//go:wasmimport module name` stands above it. Only packages that come with the compiler or
    /// with an embedder have any; for theirs the message is.
    fn make_import(
        &mut self,
        unit: usize,
        func: &'a crate::syntax::tree::FuncDecl,
        signature: &Signature,
        env: &super::Env,
        name: String,
    ) -> Res<Function> {
        self.here = func.span;
        let unit = &self.units[unit];
        let above = |directive: &&Span| directive.start < func.span.start;
        let directives = unit.tree.files.iter().flat_map(|file| &file.directives);
        let directive = directives.filter(above).max_by_key(|directive| directive.start);
        let text = |span| std::str::from_utf8(self.files.text(span)).unwrap_or("");
        // It is this function's if nothing but comments stands between them.
        let directive = directive.filter(|span| {
            let mut between = text(Span { start: span.end, end: func.span.start }).lines().map(str::trim);
            between.all(|line| line.is_empty() || line.starts_with("//"))
        });
        let words: Vec<&str> = directive.map_or("", |span| text(*span)).split_whitespace().collect();
        let &["//go:wasmimport", module, import] = &words[..] else {
            let advice = "write //go:wasmimport MODULE FUNCTION on the line above it";
            return Err(self.refused(&format!("{name} has neither a body nor an import"), advice));
        };
        let (module, import) = (module.to_owned(), import.to_owned());
        let mut function = self.placeholder();
        for param in &*signature.params {
            let ty = self.ty(param.ty, env)?;
            if !self.crosses_to_host(ty) {
                let message = format!("{name} takes what can't be passed to the host");
                return Err(self.refused(
                    &message,
                    "take booleans, integers of 32 or 64 bits, strings, and pointers to numbers or arrays",
                ));
            }
            function.params.push(crate::ir::LocalId(function.locals.len() as u32));
            function.locals.push(crate::ir::Local { name: String::new(), ty, boxed: false });
        }
        for result in &*signature.results {
            function.results.push(self.ty(result.ty, env)?);
        }
        let number = |ty: &Ty| matches!(self.shape(*ty), Shape::Bool) || self.is_wide_int(*ty);
        if function.results.len() > 1 || !function.results.iter().all(number) {
            let message = format!("{name} gives what the host can't");
            return Err(self.refused(&message, "give nothing, a boolean, or an integer of 32 or 64 bits"));
        }
        Ok(Function { name, body: Body::Import { module, name: import }, span: func.span, ..function })
    }

    /// A value of the type is passed to a function of the host: as one number, a string as its address and its length.
    fn crosses_to_host(&self, ty: Ty) -> bool {
        match self.shape(ty) {
            Shape::Bool | Shape::String => true,
            Shape::Int(_) => self.is_wide_int(ty),
            Shape::Pointer(base) => match self.shape(*base) {
                Shape::Int(_) => true,
                Shape::Array { elem, .. } => matches!(self.shape(*elem), Shape::Int(_)),
                _ => false,
            },
            _ => false,
        }
    }

    /// An integer that has all the bits of a number in WebAssembly.
    fn is_wide_int(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), Shape::Int(int) if int.bits >= 32)
    }
}
