//! Go types as the ABI's.

use super::declarations::Declarations;
use super::imports::Imports;
use super::refusals::Refusals;
use allod_core::Type;
use allod_core::types::{MAX_DEPTH, MAX_DESCRIPTOR};
use gosyn::ast::{Expression, StructType};
use std::cell::Cell;
use std::sync::Arc;

/// Shape of a type: how the wrapper moves a value of it in and out.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// One method of the reader and the writer, called `method`; `carrier` is the Go type they take.
    Plain { method: &'static str, carrier: &'static str },
    /// An array of bytes of a name of the SDK.
    Fixed,
    /// Bytes whose type is a name of its own, `item`: Go converts no slice of them, only each.
    NamedBytes { item: String },
    /// Any number of items.
    List(Box<GoType>),
    /// One or none.
    Option(Box<GoType>),
    /// Fields by name.
    Struct(Vec<(String, GoType)>),
}

/// A type as Go writes it in the wrapper, as the ABI has it, and how to move it.
#[derive(Clone, Debug)]
pub(super) struct GoType {
    pub(super) text: String,
    pub(super) ty: Type,
    pub(super) shape: Shape,
}

/// Types that Go has declared: name, ABI type, method of reader and writer, the type that method takes.
const PLAIN: &[(&str, Type, &str, &str)] = &[
    ("bool", Type::Bool, "Bool", "bool"),
    ("string", Type::String, "String", "string"),
    ("byte", Type::U8, "U8", "uint8"),
    ("uint8", Type::U8, "U8", "uint8"),
    ("uint16", Type::U16, "U16", "uint16"),
    ("uint32", Type::U32, "U32", "uint32"),
    ("uint64", Type::U64, "U64", "uint64"),
    ("uint", Type::U64, "Uint", "uint"),
    ("int8", Type::I8, "I8", "int8"),
    ("int16", Type::I16, "I16", "int16"),
    ("int32", Type::I32, "I32", "int32"),
    ("rune", Type::I32, "I32", "int32"),
    ("int64", Type::I64, "I64", "int64"),
    ("int", Type::I64, "Int", "int"),
];

/// Types of the SDK that cross the border.
const NAMES: &[(&str, Type)] = &[("Address", Type::Address), ("ObjectID", Type::ObjectId), ("Hash", Type::Hash)];

/// Types that do not cross the border: the name, what to do instead.
const REFUSED: &[(&str, &str)] = &[
    ("float32", "use an integer of the smallest unit"),
    ("float64", "use an integer of the smallest unit"),
    ("complex64", "use integers"),
    ("complex128", "use integers"),
    ("uintptr", "use uint64"),
    ("error", "an error is the last result, and no parameter"),
    ("any", "name the type"),
];

/// Types inside one type, counting all, at most.
const MAX_PARTS: usize = 512;
/// Types that are looked at for one file, counting each as often as it is met, at most: names that stand for
/// names that stand for names are followed once for each use. A contract of 50 functions and 20 structs takes
/// some 1,500.
const MAX_STEPS: usize = 100_000;

/// Knows what the file and the SDK declare.
pub(super) struct Types<'f> {
    declared: &'f Declarations<'f>,
    imports: &'f Imports,
    parts: usize,
    /// True while types are read that are only stored, logged and passed on. They may embed others; what is offered to
    /// callers says the names of all its fields.
    stored: bool,
    /// Steps that are left of [`MAX_STEPS`].
    left: Cell<usize>,
}

/// Reason why a type does not cross the border: what was found, what to do instead.
pub(super) type Refused = (String, String);

impl<'f> Types<'f> {
    pub(super) fn new(declared: &'f Declarations<'f>, imports: &'f Imports) -> Self {
        Self { declared, imports, parts: 0, stored: false, left: Cell::new(MAX_STEPS) }
    }

    /// Takes `steps` of what the file has; false where there are not as many left, and then there are none.
    fn step(&self, steps: usize) -> bool {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Reason why a file is refused whose types take more steps than there are.
    pub(super) fn too_many() -> Refused {
        (
            format!("the types of this contract refer to each other more than {MAX_STEPS} times"),
            "declare fewer types, and offer fewer functions".into(),
        )
    }

    /// True where the file's types took more than [`MAX_STEPS`], so that not all of them were read.
    pub(super) fn exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// True where the type that the file calls `name` is a struct without fields, or with none but embedded ones of that
    /// kind; `None` where there is no such type.
    pub(super) fn is_empty_struct(&self, name: &str) -> Option<bool> {
        let spec = self.declared.type_spec(name)?;
        let mut bodies = match &spec.typ {
            Expression::TypeStruct(body) => vec![body],
            _ => return Some(false),
        };
        while let Some(body) = bodies.pop() {
            for field in &body.fields {
                let embedded = match (&field.typ, field.name.is_empty() && self.step(1)) {
                    (Expression::Ident(ident), true) => self.declared.type_spec(&ident.name).map(|spec| &spec.typ),
                    _ => None,
                };
                match embedded {
                    Some(Expression::TypeStruct(inner)) => bodies.push(inner),
                    _ => return Some(false),
                }
            }
        }
        Some(true)
    }

    /// True where `ty` is the SDK's type called `name`. A name that comes back to itself, or takes more names than
    /// a type may have parts, is none.
    pub(super) fn is_sdk(&self, ty: &Expression, name: &str) -> bool {
        let mut ty = ty;
        for _ in 0..MAX_PARTS {
            if !self.step(1) {
                return false;
            }
            ty = match ty {
                Expression::Paren(inner) => &inner.expr,
                Expression::Selector(s) => {
                    return s.sel.name == name && matches!(&*s.x, Expression::Ident(x) if self.imports.is_sdk(&x.name));
                }
                Expression::Ident(ident) => match self.declared.type_spec(&ident.name) {
                    Some(spec) if spec.alias => &spec.typ,
                    _ => return false,
                },
                _ => return false,
            };
        }
        false
    }

    /// The type `ty` at character `at`, for as many `names` as are declared with it; `None` where it does not
    /// cross the border, which is then among the refusals, or where there are no steps left.
    pub(super) fn resolve(
        &mut self,
        ty: &Expression,
        names: usize,
        at: usize,
        refusals: &mut Refusals,
    ) -> Option<GoType> {
        self.parts = 0;
        let read = self.read(ty, 0);
        self.step(self.parts.saturating_mul(names.saturating_sub(1)));
        if self.exhausted() {
            return None;
        }
        match read {
            Ok(found) if found.ty.descriptor().len() <= MAX_DESCRIPTOR => Some(found),
            Ok(found) => {
                let message =
                    format!("{} is too large a type: its description is over {MAX_DESCRIPTOR} bytes", found.text);
                refusals.add(at, message, "pass fewer fields, or a list");
                None
            }
            Err((message, instead)) => {
                refusals.add(at, message, instead);
                None
            }
        }
    }

    /// The named types of the file that can be stored: the wrapper writes and reads them, so that storing one needs no
    /// reflection.
    pub(super) fn own(&mut self) -> Vec<GoType> {
        let mut own = Vec::new();
        self.stored = true;
        for name in self.declared.type_names() {
            self.parts = 0;
            let alias = self.declared.type_spec(name).is_some_and(|spec| spec.alias);
            let found = self.named(name, 0).ok().filter(|found| !alias && !matches!(found.shape, Shape::Option(_)));
            own.extend(found.filter(|found| found.ty.descriptor().len() <= MAX_DESCRIPTOR));
        }
        self.stored = false;
        own
    }

    fn read(&mut self, ty: &Expression, depth: usize) -> Result<GoType, Refused> {
        self.parts += 1;
        if !self.step(1) {
            return Err(Self::too_many());
        }
        if depth >= MAX_DEPTH || self.parts > MAX_PARTS {
            return Err((
                format!("a type of more than {MAX_DEPTH} levels, or one that holds itself, can't cross the border"),
                "pass the parts, or the core.ObjectID of an object that holds them".into(),
            ));
        }
        match ty {
            Expression::Paren(inner) => self.read(&inner.expr, depth),
            Expression::Ident(ident) => self.named(&ident.name, depth),
            Expression::Selector(s) => match &*s.x {
                Expression::Ident(x) => self.imported(&x.name, &s.sel.name),
                _ => Err(no_type("this")),
            },
            Expression::TypePointer(p) => self.option(&p.typ, depth),
            Expression::Star(p) => self.option(&p.right, depth),
            Expression::TypeSlice(s) => self.list(&s.typ, depth),
            Expression::TypeArray(_) => Err(("an array can't cross the border".into(), ARRAY.into())),
            Expression::TypeMap(_) => Err((
                "a map can't cross the border: it has no order".into(),
                "use a slice of structs with a key and a value".into(),
            )),
            Expression::TypeFunction(_) => Err(("a function can't cross the border".into(), "pass data".into())),
            Expression::TypeInterface(_) => Err(("an interface can't cross the border".into(), "name the type".into())),
            Expression::TypeChannel(_) => Err(("a channel can't cross the border".into(), "pass a slice".into())),
            Expression::TypeStruct(_) => Err((
                "a struct without a name can't cross the border".into(),
                "declare it: type Name struct { … }".into(),
            )),
            Expression::Index(_) | Expression::IndexList(_) => {
                Err(("a generic type can't cross the border".into(), "declare the struct that is meant".into()))
            }
            _ => Err(no_type("this")),
        }
    }

    fn named(&mut self, name: &str, depth: usize) -> Result<GoType, Refused> {
        if let Some(spec) = self.declared.type_spec(name) {
            if !spec.params.list.is_empty() {
                return Err((
                    "a generic type can't cross the border".into(),
                    "declare the struct that is meant".into(),
                ));
            }
            return match &spec.typ {
                Expression::TypeStruct(body) if !spec.alias => self.structure(name, body, depth),
                // A type of its own with the shape of an SDK name is an array to Go, and no longer that name.
                other if !spec.alias && NAMES.iter().any(|(sdk, _)| self.is_sdk(other, sdk)) => Err((
                    format!("{name} is an array to Go, no longer a name of the SDK"),
                    format!("write type {name} = …, with ="),
                )),
                other => {
                    let mut found = GoType { text: name.to_owned(), ..self.read(other, depth)? };
                    if let (Type::Struct(of), false) = (&mut found.ty, spec.alias) {
                        Arc::make_mut(of).name = name.to_owned();
                    }
                    Ok(found)
                }
            };
        }
        if let Some((_, instead)) = REFUSED.iter().find(|row| row.0 == name) {
            return Err((format!("{name} can't cross the border"), (*instead).into()));
        }
        let row = PLAIN.iter().find(|row| row.0 == name).ok_or_else(|| no_type(name))?;
        let shape = Shape::Plain { method: row.2, carrier: row.3 };
        Ok(GoType { text: row.0.to_owned(), ty: row.1.clone(), shape })
    }

    fn imported(&self, package: &str, name: &str) -> Result<GoType, Refused> {
        let text = format!("{package}.{name}");
        if !self.imports.is_sdk(package) {
            return Err((
                format!("{text} can't cross the border"),
                "use plain types, or a struct declared in this file".into(),
            ));
        }
        match NAMES.iter().find(|row| row.0 == name) {
            Some(row) => Ok(GoType { text: format!("allod_core.{name}"), ty: row.1.clone(), shape: Shape::Fixed }),
            None if name == "Object" => Err((
                format!("{text} can't cross the border: it means something only within one call"),
                "pass its core.ObjectID".into(),
            )),
            None if name == "Context" => {
                Err((format!("{text} is not where it belongs"), "make it the first parameter, and only that".into()))
            }
            None => Err(no_type(&text)),
        }
    }

    fn option(&mut self, item: &Expression, depth: usize) -> Result<GoType, Refused> {
        let item = self.read(item, depth + 1)?;
        let (text, ty) = (format!("*{}", item.text), Type::option(item.ty.clone()));
        Ok(GoType { text, ty, shape: Shape::Option(Box::new(item)) })
    }

    fn list(&mut self, item: &Expression, depth: usize) -> Result<GoType, Refused> {
        let item = self.read(item, depth + 1)?;
        let text = format!("[]{}", item.text);
        if item.ty == Type::U8 {
            let shape = match matches!(item.text.as_str(), "byte" | "uint8") {
                true => Shape::Plain { method: "Bytes", carrier: "[]byte" },
                false => Shape::NamedBytes { item: item.text },
            };
            return Ok(GoType { text, ty: Type::Bytes, shape });
        }
        Ok(GoType { text, ty: Type::list(item.ty.clone()), shape: Shape::List(Box::new(item)) })
    }

    fn structure(&mut self, name: &str, body: &StructType, depth: usize) -> Result<GoType, Refused> {
        let mut fields = Vec::new();
        for field in &body.fields {
            let embedded = if field.name.is_empty() { embedded(&field.typ).filter(|_| self.stored) } else { None };
            if field.name.is_empty() && embedded.is_none() {
                return Err((format!("struct {name} embeds another"), "give the field a name".into()));
            }
            for field_name in field.name.iter().map(|ident| ident.name.as_str()).chain(embedded) {
                if !field_name.starts_with(char::is_uppercase) {
                    return Err((
                        format!(
                            "struct {name}: field {field_name} does not begin with a capital, so it can't cross the border"
                        ),
                        "begin it with a capital".into(),
                    ));
                }
                fields.push((field_name.to_owned(), self.read(&field.typ, depth + 1)?));
            }
        }
        if fields.is_empty() || fields.len() > 255 {
            return Err((
                format!("struct {name} has {} fields", fields.len()),
                "a struct that crosses the border has 1 to 255".into(),
            ));
        }
        let types = fields.iter().map(|(name, field)| (name.clone(), field.ty.clone())).collect();
        let ty = Type::structure(name, types);
        Ok(GoType { text: name.to_owned(), ty, shape: Shape::Struct(fields) })
    }
}

/// The name of an embedded field of type `ty`: that of the type, whatever stands around it.
fn embedded(ty: &Expression) -> Option<&str> {
    match ty {
        Expression::Ident(ident) => Some(&ident.name),
        Expression::Selector(selector) => Some(&selector.sel.name),
        Expression::TypePointer(pointer) => embedded(&pointer.typ),
        Expression::Star(pointer) => embedded(&pointer.right),
        Expression::Paren(inner) => embedded(&inner.expr),
        Expression::Index(generic) => embedded(&generic.left),
        Expression::IndexList(generic) => embedded(&generic.left),
        _ => None,
    }
}

const ARRAY: &str = "use a slice, or core.Hash for 32 bytes and core.Address for 20";

fn no_type(name: &str) -> Refused {
    (format!("{name} is no type that can cross the border"), "use integers, bool, string, []byte, core.Address, core.ObjectID, core.Hash, slices and pointers of these, or structs".into())
}
