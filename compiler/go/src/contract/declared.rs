//! A contract whose declarations are known and whose bodies are left to another compiler: what a wrapper in Go for stock Go
//! has to know of it.

use super::types::{core_name, kind_of_core};
use super::{Entry, Source};
use crate::types::basic::Basic;
use crate::types::store::*;
use allod_core::Type as AbiType;
use allod_core::types::{MAX_DEPTH, MAX_DESCRIPTOR};

/// Types inside one type, counting all, at most.
const MAX_PARTS: usize = 512;

/// Fields of a struct, at most.
const MAX_FIELDS: usize = 255;

/// A type as a wrapper in Go writes it down, and how it passes a value of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoType {
    /// The type in Go, with `allod_core.` before the names of package `core`.
    pub text: String,
    /// The type for callers.
    pub ty: AbiType,
    /// The shape of its values.
    pub shape: Shape,
}

/// The shape of a type's values, by which they are read and written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A value that goes through a function for its kind.
    Plain(Plain),
    /// A name of package `core`: an array of bytes.
    Fixed,
    /// A slice of a type of its own that is a byte.
    NamedBytes {
        /// The item's type.
        item: String,
    },
    /// A slice.
    List(Box<GoType>),
    /// A pointer.
    Option(Box<GoType>),
    /// A struct: names of fields, and their types.
    Struct(Vec<(String, GoType)>),
}

/// A kind of plain values: a basic type, or `[]byte`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain {
    /// `[]byte`.
    Bytes,
    /// A basic type.
    Of(Basic),
}

/// A function that a contract offers, with types for a wrapper.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its name.
    pub name: String,
    /// The empty struct it is a method of.
    pub receiver: Option<String>,
    /// Its first parameter is the context.
    pub context: bool,
    /// Its other parameters.
    pub inputs: Vec<GoType>,
    /// The last input is `...T`.
    pub variadic: bool,
    /// The results that callers get.
    pub outputs: Vec<GoType>,
    /// Its last result is an error.
    pub fails: bool,
}

/// The function of an entry; the type that a wrapper in Go can't pass, as Go writes it, where there is one.
pub fn call(store: &mut Store, source: Source<'_>, entry: &Entry) -> Result<Call, String> {
    let around = store.current.replace(source.package);
    let mut read = |list: &[TypeId]| -> Result<Vec<GoType>, String> {
        let of = |ty: &TypeId| go_type(store, *ty, false).ok_or_else(|| store.type_string(*ty));
        list.iter().map(of).collect()
    };
    let types = read(&entry.inputs).and_then(|inputs| Ok((inputs, read(&entry.outputs)?)));
    store.current = around;
    let (inputs, outputs) = types?;
    let variadic = store.object(entry.function).ty.and_then(|ty| store.signature(ty)).is_some_and(|of| of.variadic);
    let receiver = entry.receiver.and_then(|(ty, _)| store.as_named(ty));
    Ok(Call {
        name: entry.name.clone(),
        receiver: receiver.map(|named| store.object_name(store.named(named).obj).to_owned()),
        context: entry.context.is_some(),
        inputs,
        variadic,
        outputs,
        fails: entry.fails,
    })
}

/// The types that a package declares and that can be stored, in the order of the source. They may embed others.
pub fn stored_types(store: &mut Store, package: PkgId) -> Vec<GoType> {
    let scope = store.package(package).scope;
    let mut found = Vec::new();
    for obj in store.scopes[scope.index()].order.clone() {
        let Object { kind, ty, .. } = store.object(obj);
        let (ObjectKind::Type, Some(ty)) = (kind, *ty) else { continue };
        // An alias is the type that it stands for, and a generic type is none.
        let own = store.as_named(ty).filter(|named| store.named(*named).obj == obj);
        if own.is_none_or(|named| !store.named(named).params.is_empty()) {
            continue;
        }
        let read = go_type(store, ty, true).filter(|found| !matches!(found.shape, Shape::Option(_)));
        found.extend(read.filter(|found| found.ty.descriptor().len() <= MAX_DESCRIPTOR));
    }
    found
}

fn go_type(store: &mut Store, ty: TypeId, stored: bool) -> Option<GoType> {
    Reader { store, parts: 0, stored }.read(ty, 0)
}

struct Reader<'s> {
    store: &'s mut Store,
    parts: usize,
    /// The type is only stored, logged and passed on, so that it may embed others.
    stored: bool,
}

impl Reader<'_> {
    fn read(&mut self, ty: TypeId, depth: usize) -> Option<GoType> {
        self.parts += 1;
        if depth >= MAX_DEPTH || self.parts > MAX_PARTS {
            return None;
        }
        match self.store.get(self.store.unalias(ty)) {
            Type::Named(named) => self.named(named, ty, depth),
            Type::Basic(basic) => {
                let ty = super::types::plain(basic).ok()?;
                Some(GoType { text: basic.name().to_owned(), ty, shape: Shape::Plain(Plain::Of(basic)) })
            }
            Type::Pointer(item) => {
                let item = self.read(item, depth + 1)?;
                let (text, ty) = (format!("*{}", item.text), AbiType::option(item.ty.clone()));
                Some(GoType { text, ty, shape: Shape::Option(Box::new(item)) })
            }
            Type::Slice(item) => {
                let item = self.read(item, depth + 1)?;
                let text = format!("[]{}", item.text);
                Some(match (&item.ty, &item.shape, item.text.as_str()) {
                    (AbiType::U8, _, "uint8" | "byte") => {
                        GoType { text, ty: AbiType::Bytes, shape: Shape::Plain(Plain::Bytes) }
                    }
                    (AbiType::U8, ..) => {
                        GoType { text, ty: AbiType::Bytes, shape: Shape::NamedBytes { item: item.text } }
                    }
                    _ => GoType { text, ty: AbiType::list(item.ty.clone()), shape: Shape::List(Box::new(item)) },
                })
            }
            // An array or a map is no list to the package `core` of stock Go.
            _ => None,
        }
    }

    fn named(&mut self, id: NamedId, ty: TypeId, depth: usize) -> Option<GoType> {
        if let Some(name) = core_name(self.store, ty) {
            let kind = kind_of_core(&name)?;
            return Some(GoType { text: format!("allod_core.{name}"), ty: kind, shape: Shape::Fixed });
        }
        let Named { obj, args, right, .. } = self.store.named(id).clone();
        if !args.is_empty() || self.store.object(obj).pkg != self.store.current {
            return None;
        }
        // To Go it is an array, and no longer a name of package core.
        if right.and_then(|right| core_name(self.store, right)).is_some_and(|of| kind_of_core(&of).is_some()) {
            return None;
        }
        let name = self.store.object_name(obj).to_owned();
        match self.store.under(ty) {
            Type::Struct(fields) => self.structure(name, &fields, depth),
            _ => {
                let under = self.store.under_id(ty);
                Some(GoType { text: name, ..self.read(under, depth)? })
            }
        }
    }

    fn structure(&mut self, name: String, of: &Struct, depth: usize) -> Option<GoType> {
        if of.fields.is_empty() || of.fields.len() > MAX_FIELDS {
            return None;
        }
        let mut fields = Vec::with_capacity(of.fields.len());
        for field in &of.fields {
            if field.embedded && !self.stored || !self.store.is_exported(field.name) {
                return None;
            }
            let field_name = self.store.names.text(field.name).to_owned();
            fields.push((field_name, self.read(field.ty, depth + 1)?));
        }
        let types = fields.iter().map(|(name, field)| (name.clone(), field.ty.clone())).collect();
        let ty = AbiType::structure(&name, types);
        Some(GoType { text: name, ty, shape: Shape::Struct(fields) })
    }
}
