//! Dynamic types: what is put into interfaces, and which methods are called through them. Both lists grow while
//! functions are built, and each new pair of a type and a method it has is built too.

use super::{Build, Key, Res, Selector};
use crate::ir::{DynamicMethod, MethodId, MethodName, Shape, Ty};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A method that the compiler writes for every dynamic type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    /// `==` with an interface value of the same dynamic type.
    Equal,
    /// The hash of the value.
    Hash,
    /// A test: `==` is defined on the value.
    Comparable,
    /// Answers to questions about how the value is stored.
    Storage,
}

/// Dynamic types and dynamic methods, as far as they have been met.
#[derive(Debug, Default)]
pub(crate) struct Dynamic {
    numbers: HashMap<Ty, u32>,
    methods: HashMap<MethodName, MethodId>,
    by_selector: HashMap<Selector, Vec<MethodId>>,
    types_with: HashMap<Selector, Vec<Ty>>,
    special: Vec<(Special, MethodId)>,
    asserted: BTreeSet<Ty>,
}

impl Build<'_> {
    /// Notes that values of a type are put into interfaces.
    pub(crate) fn add_dynamic_type(&mut self, ty: Ty) -> Res<()> {
        if self.dynamic.numbers.contains_key(&ty) || self.is_interface(ty) {
            return Ok(());
        }
        self.program.dynamic_types.push(ty);
        self.dynamic.numbers.insert(ty, self.program.dynamic_types.len() as u32);
        for selector in self.method_names(ty) {
            self.dynamic.types_with.entry(selector.clone()).or_default().push(ty);
            for method in self.dynamic.by_selector.get(&selector).cloned().unwrap_or_default() {
                self.implement(method, ty, &selector)?;
            }
        }
        for (special, method) in self.dynamic.special.clone() {
            self.implement_special(special, method, ty)?;
        }
        Ok(())
    }

    /// The number of a method that is called through interfaces.
    pub(crate) fn dynamic_method(&mut self, method: &MethodName) -> Res<MethodId> {
        if let Some(id) = self.dynamic.methods.get(method) {
            return Ok(*id);
        }
        let (params, results) = self.func_parts(method.signature)?;
        let id = self.new_method(method.name.to_string(), params.to_vec(), results.to_vec());
        self.dynamic.methods.insert(method.clone(), id);
        let selector = Selector { name: method.name.clone(), package: method.package.clone() };
        self.dynamic.by_selector.entry(selector.clone()).or_default().push(id);
        for ty in self.dynamic.types_with.get(&selector).cloned().unwrap_or_default() {
            self.implement(id, ty, &selector)?;
        }
        Ok(id)
    }

    fn new_method(&mut self, name: String, params: Vec<Ty>, results: Vec<Ty>) -> MethodId {
        let id = MethodId(self.program.methods.len() as u32);
        self.program.methods.push(DynamicMethod { name, params, results, implementations: Vec::new() });
        id
    }

    fn implement(&mut self, method: MethodId, ty: Ty, selector: &Selector) -> Res<()> {
        let Some(path) = self.find_method(ty, selector, false) else { return Ok(()) };
        let signature = self.method_signature(&path, selector)?;
        let (params, results) = self.func_parts(signature)?;
        let wanted = &self.program.methods[method.index()];
        if wanted.params[..] == params[..] && wanted.results[..] == results[..] {
            let function = self.request(Key::Method(ty, selector.clone()))?;
            self.program.methods[method.index()].implementations.push((ty, function));
        }
        Ok(())
    }

    /// A method that every dynamic type has.
    pub(crate) fn special_method(&mut self, special: Special) -> Res<MethodId> {
        if let Some((_, id)) = self.dynamic.special.iter().find(|(own, _)| *own == special) {
            return Ok(*id);
        }
        let t = self.t;
        let (name, params, results) = match special {
            Special::Equal => ("==", vec![t.any], vec![t.bool]),
            Special::Hash => ("hash", Vec::new(), vec![t.uint32]),
            Special::Comparable => ("comparable", Vec::new(), vec![t.bool]),
            Special::Storage => ("storage", vec![t.uint32, t.uint32], vec![t.uint64, t.string]),
        };
        let id = self.new_method(name.into(), params, results);
        self.dynamic.special.push((special, id));
        for ty in self.program.dynamic_types.clone() {
            self.implement_special(special, id, ty)?;
        }
        Ok(id)
    }

    fn implement_special(&mut self, special: Special, method: MethodId, ty: Ty) -> Res<()> {
        let function = match special {
            Special::Equal => self.request(Key::EqualBoxed(ty))?,
            Special::Hash => self.request(Key::Hash(ty))?,
            Special::Comparable => self.request(Key::ComparableBoxed(ty))?,
            Special::Storage => self.wire("answer", &[ty])?,
        };
        self.program.methods[method.index()].implementations.push((ty, function));
        Ok(())
    }

    /// Notes that values are asserted to have the methods of an interface.
    pub(crate) fn assert_interface(&mut self, interface: Ty) {
        self.dynamic.asserted.insert(interface);
    }

    /// Writes down who implements what, once all types are known.
    pub(super) fn finish_dynamic(&mut self) -> Res<()> {
        let order: HashMap<Ty, usize> = self.program.dynamic_types.iter().copied().zip(0..).collect();
        for method in &mut self.program.methods {
            method.implementations.sort_by_key(|(ty, _)| order.get(ty).copied());
        }
        let mut implementers = BTreeMap::new();
        for interface in self.dynamic.asserted.clone() {
            let mut list = Vec::new();
            for ty in self.program.dynamic_types.clone() {
                if self.has_methods(ty, interface)? {
                    list.push(ty);
                }
            }
            implementers.insert(interface, list);
        }
        self.program.implementers = implementers;
        Ok(())
    }

    /// A type has all methods of an interface.
    pub(crate) fn has_methods(&mut self, ty: Ty, interface: Ty) -> Res<bool> {
        let Shape::Interface(methods) = self.shape(interface).clone() else {
            return Err(self.internal("an interface that is none"));
        };
        for method in &*methods {
            let selector = Selector { name: method.name.clone(), package: method.package.clone() };
            let Some(path) = self.find_method(ty, &selector, false) else { return Ok(false) };
            if self.method_signature(&path, &selector)? != method.signature {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
