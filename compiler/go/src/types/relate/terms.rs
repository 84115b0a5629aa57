//! Terms of type sets, and sets of them: union, intersection, inclusion.

use crate::types::store::*;

impl Store {
    fn disjoint(&mut self, x: Term, y: Term) -> bool {
        let left = if y.tilde { self.under_id(x.ty) } else { x.ty };
        let right = if x.tilde { self.under_id(y.ty) } else { y.ty };
        !self.identical(left, right)
    }

    fn term_within(&mut self, x: Term, y: Term) -> bool {
        !self.disjoint(x, y) && (!x.tilde || y.tilde)
    }

    /// The terms without those that another one includes.
    fn normal(&mut self, terms: &[Term]) -> Vec<Term> {
        let mut kept: Vec<Term> = Vec::new();
        for term in terms {
            match (0..kept.len()).find(|index| !self.disjoint(kept[*index], *term)) {
                Some(index) if term.tilde => kept[index] = *term,
                Some(_) => {}
                None => kept.push(*term),
            }
        }
        kept
    }

    /// The terms of either list; no list stands for all types.
    pub(crate) fn union_of(&mut self, x: &Option<Vec<Term>>, y: &Option<Vec<Term>>) -> Option<Vec<Term>> {
        let (Some(x), Some(y)) = (x, y) else { return None };
        Some(self.normal(&[&x[..], &y[..]].concat()))
    }

    /// The terms of both lists; no list stands for all types.
    pub(crate) fn intersection(&mut self, x: &Option<Vec<Term>>, y: &Option<Vec<Term>>) -> Option<Vec<Term>> {
        let (x, y) = match (x, y) {
            (None, other) | (other, None) => return other.clone(),
            (Some(x), Some(y)) => (x, y),
        };
        let mut both = Vec::new();
        for a in x {
            for b in y {
                if !self.disjoint(*a, *b) {
                    both.push(if !a.tilde || b.tilde { *a } else { *b });
                }
            }
        }
        Some(self.normal(&both))
    }

    /// Every type of one list is in the other.
    pub(crate) fn terms_within(&mut self, x: &[Term], y: &[Term]) -> bool {
        x.iter().all(|a| y.iter().any(|b| self.term_within(*a, *b)))
    }

    /// Both lists stand for the same types.
    pub(crate) fn terms_equal(&mut self, x: &[Term], y: &[Term]) -> bool {
        self.terms_within(x, y) && self.terms_within(y, x)
    }

    /// The type is one of the term's.
    pub(crate) fn term_includes(&mut self, term: Term, ty: TypeId) -> bool {
        let ty = if term.tilde { self.under_id(ty) } else { ty };
        self.identical(term.ty, ty)
    }

    /// Some type is in both terms.
    pub(crate) fn overlap(&mut self, x: Term, y: Term) -> bool {
        !self.disjoint(x, y)
    }
}
