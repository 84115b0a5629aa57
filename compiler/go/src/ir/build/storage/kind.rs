//! The structure of a type as storage sees it.

use super::Build;
use crate::contract::{MAP_ENTRY, imports::is_core};
use crate::ir::{Field, IntType, Shape, Ty};
use allod_core::Type as AbiType;
use allod_core::types::{MAX_DEPTH, MAX_DESCRIPTOR};
use std::rc::Rc;
use std::sync::Arc;

/// Fields of a struct, and bytes of a name, at most: their number is one byte of a descriptor.
const MAX_BYTE: usize = 255;

/// The structure of a type that can be stored.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Bool,
    Int(IntType),
    String,
    /// `[]byte`, or a slice of a byte's type.
    Bytes(Ty),
    /// A name of package `core`: an array of bytes whose number its type tells.
    Fixed(u32),
    /// Another array of bytes, which is stored as bytes.
    ByteArray(u32),
    List(Ty),
    Array {
        len: u32,
        elem: Ty,
    },
    Option(Ty),
    Map {
        key: Ty,
        elem: Ty,
    },
    Struct(Arc<[Field]>),
}

impl Build<'_> {
    /// The structure of a type, whether its parts can be stored or not.
    pub(super) fn kind(&self, ty: Ty) -> Option<Kind> {
        Some(match self.shape(ty) {
            Shape::Bool => Kind::Bool,
            Shape::Int(int) => Kind::Int(*int),
            Shape::String => Kind::String,
            Shape::Slice(elem) if self.is_byte(*elem) => Kind::Bytes(*elem),
            Shape::Slice(elem) => Kind::List(*elem),
            Shape::Array { len, .. } if self.core_type(ty).is_some() => Kind::Fixed(*len),
            Shape::Array { len, elem } if self.is_byte(*elem) => Kind::ByteArray(*len),
            Shape::Array { len, elem } => Kind::Array { len: *len, elem: *elem },
            Shape::Pointer(base) => Kind::Option(*base),
            Shape::Map { key, elem } => Kind::Map { key: *key, elem: *elem },
            Shape::Struct(fields) if self.program.types.info(ty).name.is_some() => Kind::Struct(fields.clone()),
            Shape::Struct(_) | Shape::Float(_) | Shape::Func { .. } | Shape::Interface(_) | Shape::Tuple(_) => {
                return None;
            }
        })
    }

    fn is_byte(&self, ty: Ty) -> bool {
        *self.shape(ty) == Shape::Int(IntType { bits: 8, signed: false })
    }

    /// The type of package `core` that has a type of its own for the host.
    fn core_type(&self, ty: Ty) -> Option<AbiType> {
        let obj = self.store.named(self.named_keys.get(&ty)?.named).obj;
        let package = self.store.object(obj).pkg?;
        if !is_core(&self.store.package(package).path) {
            return None;
        }
        match self.store.object_name(obj) {
            "Address" => Some(AbiType::Address),
            "ObjectID" => Some(AbiType::ObjectId),
            "Hash" => Some(AbiType::Hash),
            _ => None,
        }
    }

    /// The host's type for one of the program's, or why it has none.
    pub(super) fn stored(&mut self, ty: Ty) -> Result<Rc<AbiType>, Rc<str>> {
        if let Some(known) = self.storage.types.get(&ty) {
            return known.clone();
        }
        let mut parts = 0;
        let found = self.abi(ty, 0, &mut parts).and_then(|found| match found.descriptor().len() <= MAX_DESCRIPTOR {
            true => Ok(Rc::new(found)),
            false => Err(format!(
                "no contract can store or pass {}: its description is over {MAX_DESCRIPTOR} bytes; keep fewer fields in it",
                self.author_name(ty)
            )),
        });
        let found = found.map_err(Rc::from);
        self.storage.types.insert(ty, found.clone());
        found
    }

    /// Values of a type can be stored, logged and passed.
    pub(crate) fn is_storable(&mut self, ty: Ty) -> bool {
        self.stored(ty).is_ok()
    }

    /// The name of a type as its author writes it: types of the contract's own package without that.
    pub(super) fn author_name(&self, ty: Ty) -> String {
        let text = crate::ir::print::type_string(&self.program.types, ty);
        let Some(own) = self.units.last() else { return text };
        let package = self.store.names.text(self.store.package(own.package).name);
        let prefix = format!("{package}.");
        let (mut out, mut rest, mut before) = (String::new(), text.as_str(), None);
        while let Some(at) = rest.find(&prefix) {
            let inside = rest[..at].chars().next_back().or(before).is_some_and(|c| c == '_' || c.is_alphanumeric());
            out.push_str(&rest[..at + if inside { prefix.len() } else { 0 }]);
            rest = &rest[at + prefix.len()..];
            before = Some('.');
        }
        out + rest
    }

    fn unsupported(&self, ty: Ty) -> String {
        if matches!(self.shape(ty), Shape::Struct(_)) && self.program.types.info(ty).name.is_none() {
            let name = self.author_name(ty);
            return format!("no contract can store or pass {name}: declare it: type Name struct {{ … }}");
        }
        format!(
            "no contract can store or pass {}: use integers, bool, string, []byte, core.Address, core.ObjectID, core.Hash, slices, arrays, maps and pointers of these, or structs with exported fields",
            self.author_name(ty)
        )
    }

    /// Each part of a type takes a byte of its descriptor, so that their number is bounded by that.
    fn abi(&self, ty: Ty, depth: usize, parts: &mut usize) -> Result<AbiType, String> {
        *parts += 1;
        if depth >= MAX_DEPTH || *parts > MAX_DESCRIPTOR {
            return Err(self.unsupported(ty));
        }
        let Some(kind) = self.kind(ty) else { return Err(self.unsupported(ty)) };
        Ok(match kind {
            Kind::Bool => AbiType::Bool,
            Kind::Int(int) => match (int.bits, int.signed) {
                (8, false) => AbiType::U8,
                (16, false) => AbiType::U16,
                (32, false) => AbiType::U32,
                (_, false) => AbiType::U64,
                (8, true) => AbiType::I8,
                (16, true) => AbiType::I16,
                (32, true) => AbiType::I32,
                (_, true) => AbiType::I64,
            },
            Kind::String => AbiType::String,
            Kind::Bytes(_) | Kind::ByteArray(_) => AbiType::Bytes,
            Kind::Fixed(_) => self.core_type(ty).ok_or_else(|| self.unsupported(ty))?,
            Kind::List(elem) | Kind::Array { elem, .. } => AbiType::list(self.abi(elem, depth + 1, parts)?),
            Kind::Option(base) => AbiType::option(self.abi(base, depth + 1, parts)?),
            Kind::Map { key, elem } => {
                let (name, [key_name, value_name]) = MAP_ENTRY;
                let key = self.abi(key, depth + 2, parts)?;
                let value = self.abi(elem, depth + 2, parts)?;
                let fields = vec![(key_name.to_owned(), key), (value_name.to_owned(), value)];
                AbiType::list(AbiType::structure(name, fields))
            }
            Kind::Struct(fields) => {
                let name = self.struct_name(ty);
                if fields.len() > MAX_BYTE || name.len() > MAX_BYTE {
                    return Err(self.unsupported(ty));
                }
                let mut list = Vec::with_capacity(fields.len());
                for field in &*fields {
                    if !field.exported {
                        return Err(format!(
                            "struct {name}: field {} must begin with a capital to be stored or passed",
                            field.name
                        ));
                    }
                    if field.name.len() > MAX_BYTE {
                        return Err(self.unsupported(ty));
                    }
                    list.push((field.name.to_string(), self.abi(field.ty, depth + 1, parts)?));
                }
                AbiType::structure(name, list)
            }
        })
    }

    /// The name of a declared struct without its package.
    fn struct_name(&self, ty: Ty) -> String {
        let name = self.program.types.info(ty).name.as_deref().unwrap_or_default();
        let base = name.find('[').unwrap_or(name.len());
        let own = name[..base].rfind('.').map_or(0, |dot| dot + 1);
        name[own..].to_owned()
    }

    /// Bytes that every value of a type takes, if all take as many.
    pub(crate) fn fixed_size(&self, ty: Ty) -> Option<u64> {
        match self.kind(ty)? {
            Kind::Bool => Some(1),
            Kind::Int(int) => Some(u64::from(int.bits / 8)),
            Kind::Fixed(len) => Some(u64::from(len)),
            Kind::ByteArray(len) => Some(8 + u64::from(len)),
            Kind::Array { len, elem } => self.fixed_size(elem)?.checked_mul(u64::from(len))?.checked_add(8),
            Kind::Struct(fields) => {
                fields.iter().try_fold(0u64, |sum, field| sum.checked_add(self.fixed_size(field.ty)?))
            }
            Kind::String | Kind::Bytes(_) | Kind::List(_) | Kind::Option(_) | Kind::Map { .. } => None,
        }
    }
}
