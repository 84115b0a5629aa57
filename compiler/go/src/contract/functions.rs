//! Functions that a contract offers.

use super::types::{CONTRACT_PARTS, abi_type, core_name, is_error};
use super::{Entry, Refusals, Source};
use crate::syntax::files::Span;
use crate::syntax::tree::{Decl, ExprKind, FuncDecl};
use crate::types::store::{NamedId, ObjId, Param as Parameter, Store, Type, TypeId};
use allod_core::Param;
use std::collections::{BTreeMap, HashMap};

/// Bytes of an exported name, at most: the module's own limit.
const MAX_NAME: usize = 256;

/// The functions that a package offers, in the order of the source, and what they are for callers.
pub(super) fn read(
    store: &mut Store,
    source: Source<'_>,
    refusals: &mut Refusals,
) -> (Vec<Entry>, Vec<allod_core::Function>) {
    let mut reader =
        Reader { store, source, refusals, taken: BTreeMap::new(), empty: HashMap::new(), left: CONTRACT_PARTS };
    let (mut entries, mut functions) = (Vec::new(), Vec::new());
    let mut offered = 0;
    for function in declared(source) {
        let Some((obj, receiver)) = reader.offers(function) else { continue };
        offered += 1;
        if let Some((entry, abi)) = reader.signature(function, obj, receiver) {
            entries.push(entry);
            functions.push(abi);
        }
    }
    if offered == 0
        && refusals.0.is_empty()
        && let Some(file) = source.tree.files.first()
    {
        refusals.add(
            file.package.span,
            "the contract offers no function",
            "begin a function's name with a capital, or those of an empty struct and of its method",
        );
    }
    (entries, functions)
}

/// The functions and methods of a package, in the order of the source.
pub(super) fn declared<'a>(source: Source<'a>) -> impl Iterator<Item = &'a FuncDecl> {
    source.tree.files.iter().flat_map(|file| &file.declarations).filter_map(|declaration| match declaration {
        Decl::Func(function) => Some(&**function),
        Decl::Bad(_) | Decl::Import(_) | Decl::Const(_) | Decl::Var(_) | Decl::Type(_) => None,
    })
}

/// The declared type that a function is a method of, and whether by a pointer.
pub(super) fn receiver(store: &Store, obj: ObjId) -> Option<(NamedId, TypeId, bool)> {
    let signature = store.signature(store.object(obj).ty?)?;
    let (base, pointer) = store.deref(signature.receiver.as_ref()?.ty);
    Some((store.as_named(base)?, base, pointer))
}

/// Methods of the type make it an error, which is nobody's to call.
pub(super) fn is_error_type(store: &Store, named: NamedId) -> bool {
    store.named(named).methods.iter().any(|method| store.object_name(*method) == "Error")
}

/// A struct without fields, or with none but embedded ones of that kind. `known` keeps what has been found.
pub(super) fn is_empty_struct(store: &Store, named: NamedId, known: &mut HashMap<NamedId, bool>) -> bool {
    if let Some(found) = known.get(&named) {
        return *found;
    }
    // A struct that embeds itself is none; the checker has said so.
    known.insert(named, false);
    let package = store.object(store.named(named).obj).pkg;
    let found = match store.named(named).right.map(|right| store.get(right)) {
        Some(Type::Struct(of)) => of.fields.iter().all(|field| {
            let inner = store.as_named(field.ty).filter(|inner| store.object(store.named(*inner).obj).pkg == package);
            field.embedded && inner.is_some_and(|inner| is_empty_struct(store, inner, known))
        }),
        _ => false,
    };
    known.insert(named, found);
    found
}

/// An exported name.
pub(super) fn is_exported(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

struct Reader<'a, 's, 'r> {
    store: &'s mut Store,
    source: Source<'a>,
    refusals: &'r mut Refusals,
    /// Functions and methods by the name they offer.
    taken: BTreeMap<String, String>,
    empty: HashMap<NamedId, bool>,
    /// Parts of types that are left of [`CONTRACT_PARTS`].
    left: usize,
}

impl Reader<'_, '_, '_> {
    /// The object of a function that is offered, and the type it is a method of.
    fn offers(&mut self, function: &FuncDecl) -> Option<(ObjId, Option<(TypeId, bool)>)> {
        let span = function.name.span;
        let name = self.store.names.text(function.name.name).to_owned();
        if function.receiver.is_none() && name == "main" {
            self.refusals.add(span, "func main: a contract is called by its functions", "remove it, or rename it");
            return None;
        }
        let obj = *self.source.info.definitions.get(&span.start)?;
        let of = match function.receiver.is_some() {
            true => Some(receiver(self.store, obj)?),
            false => None,
        };
        let owner = of.map(|(named, ..)| self.store.object_name(self.store.named(named).obj).to_owned());
        // As in Go, nobody outside reaches what begins with a small letter, nor the methods of a type that does.
        if [Some(&name), owner.as_ref()].into_iter().flatten().any(|name| !is_exported(name)) {
            return None;
        }
        if !name.is_ascii() {
            let found = format!("{name}: an exported name of other letters than A to Z");
            self.refusals.add(span, found, "use letters A to Z, digits and _");
            return None;
        }
        if name.len() > MAX_NAME {
            let found = format!("an exported name of {} bytes, the limit is {MAX_NAME}", name.len());
            self.refusals.add(span, found, "choose a shorter one");
            return None;
        }
        let receiver = match of {
            None if !function.signature.type_params.is_empty() => {
                let found = format!("{name} is generic, so nobody outside can call it");
                self.refusals.add(span, found, "begin it with a small letter to keep it inside");
                return None;
            }
            None => None,
            Some((named, ty, pointer)) => {
                if !is_empty_struct(self.store, named, &mut self.empty) {
                    self.keeps_fields(function, obj, owner.as_deref().unwrap_or_default());
                    return None;
                }
                if is_error_type(self.store, named) {
                    return None;
                }
                Some((ty, pointer))
            }
        };
        let offered = owner.map_or_else(|| format!("function {name}"), |owner| format!("method {owner}.{name}"));
        if let Some(first) = self.taken.insert(name.clone(), offered) {
            let found = format!("{name} is offered twice: there is a {first} already");
            let instead = "rename one, or begin it or its type's name with a small letter to keep it inside";
            self.refusals.add(span, found, instead);
        }
        Some((obj, receiver))
    }

    /// Refuses a method that takes the context, as only offered ones do, of a type that has fields.
    fn keeps_fields(&mut self, function: &FuncDecl, obj: ObjId, owner: &str) {
        let signature = self.store.object(obj).ty.and_then(|ty| self.store.signature(ty));
        let first = signature.and_then(|signature| signature.params.first().map(|param| param.ty));
        if first.is_some_and(|first| self.is_context(first)) {
            let name = self.store.names.text(function.name.name);
            let found = format!("{owner}.{name}: a contract keeps nothing in memory between calls");
            let instead = format!("make {owner} an empty struct, and keep its fields in an object");
            self.refusals.add(function.name.span, found, instead);
        }
    }

    fn is_context(&self, ty: TypeId) -> bool {
        core_name(self.store, ty).as_deref() == Some("Context")
    }

    fn signature(
        &mut self,
        function: &FuncDecl,
        obj: ObjId,
        receiver: Option<(TypeId, bool)>,
    ) -> Option<(Entry, allod_core::Function)> {
        let signature = self.store.object(obj).ty.and_then(|ty| self.store.signature(ty))?;
        let context = signature.params.first().map(|param| param.ty).filter(|first| self.is_context(*first));
        let mut params: Vec<(Parameter, Span)> = places(&signature.params, &self.spans(&function.signature.params));
        if context.is_some() {
            params.remove(0);
        }
        let mut results = places(&signature.results, &self.spans(&function.signature.results));
        let fails = results.last().is_some_and(|(result, _)| is_error(self.store, result.ty));
        if fails {
            results.pop();
        }
        let before = self.refusals.0.len();
        let (inputs, outputs) = (self.abi_params(&params), self.abi_params(&results));
        if self.refusals.0.len() > before {
            return None;
        }
        let name = self.store.names.text(function.name.name).to_owned();
        let types = |list: &[(Parameter, Span)]| list.iter().map(|(param, _)| param.ty).collect();
        let entry = Entry {
            name: name.clone(),
            function: obj,
            receiver,
            context,
            inputs: types(&params),
            outputs: types(&results),
            fails,
            span: function.name.span,
        };
        Some((entry, allod_core::Function { name, inputs, outputs }))
    }

    /// Places of the types of parameters, one for each name.
    fn spans(&self, fields: &[crate::syntax::tree::Field]) -> Vec<Span> {
        let mut spans = Vec::new();
        for field in fields {
            let ty = match self.source.tree.kind(field.ty) {
                ExprKind::Ellipsis(Some(item)) => *item,
                _ => field.ty,
            };
            spans.extend(std::iter::repeat_n(self.source.tree.span(ty), field.names.len().max(1)));
        }
        spans
    }

    fn abi_params(&mut self, params: &[(Parameter, Span)]) -> Vec<Param> {
        let mut found = Vec::with_capacity(params.len());
        let mut refused = None;
        for (param, span) in params {
            // Names that share a type share its refusal.
            if refused == Some(*span) {
                continue;
            }
            match abi_type(self.store, param.ty, &mut self.left) {
                Ok(ty) => {
                    let name = param.name.map(|name| self.store.names.text(name).to_owned());
                    let name = name.filter(|name| name != "_").unwrap_or_default();
                    found.push(Param { name, ty });
                }
                Err((message, instead)) => {
                    refused = Some(*span);
                    self.refusals.add(*span, message, instead);
                }
            }
        }
        found
    }
}

/// Parameters with the places of their types.
fn places(params: &[Parameter], spans: &[Span]) -> Vec<(Parameter, Span)> {
    let span = |index: usize, param: &Parameter| spans.get(index).copied().unwrap_or(param.span);
    params.iter().enumerate().map(|(index, param)| (param.clone(), span(index, param))).collect()
}
