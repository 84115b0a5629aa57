//! Making types, objects and scopes.

use super::*;
use crate::limits;
use crate::syntax::files::Span;
use crate::syntax::tree::Direction;
use crate::types::basic::Basic;

impl Store {
    pub(crate) fn add(&mut self, ty: Type) -> TypeId {
        let (weight, depth) = self.measure(&parts(self, &ty));
        self.weights.push(weight);
        self.depths.push(depth);
        self.types.push(ty);
        TypeId(self.types.len() as u32 - 1)
    }

    /// The nodes of a type written out, its parts that are shared counted each time, and how deep it is. What goes
    /// through types bounds its work by that.
    fn measure(&mut self, parts: &[TypeId]) -> (u32, u16) {
        let weight = parts.iter().map(|part| self.weights[part.index()]).fold(1, u32::saturating_add);
        let depth = parts.iter().map(|part| self.depths[part.index()]).max().unwrap_or(0).saturating_add(1);
        self.too_large |= weight > limits::TYPE_WEIGHT || u32::from(depth) > limits::TYPE_DEPTH;
        (weight, depth)
    }

    /// Measures an interface or an alias, once its parts are known.
    pub(crate) fn measure_again(&mut self, ty: TypeId) {
        let parts = match &self.types[ty.index()] {
            Type::Interface(id) => {
                let interface = &self.interfaces[id.index()];
                let methods = interface.methods.iter().map(|method| method.signature);
                methods.chain(interface.embedded.iter().map(|(ty, _)| *ty)).collect()
            }
            ty => parts(self, ty),
        };
        (self.weights[ty.index()], self.depths[ty.index()]) = self.measure(&parts);
    }

    fn once(&mut self, shape: Shape, ty: Type) -> TypeId {
        if let Some(id) = self.known.get(&shape) {
            return *id;
        }
        let id = self.add(ty);
        self.known.insert(shape, id);
        id
    }

    pub(crate) fn array(&mut self, len: i64, elem: TypeId) -> TypeId {
        match len {
            0.. => self.once(Shape::Array(len, elem), Type::Array { len, elem }),
            _ => self.add(Type::Array { len, elem }),
        }
    }

    pub(crate) fn slice(&mut self, elem: TypeId) -> TypeId {
        self.once(Shape::Slice(elem), Type::Slice(elem))
    }

    pub(crate) fn pointer(&mut self, base: TypeId) -> TypeId {
        self.once(Shape::Pointer(base), Type::Pointer(base))
    }

    pub(crate) fn map(&mut self, key: TypeId, elem: TypeId) -> TypeId {
        self.once(Shape::Map(key, elem), Type::Map { key, elem })
    }

    pub(crate) fn chan(&mut self, direction: Direction, elem: TypeId) -> TypeId {
        self.once(Shape::Chan(direction, elem), Type::Chan { direction, elem })
    }

    pub(crate) fn tuple(&mut self, params: Arc<[Param]>) -> TypeId {
        self.add(Type::Tuple(params))
    }

    pub(crate) fn func(&mut self, signature: Signature) -> TypeId {
        self.add(Type::Signature(Arc::new(signature)))
    }

    pub(crate) fn new_interface(&mut self, interface: Interface) -> TypeId {
        self.interfaces.push(interface);
        let id = InterfaceId(self.interfaces.len() as u32 - 1);
        self.add(Type::Interface(id))
    }

    pub(crate) fn new_object(&mut self, name: Name, span: Span, kind: ObjectKind, ty: Option<TypeId>) -> ObjId {
        let pkg = self.current;
        self.objects.push(Object { name, pkg, span, kind, ty, order: 0, function: 0 });
        ObjId(self.objects.len() as u32 - 1)
    }

    pub(crate) fn new_named(&mut self, obj: ObjId, right: Option<TypeId>) -> (NamedId, TypeId) {
        let (args, params): (Arc<[TypeId]>, Arc<[ParamId]>) = (Arc::default(), Arc::default());
        let span = self.object(obj).span;
        self.named.push(Named { obj, origin: None, args, params, right, under: None, methods: Vec::new(), span });
        let id = NamedId(self.named.len() as u32 - 1);
        let ty = self.add(Type::Named(id));
        self.objects[obj.index()].ty.get_or_insert(ty);
        (id, ty)
    }

    pub(crate) fn new_alias(&mut self, obj: ObjId, right: Option<TypeId>) -> (AliasId, TypeId) {
        self.aliases.push(Alias { obj, params: Arc::default(), args: Arc::default(), origin: None, right });
        let id = AliasId(self.aliases.len() as u32 - 1);
        let ty = self.add(Type::Alias(id));
        self.objects[obj.index()].ty.get_or_insert(ty);
        (id, ty)
    }

    pub(crate) fn new_param(&mut self, obj: ObjId, index: usize, bound: TypeId) -> (ParamId, TypeId) {
        self.params.push(TypeParam { obj, index, bound, interface: None });
        let id = ParamId(self.params.len() as u32 - 1);
        let ty = self.add(Type::Param(id));
        self.objects[obj.index()].ty.get_or_insert(ty);
        (id, ty)
    }

    /// The type that a type parameter is.
    pub(crate) fn param_type(&self, id: ParamId) -> TypeId {
        let obj = self.params[id.index()].obj;
        self.objects[obj.index()].ty.unwrap_or(INVALID)
    }

    pub(crate) fn new_scope(&mut self, parent: Option<ScopeId>, function: bool) -> ScopeId {
        self.scopes.push(Scope { parent, function, ..Scope::default() });
        let id = ScopeId(self.scopes.len() as u32 - 1);
        if let Some(parent) = parent
            && parent != self.universe.scope
        {
            self.scopes[parent.index()].children.push(id);
        }
        id
    }

    /// Declares an object in a scope; gives the one that has the name already.
    pub(crate) fn insert(&mut self, scope: ScopeId, name: Name, obj: ObjId) -> Option<ObjId> {
        let scope = &mut self.scopes[scope.index()];
        if let Some(other) = scope.names.get(&name) {
            return Some(*other);
        }
        scope.names.insert(name, obj);
        scope.order.push(obj);
        None
    }

    /// Declares a package without contents.
    pub(crate) fn new_package(&mut self, path: &str, name: Name, fake: bool) -> PkgId {
        let scope = self.new_scope(Some(self.universe.scope), false);
        let id = PkgId(self.packages.len() as u32);
        self.packages.push(Package { path: path.to_owned(), name, scope, fake });
        if !fake {
            self.paths.insert(path.to_owned(), id);
        }
        id
    }

    /// The type an untyped constant takes by itself.
    pub fn default_type(&self, ty: TypeId) -> TypeId {
        match self.types[ty.index()] {
            Type::Basic(Basic::UntypedRune) => self.universe.rune,
            Type::Basic(kind) => basic(kind.default_type()),
            _ => ty,
        }
    }
}

/// The types a type is made of, as far as they are known when it is made.
fn parts(store: &Store, ty: &Type) -> Vec<TypeId> {
    let of = |params: &[Param]| params.iter().map(|param| param.ty).collect::<Vec<_>>();
    match ty {
        Type::Basic(_) | Type::Param(_) | Type::Interface(_) => Vec::new(),
        Type::Array { elem, .. } | Type::Slice(elem) | Type::Pointer(elem) | Type::Chan { elem, .. } => vec![*elem],
        Type::Map { key, elem } => vec![*key, *elem],
        Type::Struct(fields) => fields.fields.iter().map(|field| field.ty).collect(),
        Type::Tuple(list) => of(list),
        Type::Signature(signature) => [of(&signature.params), of(&signature.results)].concat(),
        Type::Union(terms) => terms.iter().map(|term| term.ty).collect(),
        Type::Named(id) => store.named[id.index()].args.to_vec(),
        Type::Alias(id) => store.aliases[id.index()].right.into_iter().collect(),
    }
}
