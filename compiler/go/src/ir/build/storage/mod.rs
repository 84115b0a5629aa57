//! Storage: how values of a type are described, measured, written and read as the host keeps them.
//!
//! What package `wire` asks of a type by an intrinsic becomes a constant or a call: of a function of `wire` that is made for
//! the type's structure, or, of a struct or an array, of a function that goes over its parts. So a field costs its bytes,
//! and nothing is put into an interface.
//!
//! | file | holds |
//! |---|---|
//! | `kind.rs` | the structure of a type as storage sees it, its descriptor, or why it has none |
//! | `calls.rs` | what an intrinsic becomes |
//! | `parts.rs` | functions that go over the fields of a struct and the elements of an array |

mod calls;
mod kind;
mod parts;

use super::{Build, Key, Res};
use crate::ir::{FunctionId, Ty};
use crate::syntax::tree::Decl;
use crate::types::store::{ObjId, Type, TypeId};
use allod_core::Type as AbiType;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// Methods that a type has to have for one of core's interfaces, and hardly for anything else.
const ONLY_THEIRS: [&str; 2] = ["SetOwner", "GetObjectWithOwner"];

/// The package that knows the encoding.
pub(crate) const WIRE: &str = "allod.dev/core/internal/wire";

/// The storage of types as far as it has been asked for.
#[derive(Debug, Default)]
pub(crate) struct Storage {
    types: HashMap<Ty, Result<Rc<AbiType>, Rc<str>>>,
    objects: HashMap<&'static str, ObjId>,
}

impl Build<'_> {
    /// A function of package `wire`, with type arguments.
    pub(super) fn wire(&mut self, name: &'static str, args: &[Ty]) -> Res<FunctionId> {
        let obj = match self.storage.objects.get(name) {
            Some(obj) => *obj,
            None => {
                let obj = self.package_function(WIRE, name)?;
                self.storage.objects.insert(name, obj);
                obj
            }
        };
        self.request(Key::Declared(obj, args.into()))
    }

    /// A type of the contract may have all methods of core's `Object` or `Context`: it embeds one of them, or declares a
    /// method that only they have. Then calls through these interfaces are left to the run.
    pub(super) fn implements_interfaces_of_core(&mut self) -> bool {
        let own: Vec<_> = self.units.iter().filter(|unit| !unit.embedded).collect();
        let declared = own.iter().flat_map(|unit| &unit.tree.files).flat_map(|file| &file.declarations);
        let declares = declared.into_iter().any(|declaration| match declaration {
            Decl::Func(func) => func.receiver.is_some() && ONLY_THEIRS.contains(&self.store.names.text(func.name.name)),
            Decl::Bad(_) | Decl::Import(_) | Decl::Const(_) | Decl::Var(_) | Decl::Type(_) => false,
        });
        declares || self.embeds_interface_of_core()
    }

    fn embeds_interface_of_core(&mut self) -> bool {
        let structs = self.store.types.iter().filter_map(|ty| match ty {
            Type::Struct(of) => Some(of.clone()),
            _ => None,
        });
        let embedded: BTreeSet<TypeId> = structs
            .flat_map(|of| of.fields.iter().filter(|field| field.embedded).map(|field| field.ty).collect::<Vec<_>>())
            .collect();
        embedded.into_iter().any(|ty| match self.store.under(ty) {
            Type::Interface(interface) => {
                let set = self.store.type_set(interface);
                set.methods.iter().any(|method| ONLY_THEIRS.contains(&self.store.names.text(method.name)))
            }
            _ => false,
        })
    }
}
