//! Instantiations without end: a generic function that calls itself with a larger type each time.
//!
//! A graph has a vertex for each type parameter, and an edge from each that occurs in a type argument to the one that
//! the argument is for. The edge weighs one if the argument is more than the parameter itself. A cycle with weight
//! never ends.

use crate::syntax::files::Span;
use crate::types::store::*;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy)]
struct Vertex {
    weight: usize,
    length: usize,
    before: usize,
    obj: ObjId,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    to: usize,
    from: usize,
    weight: usize,
    span: Span,
    ty: TypeId,
}

/// The graph of a package.
#[derive(Debug, Default)]
pub(crate) struct Mono {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    /// Type parameters of receivers, and those of the type that they stand for.
    canonical: HashMap<ParamId, ParamId>,
    by_object: HashMap<ObjId, Option<usize>>,
}

/// A cycle: the object it is reported at, and for each step the place and what happens there.
pub(crate) type Loop = (ObjId, Vec<(Span, String)>);

impl Mono {
    pub(crate) fn same_param(&mut self, of_receiver: ParamId, of_type: ParamId) {
        self.canonical.insert(of_receiver, of_type);
    }

    /// Notes an instantiation; `spans` has the places of type arguments that were written.
    pub(crate) fn instance(
        &mut self,
        store: &mut Store,
        span: Span,
        params: &[ParamId],
        args: &[TypeId],
        spans: &[Span],
        ambient: &HashMap<ObjId, Vec<ParamId>>,
    ) {
        for (index, (param, arg)) in params.iter().zip(args).enumerate() {
            let obj = store.param(*param).obj;
            if store.object(obj).pkg != store.current {
                continue;
            }
            let span = spans.get(index).copied().unwrap_or(span);
            let to = self.param_vertex(store, *param);
            let mut walk = Walk { to, span, arg: *arg, ambient, seen: Vec::new() };
            walk.ty(self, store, *arg);
        }
    }

    fn param_vertex(&mut self, store: &Store, param: ParamId) -> usize {
        let param = self.canonical.get(&param).copied().unwrap_or(param);
        let obj = store.param(param).obj;
        if let Some(Some(vertex)) = self.by_object.get(&obj) {
            return *vertex;
        }
        let vertex = self.add(obj);
        self.by_object.insert(obj, Some(vertex));
        vertex
    }

    fn add(&mut self, obj: ObjId) -> usize {
        self.vertices.push(Vertex { weight: 0, length: 0, before: 0, obj });
        self.vertices.len() - 1
    }

    /// A cycle with weight, if there is one.
    pub(crate) fn find_loop(&mut self, store: &Store) -> Option<Loop> {
        loop {
            let mut again = false;
            for index in 0..self.edges.len() {
                let edge = self.edges[index];
                let from = self.vertices[edge.from];
                let weight = from.weight + edge.weight;
                let to = &mut self.vertices[edge.to];
                if weight <= to.weight {
                    continue;
                }
                *to = Vertex { weight, length: from.length + 1, before: index, ..*to };
                if to.length == self.vertices.len() {
                    return Some(self.describe(store, edge.to));
                }
                again = true;
            }
            if !again {
                return None;
            }
        }
    }

    fn describe(&self, store: &Store, mut vertex: usize) -> Loop {
        let mut path = Vec::new();
        while !path.contains(&vertex) {
            path.push(vertex);
            vertex = self.edges[self.vertices[vertex].before].from;
        }
        let start = path.iter().position(|other| *other == vertex).unwrap_or(0);
        let steps = path[start..].iter().map(|vertex| {
            let edge = self.edges[self.vertices[*vertex].before];
            let obj = self.vertices[edge.to].obj;
            let (name, ty) = (store.object_name(obj), store.type_string(edge.ty));
            let param = store.object(obj).ty.is_some_and(|ty| store.is_param(ty));
            let how = if param { "instantiated as" } else { "implicitly parameterized by" };
            (edge.span, format!("{name} {how} {ty}"))
        });
        (self.vertices[vertex].obj, steps.collect())
    }
}

struct Walk<'a> {
    to: usize,
    span: Span,
    arg: TypeId,
    ambient: &'a HashMap<ObjId, Vec<ParamId>>,
    seen: Vec<TypeId>,
}

impl Walk<'_> {
    fn flow(&self, mono: &mut Mono, from: usize, ty: TypeId, store: &Store) {
        let weight = usize::from(store.unalias(self.arg) != store.unalias(ty));
        mono.edges.push(Edge { to: self.to, from, weight, span: self.span, ty: self.arg });
    }

    fn ty(&mut self, mono: &mut Mono, store: &mut Store, ty: TypeId) {
        let ty = store.unalias(ty);
        if self.seen.contains(&ty) {
            return;
        }
        self.seen.push(ty);
        match store.get(ty) {
            Type::Param(param) => {
                let from = mono.param_vertex(store, param);
                self.flow(mono, from, ty, store);
            }
            Type::Named(id) => {
                let Named { obj, args, .. } = store.named(id).clone();
                if let Some(from) = self.local_type(mono, store, obj) {
                    self.flow(mono, from, ty, store);
                }
                args.iter().for_each(|arg| self.ty(mono, store, *arg));
            }
            Type::Array { elem, .. } | Type::Slice(elem) | Type::Pointer(elem) | Type::Chan { elem, .. } => {
                self.ty(mono, store, elem);
            }
            Type::Map { key, elem } => {
                self.ty(mono, store, key);
                self.ty(mono, store, elem);
            }
            Type::Interface(id) => {
                let set = store.type_set(id);
                set.methods.iter().for_each(|method| self.ty(mono, store, method.signature));
            }
            Type::Signature(signature) => {
                signature.params.iter().chain(&*signature.results).for_each(|param| self.ty(mono, store, param.ty));
            }
            Type::Struct(fields) => fields.fields.iter().for_each(|field| self.ty(mono, store, field.ty)),
            Type::Basic(_) | Type::Tuple(_) | Type::Union(_) | Type::Alias(_) => {}
        }
    }

    /// The vertex of a type declared inside a generic function, which depends on that function's type parameters.
    fn local_type(&self, mono: &mut Mono, store: &Store, obj: ObjId) -> Option<usize> {
        if let Some(known) = mono.by_object.get(&obj) {
            return *known;
        }
        let params = self.ambient.get(&obj)?;
        let vertex = (!params.is_empty()).then(|| mono.add(obj));
        if let Some(vertex) = vertex {
            for param in params {
                let from = mono.param_vertex(store, *param);
                let ty = store.param_type(*param);
                mono.edges.push(Edge { to: vertex, from, weight: 1, span: store.object(obj).span, ty });
            }
        }
        mono.by_object.insert(obj, vertex);
        vertex
    }
}
