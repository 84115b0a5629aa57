//! Types: from those of the checker, which may mention type parameters, to those of a program.

use super::{Build, Res};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Field, FloatWidth, IntType, MethodName, Shape, Ty, TypeInfo};
use crate::limits;
use crate::types::basic::Basic;
use crate::types::store::*;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The types that type parameters stand for, where a generic function is being built.
#[derive(Debug, Default)]
pub(crate) struct Env {
    /// Tells environments apart; 0 is the empty one.
    pub(crate) id: u32,
    pub(crate) params: HashMap<ParamId, Ty>,
    /// The same types in the order of the parameters.
    pub(crate) args: Arc<[Ty]>,
}

/// A declared type: the declaration and the type arguments, those of a function around it among them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct NamedType {
    pub(crate) named: NamedId,
    pub(crate) args: Arc<[Ty]>,
}

macro_rules! common {
    ($($field:ident: $basic:ident,)*) => {
        /// Types that the builder asks for again and again.
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct Common {
            $(pub(crate) $field: Ty,)*
            pub(crate) any: Ty,
            /// No value.
            pub(crate) unit: Ty,
            /// `nil` before it has a type.
            pub(crate) nil: Ty,
        }

        impl Common {
            pub(crate) fn new(types: &mut crate::ir::Types) -> Self {
                Common {
                    $($field: intern_basic(types, Basic::$basic).expect("a basic type"),)*
                    any: types.intern(plain(Shape::Interface(Arc::new([])))),
                    unit: types.intern(plain(Shape::Tuple(Arc::new([])))),
                    nil: types.intern(TypeInfo {
                        shape: Shape::Tuple(Arc::new([])),
                        name: Some("untyped nil".into()),
                        identity: 0,
                    }),
                }
            }
        }
    };
}

common! {
    bool: Bool,
    int: Int,
    int32: Int32,
    int64: Int64,
    uint8: Uint8,
    uint16: Uint16,
    uint32: Uint32,
    uint64: Uint64,
    uint: Uint,
    float64: Float64,
    string: String,
}

pub(crate) fn plain(shape: Shape) -> TypeInfo {
    TypeInfo { shape, name: None, identity: 0 }
}

/// The type of a basic kind; nothing for those that a contract can't have.
fn intern_basic(types: &mut crate::ir::Types, basic: Basic) -> Option<Ty> {
    let basic = basic.default_type();
    let shape = match basic {
        Basic::Bool => Shape::Bool,
        Basic::String => Shape::String,
        Basic::Float32 => Shape::Float(FloatWidth::F32),
        Basic::Float64 => Shape::Float(FloatWidth::F64),
        _ => {
            let (bits, signed) = basic.width()?;
            Shape::Int(IntType { bits: bits as u8, signed })
        }
    };
    Some(types.intern(TypeInfo { shape, name: Some(basic.name().into()), identity: 0 }))
}

impl Build<'_> {
    pub(crate) fn intern(&mut self, shape: Shape) -> Ty {
        self.program.types.intern(plain(shape))
    }

    pub(crate) fn shape(&self, ty: Ty) -> &Shape {
        self.program.types.shape(ty)
    }

    pub(crate) fn pointer_to(&mut self, ty: Ty) -> Ty {
        self.intern(Shape::Pointer(ty))
    }

    pub(crate) fn slice_of(&mut self, ty: Ty) -> Ty {
        self.intern(Shape::Slice(ty))
    }

    pub(crate) fn func_type(&mut self, params: &[Ty], results: &[Ty]) -> Ty {
        self.intern(Shape::Func { params: params.into(), results: results.into() })
    }

    /// The type of a call's value: none, the one, or a tuple.
    pub(crate) fn result_type(&mut self, results: &[Ty]) -> Ty {
        match results {
            [one] => *one,
            several => self.intern(Shape::Tuple(several.into())),
        }
    }

    pub(crate) fn is_interface(&self, ty: Ty) -> bool {
        matches!(self.shape(ty), Shape::Interface(_))
    }

    /// The type of a program for one of the checker's.
    pub(crate) fn ty(&mut self, id: TypeId, env: &Env) -> Res<Ty> {
        let id = self.store.unalias(id);
        if let Some(ty) = self.converted.get(&(env.id, id)) {
            return Ok(*ty);
        }
        if self.program.types.len() > limits::PROGRAM_TYPES {
            return Err(self.limit("types", limits::PROGRAM_TYPES));
        }
        let ty = self.ty_kind(id, env)?;
        self.converted.insert((env.id, id), ty);
        Ok(ty)
    }

    fn ty_kind(&mut self, id: TypeId, env: &Env) -> Res<Ty> {
        let shape = match self.store.get(id) {
            Type::Named(named) => return self.named(named, env),
            Type::Param(param) => {
                return match env.params.get(&param) {
                    Some(ty) => Ok(*ty),
                    None => Err(self.internal("a type parameter without an argument")),
                };
            }
            Type::Basic(Basic::UntypedNil) => return Ok(self.t.nil),
            Type::Basic(basic) => {
                return match intern_basic(&mut self.program.types, basic) {
                    Some(ty) => Ok(ty),
                    None => Err(self.refused(
                        &format!("values of type {} can't be compiled", basic.name()),
                        "use integers, floats, strings or structs of them",
                    )),
                };
            }
            Type::Array { len, elem } => {
                let elem = self.ty(elem, env)?;
                let len = u32::try_from(len).ok().filter(|len| u64::from(*len) <= limits::ARRAY_ELEMENTS);
                match len {
                    Some(len) => Shape::Array { len, elem },
                    None => return Err(self.limit("elements of an array", limits::ARRAY_ELEMENTS as usize)),
                }
            }
            Type::Slice(elem) => Shape::Slice(self.ty(elem, env)?),
            Type::Pointer(base) => Shape::Pointer(self.ty(base, env)?),
            Type::Map { key, elem } => Shape::Map { key: self.ty(key, env)?, elem: self.ty(elem, env)? },
            Type::Struct(fields) => self.struct_shape(&fields, env)?,
            Type::Tuple(params) => Shape::Tuple(self.param_types(&params, env)?),
            Type::Signature(signature) => Shape::Func {
                params: self.param_types(&signature.params, env)?,
                results: self.param_types(&signature.results, env)?,
            },
            Type::Interface(interface) => self.interface_shape(interface, env)?,
            Type::Chan { .. } => {
                return Err(
                    self.refused("a contract can't use channels", "use a slice or a map; a contract runs alone")
                );
            }
            Type::Union(_) | Type::Alias(_) => return Err(self.internal("a type that no value has")),
        };
        Ok(self.intern(shape))
    }

    fn param_types(&mut self, params: &[Param], env: &Env) -> Res<Arc<[Ty]>> {
        params.iter().map(|param| self.ty(param.ty, env)).collect()
    }

    fn struct_shape(&mut self, fields: &Struct, env: &Env) -> Res<Shape> {
        let mut list = Vec::with_capacity(fields.fields.len());
        for field in &fields.fields {
            list.push(Field {
                name: self.store.names.text(field.name).into(),
                ty: self.ty(field.ty, env)?,
                embedded: field.embedded,
                exported: self.store.is_exported(field.name),
                tag: field.tag.clone(),
            });
        }
        Ok(Shape::Struct(list.into()))
    }

    fn interface_shape(&mut self, interface: InterfaceId, env: &Env) -> Res<Shape> {
        let methods = self.store.type_set(interface).methods.clone();
        let mut list = Vec::with_capacity(methods.len());
        for method in methods {
            let (name, package) = self.method_name(method.name, method.pkg);
            list.push(MethodName { name, package, signature: self.ty(method.signature, env)? });
        }
        list.sort();
        Ok(Shape::Interface(list.into()))
    }

    /// A method's name, and the path of its package if others can't use it.
    pub(crate) fn method_name(&self, name: crate::syntax::names::Name, pkg: Option<PkgId>) -> (Arc<str>, Arc<str>) {
        let path = match (self.store.is_exported(name), pkg) {
            (false, Some(pkg)) => self.store.package(pkg).path.as_str(),
            _ => "",
        };
        (self.store.names.text(name).into(), path.into())
    }

    fn named(&mut self, id: NamedId, env: &Env) -> Res<Ty> {
        let Named { origin, args, obj, .. } = self.store.named(id).clone();
        let origin = origin.unwrap_or(id);
        let args: Arc<[Ty]> = if !args.is_empty() {
            args.iter().map(|arg| self.ty(*arg, env)).collect::<Res<_>>()?
        } else if self.is_local(obj) {
            env.args.clone()
        } else {
            Arc::default()
        };
        self.named_type(NamedType { named: origin, args }, env)
    }

    fn is_local(&self, obj: ObjId) -> bool {
        let object = self.store.object(obj);
        object.pkg.is_some_and(|pkg| self.store.lookup_in(self.store.package(pkg).scope, object.name) != Some(obj))
    }

    /// A declared type with its type arguments.
    fn named_type(&mut self, key: NamedType, env: &Env) -> Res<Ty> {
        if let Some(ty) = self.named_types.get(&key) {
            return Ok(*ty);
        }
        let Named { obj, params, .. } = self.store.named(key.named).clone();
        let Some(id) = self.store.object(obj).ty else { return Err(self.internal("a declared type without a type")) };
        let name = self.named_name(obj, if params.is_empty() { &[] } else { &key.args });
        let number = self.named_types.len() as u32 + 1;
        let info = TypeInfo { shape: Shape::Tuple(Arc::new([])), name: Some(name.into()), identity: number };
        let ty = self.program.types.reserve(info);
        self.named_types.insert(key.clone(), ty);
        self.named_keys.insert(ty, key.clone());
        let under = self.store.under_id(id);
        let own = match params.is_empty() {
            true => None,
            false => Some(self.environment(&params, &key.args)),
        };
        let under = self.ty(under, own.as_deref().unwrap_or(env))?;
        let shape = self.shape(under).clone();
        self.program.types.define(ty, shape);
        Ok(ty)
    }

    fn named_name(&self, obj: ObjId, args: &[Ty]) -> String {
        let mut text = String::new();
        if let Some(pkg) = self.store.object(obj).pkg {
            text.push_str(self.store.names.text(self.store.package(pkg).name));
            text.push('.');
        }
        text.push_str(self.store.object_name(obj));
        if !args.is_empty() {
            text.push('[');
            for (index, arg) in args.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&crate::ir::print::type_string(&self.program.types, *arg));
            }
            text.push(']');
        }
        text
    }

    /// The environment in which parameters stand for arguments.
    pub(crate) fn environment(&mut self, params: &[ParamId], args: &Arc<[Ty]>) -> Rc<Env> {
        if params.is_empty() {
            return self.no_params.clone();
        }
        self.environments += 1;
        let params = params.iter().copied().zip(args.iter().copied()).collect();
        Rc::new(Env { id: self.environments, params, args: args.clone() })
    }

    pub(crate) fn refused(&self, message: &str, advice: &str) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::Refused, self.here, message).advise(advice))
    }

    pub(crate) fn limit(&self, what: &str, most: usize) -> Box<Diagnostic> {
        let message = format!("the program has more than {most} {what}");
        Box::new(Diagnostic::new(Code::Limit, self.here, message).advise("use fewer or smaller types and functions"))
    }

    /// An inconsistency inside the compiler, which must never become output.
    pub(crate) fn internal(&self, what: &str) -> Box<Diagnostic> {
        let message = format!("internal: {what}");
        Box::new(Diagnostic::new(Code::Internal, self.here, message).advise("report this source to Allod's developers"))
    }
}
