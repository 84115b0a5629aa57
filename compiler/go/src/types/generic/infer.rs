//! Inference of type arguments, from arguments of a call and from constraints.

use super::cycles::break_cycles;
use super::instances::pair;
use super::unify::{Mode, Unifier};
use crate::syntax::files::Span;
use crate::types::store::*;
use std::collections::HashMap;

/// An argument as inference sees it.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub(crate) ty: TypeId,
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) nil: bool,
}

/// The parameters that are looked for, and what is known.
pub(crate) struct Inference<'a> {
    /// The type parameters, fresh for this call.
    pub(crate) params: &'a [ParamId],
    /// Type arguments that were written.
    pub(crate) args: &'a [Option<TypeId>],
    /// Types of the function's parameters.
    pub(crate) takes: &'a [TypeId],
    /// The arguments that are passed.
    pub(crate) gets: &'a [Argument],
    /// A function is assigned, so that its parameter is what the others call argument.
    pub(crate) reverse: bool,
    /// The place to blame for what no argument is to blame for.
    pub(crate) span: Span,
}

/// Rounds of going over all constraints: each finds one type argument at least.
const ROUNDS: usize = 200;

impl Store {
    /// The type arguments, one for each parameter; otherwise a place and why there are none.
    pub(crate) fn infer(&mut self, inference: &Inference<'_>) -> Result<Vec<TypeId>, (Span, String)> {
        let Inference { params, args, takes, gets, span, .. } = *inference;
        if args.len() == params.len()
            && let Some(all) = args.iter().copied().collect::<Option<Vec<_>>>()
        {
            return Ok(all);
        }
        let known = params.iter().zip(args).filter_map(|(param, arg)| arg.map(|arg| (*param, arg))).collect();
        let takes: Vec<TypeId> = takes.iter().map(|ty| self.subst(*ty, &known)).collect();
        let mut unifier = Unifier::new(params, args);
        let mut untyped = Vec::new();
        for (take, get) in takes.iter().zip(gets) {
            if !self.mentions_param(params, *take) && !self.mentions_param(params, get.ty) {
                continue;
            }
            if !self.is_untyped(get.ty) {
                if !unifier.unify(self, *take, get.ty, Mode::ASSIGN) {
                    return Err((get.span, self.mismatch(inference, &unifier, *take, get)));
                }
            } else if let (Type::Param(param), false) = (self.types[take.index()].clone(), get.nil) {
                untyped.push((param, get));
            }
        }
        self.infer_from_constraints(inference, &mut unifier)?;
        let mut largest: HashMap<ParamId, TypeId> = HashMap::new();
        for (param, get) in untyped {
            if unifier.at(param).is_some() {
                continue;
            }
            let ty = match largest.get(&param) {
                None => get.ty,
                Some(other) => self.larger_untyped(*other, get.ty).ok_or_else(|| {
                    let (a, b) = (self.type_string(*other), self.type_string(get.ty));
                    let name = self.object_name(self.param(param).obj);
                    (get.span, format!("mismatched types {a} and {b} (cannot infer {name})"))
                })?,
            };
            largest.insert(param, ty);
        }
        for (param, ty) in largest {
            unifier.set(param, self.default_type(ty));
        }
        let mut inferred = unifier.inferred(params);
        break_cycles(self, params, &mut inferred);
        self.simplify(params, args, &mut inferred);
        let mut result = Vec::with_capacity(params.len());
        for (param, ty) in params.iter().zip(&inferred) {
            match ty {
                Some(ty) if !self.mentions_param(params, *ty) => result.push(*ty),
                _ => {
                    let name = self.object_name(self.param(*param).obj);
                    return Err((span, format!("cannot infer {name}")));
                }
            }
        }
        Ok(result)
    }

    fn infer_from_constraints(
        &mut self,
        inference: &Inference<'_>,
        unifier: &mut Unifier,
    ) -> Result<(), (Span, String)> {
        for _ in 0..ROUNDS {
            let unknown = unifier.unknown();
            for param in inference.params {
                let found = unifier.at(*param);
                let bound = self.param(*param).bound;
                if let Some((core, tilde, single)) = self.core_term(*param) {
                    match found {
                        Some(found) if !unifier.unify(self, found, core, Mode::INEXACT) => {
                            return Err((inference.span, self.unsatisfied(*param, found, bound, "")));
                        }
                        None if single && !tilde => unifier.set(*param, core),
                        _ => {}
                    }
                }
                if let Some(found) = found
                    && !self.mentions_param(inference.params, found)
                {
                    let interface = self.param_interface(*param);
                    let lacks = self.lacks_methods(found, interface, true, &mut |store, x, y| {
                        unifier.unify(store, x, y, Mode::EXACT)
                    });
                    if let Some(why) = lacks {
                        return Err((inference.span, self.unsatisfied(*param, found, bound, &format!(" {why}"))));
                    }
                }
            }
            if unifier.unknown() == unknown {
                break;
            }
        }
        Ok(())
    }

    fn unsatisfied(&self, param: ParamId, found: TypeId, bound: TypeId, why: &str) -> String {
        let name = self.object_name(self.param(param).obj);
        format!("{name} (type {}) does not satisfy {}{why}", self.type_string(found), self.type_string(bound))
    }

    /// The one type a constraint leaves, or the underlying type of all it leaves; with its tilde and its being the
    /// only one.
    fn core_term(&mut self, param: ParamId) -> Option<(TypeId, bool, bool)> {
        let terms = self.param_terms(param)?;
        if let [term] = terms[..] {
            return Some((term.ty, term.tilde, true));
        }
        let ty = self.param_type(param);
        let common = self.common_under(ty).ok()?;
        Some((common, terms.iter().any(|term| term.tilde), false))
    }

    /// Replaces type parameters in what was inferred by what was inferred for them, until none is left.
    fn simplify(&mut self, params: &[ParamId], args: &[Option<TypeId>], inferred: &mut [Option<TypeId>]) {
        let given = |index: usize| args.get(index).copied().flatten().is_some();
        let mut dirty: Vec<usize> =
            (0..inferred.len()).filter(|index| inferred[*index].is_some() && !given(*index)).collect();
        for _ in 0..ROUNDS {
            if dirty.is_empty() {
                return;
            }
            let found = params.iter().zip(&*inferred).filter_map(|(param, ty)| ty.map(|ty| (*param, ty))).collect();
            dirty.retain(|index| match inferred[*index] {
                Some(old) => {
                    let mut new = self.subst(old, &found);
                    if let Some(signature) = self.signature(new)
                        && !signature.type_params.is_empty()
                        && !self.mentions_param(params, new)
                    {
                        // All type parameters of a generic argument have been found: it is generic no more.
                        new = self.func(Signature { type_params: Default::default(), ..(*signature).clone() });
                    }
                    inferred[*index] = Some(new);
                    new != old
                }
                None => false,
            });
        }
    }

    fn mismatch(&mut self, inference: &Inference<'_>, unifier: &Unifier, take: TypeId, get: &Argument) -> String {
        let found = unifier.inferred(inference.params);
        let (takes, gets) = (self.type_string(take), self.type_string(get.ty));
        let text = &get.text;
        if found.iter().all(Option::is_none) {
            let names: Vec<String> =
                inference.params.iter().map(|p| self.object_name(self.param(*p).obj).into()).collect();
            return format!("type {gets} of {text} does not match {takes} (cannot infer {})", enumerate(&names));
        }
        let known: Vec<(ParamId, TypeId)> =
            inference.params.iter().zip(&found).filter_map(|(param, ty)| ty.map(|ty| (*param, ty))).collect();
        let (params, args): (Vec<ParamId>, Vec<TypeId>) = known.into_iter().unzip();
        let inferred = self.subst(take, &pair(&params, &args));
        if inferred == take {
            return format!("type {gets} of {text} does not match {takes}");
        }
        let inferred = self.type_string(inferred);
        match inference.reverse {
            true => format!("inferred type {inferred} for {takes} does not match type {gets} of {text}"),
            false => format!("type {gets} of {text} does not match inferred type {inferred} for {takes}"),
        }
    }

    /// One of the type parameters occurs in the type.
    pub(crate) fn mentions_param(&mut self, params: &[ParamId], ty: TypeId) -> bool {
        self.mentions_at(params, ty, &mut HashMap::new())
    }

    fn mentions_at(&mut self, params: &[ParamId], ty: TypeId, seen: &mut HashMap<TypeId, bool>) -> bool {
        let ty = self.unalias(ty);
        if let Some(known) = seen.get(&ty) {
            return *known;
        }
        seen.insert(ty, false);
        let result = match self.get(ty) {
            Type::Basic(_) | Type::Alias(_) => false,
            Type::Param(id) => params.contains(&id),
            Type::Array { elem, .. } | Type::Slice(elem) | Type::Pointer(elem) | Type::Chan { elem, .. } => {
                self.mentions_at(params, elem, seen)
            }
            Type::Map { key, elem } => self.mentions_at(params, key, seen) || self.mentions_at(params, elem, seen),
            Type::Struct(fields) => fields.fields.iter().any(|field| self.mentions_at(params, field.ty, seen)),
            Type::Tuple(list) => list.iter().any(|param| self.mentions_at(params, param.ty, seen)),
            Type::Signature(signature) => {
                let mut all = signature.params.iter().chain(&*signature.results);
                all.any(|param| self.mentions_at(params, param.ty, seen))
            }
            Type::Union(terms) => terms.iter().any(|term| self.mentions_at(params, term.ty, seen)),
            Type::Interface(id) => {
                let set = self.type_set(id);
                set.methods.iter().any(|method| self.mentions_at(params, method.signature, seen))
                    || set
                        .specific()
                        .is_some_and(|terms| terms.iter().all(|term| self.mentions_at(params, term.ty, seen)))
            }
            Type::Named(id) => {
                let args = self.named(id).args.clone();
                args.iter().any(|arg| self.mentions_at(params, *arg, seen))
            }
        };
        seen.insert(ty, result);
        result
    }
}

/// `A`, `A and B`, `A, B, and C`.
fn enumerate(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}
