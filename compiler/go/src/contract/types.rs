//! Types of the checker as the ABI's, or the reason why they can't be passed between a contract and its callers.

use super::imports::is_core;
use crate::types::basic::Basic;
use crate::types::store::*;
use allod_core::Type as AbiType;
use allod_core::types::{MAX_DEPTH, MAX_DESCRIPTOR};

/// Types of package `core` that are passed in calls.
const NAMES: &[(&str, AbiType)] =
    &[("Address", AbiType::Address), ("ObjectID", AbiType::ObjectId), ("Hash", AbiType::Hash)];

/// Types inside one type, counting all, at most.
const MAX_PARTS: usize = 512;

/// Types of all parameters and results of a contract, each counted with those inside it, at most: a large type may be named
/// often, and its description is there as often. A contract of 50 functions and 20 structs has some 1,500.
pub(super) const CONTRACT_PARTS: usize = 100_000;

/// Fields of a struct, at most: their number is one byte of a descriptor.
const MAX_FIELDS: usize = 255;

/// The name of the struct that an entry of a map is passed as, and those of its fields.
pub(crate) const MAP_ENTRY: (&str, [&str; 2]) = ("Entry", ["Key", "Value"]);

/// The reason why a type is not passed in calls, and what to do instead.
pub(super) type Refused = (String, String);

/// The ABI's type for one of the checker's, whose parts are taken from those that are `left` of [`CONTRACT_PARTS`].
pub(super) fn abi_type(store: &mut Store, ty: TypeId, left: &mut usize) -> Result<AbiType, Refused> {
    let found = Reader { store, parts: 0, left }.read(ty, 0)?;
    match found.descriptor().len() <= MAX_DESCRIPTOR {
        true => Ok(found),
        false => Err((
            format!("{} is too large a type: its description is over {MAX_DESCRIPTOR} bytes", store.type_string(ty)),
            "pass fewer fields, or a list".into(),
        )),
    }
}

/// The name of a type of package `core`.
pub(super) fn core_name(store: &Store, ty: TypeId) -> Option<String> {
    let named = store.as_named(ty)?;
    let obj = store.named(named).obj;
    let package = store.object(obj).pkg?;
    is_core(&store.package(package).path).then(|| store.object_name(obj).to_owned())
}

/// The ABI's type for a name of package `core`.
pub(super) fn kind_of_core(name: &str) -> Option<AbiType> {
    NAMES.iter().find(|row| row.0 == name).map(|row| row.1.clone())
}

/// It is `error`, and no type of a package.
pub(super) fn is_error(store: &Store, ty: TypeId) -> bool {
    let named = store.as_named(ty).map(|named| store.named(named).obj);
    named.is_some_and(|obj| store.object(obj).pkg.is_none() && store.object_name(obj) == "error")
}

struct Reader<'s> {
    store: &'s mut Store,
    parts: usize,
    left: &'s mut usize,
}

impl Reader<'_> {
    fn read(&mut self, ty: TypeId, depth: usize) -> Result<AbiType, Refused> {
        self.parts += 1;
        match self.left.checked_sub(1) {
            Some(left) => *self.left = left,
            None => {
                return Err((
                    format!("the types of this contract refer to each other more than {CONTRACT_PARTS} times"),
                    "declare fewer types, and offer fewer functions".into(),
                ));
            }
        }
        if depth >= MAX_DEPTH || self.parts > MAX_PARTS {
            return Err((
                format!("a type of more than {MAX_DEPTH} levels, or one that holds itself, can't be passed in a call"),
                "pass the parts, or the core.ObjectID of an object that holds them".into(),
            ));
        }
        match self.store.get(ty) {
            Type::Named(named) => self.named(named, ty, depth),
            Type::Basic(basic) => plain(basic),
            Type::Pointer(item) => Ok(AbiType::option(self.read(item, depth + 1)?)),
            Type::Slice(item) | Type::Array { elem: item, .. } => {
                let item = self.read(item, depth + 1)?;
                Ok(if item == AbiType::U8 { AbiType::Bytes } else { AbiType::list(item) })
            }
            Type::Map { key, elem } => {
                let (name, [key_name, value_name]) = MAP_ENTRY;
                let key = self.read(key, depth + 2)?;
                let value = self.read(elem, depth + 2)?;
                let fields = vec![(key_name.to_owned(), key), (value_name.to_owned(), value)];
                Ok(AbiType::list(AbiType::structure(name, fields)))
            }
            Type::Signature(_) => refused("a function can't be passed in a call", "pass data"),
            Type::Interface(_) if self.is_any(ty) => refused("any can't be passed in a call", "name the type"),
            Type::Interface(_) => refused("an interface can't be passed in a call", "name the type"),
            Type::Chan { .. } => refused("a channel can't be passed in a call", "pass a slice"),
            Type::Struct(_) => {
                refused("a struct without a name can't be passed in a call", "declare it: type Name struct { … }")
            }
            Type::Tuple(_) | Type::Union(_) | Type::Param(_) | Type::Alias(_) => Err(no_type("this")),
        }
    }

    fn is_any(&mut self, ty: TypeId) -> bool {
        self.store.type_string(ty) == "any"
    }

    fn named(&mut self, id: NamedId, ty: TypeId, depth: usize) -> Result<AbiType, Refused> {
        let Named { obj, args, right, .. } = self.store.named(id).clone();
        let name = self.store.object_name(obj).to_owned();
        let Some(package) = self.store.object(obj).pkg else {
            return match name.as_str() {
                "error" => refused("error can't be passed in a call", "an error is the last result, and no parameter"),
                _ => Err(no_type(&name)),
            };
        };
        let path = self.store.package(package).path.clone();
        let text = self.store.type_string(ty);
        if is_core(&path) {
            return match NAMES.iter().find(|row| row.0 == name) {
                Some(row) => Ok(row.1.clone()),
                None if name == "Object" => Err((
                    format!("{text} can't be passed in a call: it means something only within one call"),
                    "pass its core.ObjectID".into(),
                )),
                None if name == "Context" => Err((
                    format!("{text} is not where it belongs"),
                    "make it the first parameter, and only that".into(),
                )),
                None => Err(no_type(&text)),
            };
        }
        if super::imports::ALLOWED.contains(&path.as_str()) {
            return Err((
                format!("{text} can't be passed in a call"),
                "use plain types, or a struct declared in the contract".into(),
            ));
        }
        if !args.is_empty() {
            return refused("a generic type can't be passed in a call", "declare the struct that is meant");
        }
        // A type of its own with the shape of a name of core is an array to Go, and no longer that name.
        if right.and_then(|right| core_name(self.store, right)).is_some_and(|of| NAMES.iter().any(|row| row.0 == of)) {
            return Err((
                format!("{name} is an array to Go, no longer a name of package core"),
                format!("write type {name} = …, with ="),
            ));
        }
        match self.store.under(ty) {
            Type::Struct(fields) => self.structure(&name, &fields, depth),
            _ => {
                let under = self.store.under_id(ty);
                self.read(under, depth)
            }
        }
    }

    fn structure(&mut self, name: &str, of: &Struct, depth: usize) -> Result<AbiType, Refused> {
        if of.fields.is_empty() || of.fields.len() > MAX_FIELDS {
            return Err((
                format!("struct {name} has {} fields", of.fields.len()),
                format!("a struct that is passed in a call has 1 to {MAX_FIELDS}"),
            ));
        }
        let mut fields = Vec::with_capacity(of.fields.len());
        for field in &of.fields {
            if field.embedded {
                return Err((format!("struct {name} embeds another"), "give the field a name".into()));
            }
            let field_name = self.store.names.text(field.name).to_owned();
            if !self.store.is_exported(field.name) {
                return Err((
                    format!(
                        "struct {name}: field {field_name} does not begin with a capital, so it can't be passed in a call"
                    ),
                    "begin it with a capital".into(),
                ));
            }
            fields.push((field_name, self.read(field.ty, depth + 1)?));
        }
        Ok(AbiType::structure(name, fields))
    }
}

/// The ABI's type for a basic one.
pub(super) fn plain(basic: Basic) -> Result<AbiType, Refused> {
    Ok(match basic {
        Basic::Bool => AbiType::Bool,
        Basic::String => AbiType::String,
        Basic::Uint8 => AbiType::U8,
        Basic::Uint16 => AbiType::U16,
        Basic::Uint32 => AbiType::U32,
        Basic::Uint64 | Basic::Uint => AbiType::U64,
        Basic::Int8 => AbiType::I8,
        Basic::Int16 => AbiType::I16,
        Basic::Int32 => AbiType::I32,
        Basic::Int64 | Basic::Int => AbiType::I64,
        Basic::Float32 | Basic::Float64 => {
            return Err((
                format!("{} can't be passed in a call", basic.name()),
                "use an integer of the smallest unit".into(),
            ));
        }
        Basic::Uintptr => return refused("uintptr can't be passed in a call", "use uint64"),
        other => return Err((format!("{} can't be passed in a call", other.name()), "use integers".into())),
    })
}

fn refused<T>(found: &str, instead: &str) -> Result<T, Refused> {
    Err((found.into(), instead.into()))
}

fn no_type(name: &str) -> Refused {
    (
        format!("{name} is no type that can be passed in a call"),
        "use integers, bool, string, []byte, core.Address, core.ObjectID, core.Hash, slices, arrays, maps and pointers of these, or structs".into(),
    )
}
