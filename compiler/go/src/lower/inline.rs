//! Inlining: calls of small functions, and of those that are called once, become their code.
//!
//! It runs when everything that is reached has been lowered, callees before callers, so that what is inlined has been inlined
//! into already. A function of the program's own packages is left alone where it can end a call: stacks have to show it.
//! What is inlined has the place of the call.

use super::clean;
use super::code::{Code, Step, Var};
use super::module::{Callee, FuncType, Module};
use crate::syntax::files::Span;
use wasm_encoder::{BlockType, Instruction as I, ValType};

/// Operators of a function that is always inlined: about what a call, its arguments and locals take.
const SMALL: usize = 5;

/// Operators by which a module may grow where all calls of a function become its code.
const GROWTH: i64 = 12;

/// Operators of a function of which it is tried out what is left where all arguments are constants.
const KNOWN: usize = 40;

/// Operators of a function that is inlined where it is called once.
const ONCE: usize = 400;

/// Locals of it: each costs gas wherever its caller is entered.
const ONCE_LOCALS: usize = 4;

/// Operators of a function beyond which nothing is inlined into it.
const LARGEST: usize = 20_000;

/// A function as others see it.
#[derive(Clone, Copy, Default)]
struct Site {
    /// Calls of it, in the code of all functions.
    calls: u32,
    /// It is exported, in the table, or runs first.
    root: bool,
    /// All that is to be inlined into it has been.
    done: bool,
}

/// Inlines, and drops the code that nothing reaches afterwards.
pub(super) fn inline(module: &mut Module<'_>) {
    let mut sites = vec![Site::default(); module.lowered.len()];
    let exports = module.program.exports.iter().filter_map(|one| module.number(Callee::Function(one.function)));
    for root in exports.chain(module.table.iter().copied()).chain(module.init) {
        sites[root as usize].root = true;
    }
    for callee in module.lowered.iter().filter_map(|one| one.code.as_ref()).flat_map(callees) {
        sites[callee as usize].calls += 1;
    }
    for number in callees_first(module) {
        if let Some(code) = module.lowered[number].code.take() {
            let code = expand(module, &mut sites, number, code);
            module.lowered[number].code = Some(code);
        }
        sites[number].done = true;
    }
    drop_unreached(module, &sites);
    for one in &mut module.lowered {
        one.code.iter_mut().for_each(clean::finish);
    }
}

fn callees(code: &Code) -> impl Iterator<Item = u32> {
    code.steps.iter().filter_map(|step| match step.op {
        I::Call(number) => Some(number),
        _ => None,
    })
}

/// All functions, each behind those that it calls, but for circles.
fn callees_first(module: &Module<'_>) -> Vec<usize> {
    let calls = |number: usize| -> Vec<u32> { module.lowered[number].code.iter().flat_map(callees).collect() };
    let mut order = Vec::with_capacity(module.lowered.len());
    let mut met = vec![false; module.lowered.len()];
    for root in 0..module.lowered.len() {
        if std::mem::replace(&mut met[root], true) {
            continue;
        }
        let mut open = vec![(root, calls(root).into_iter())];
        while let Some((number, rest)) = open.last_mut() {
            match rest.next() {
                Some(callee) if !std::mem::replace(&mut met[callee as usize], true) => {
                    open.push((callee as usize, calls(callee as usize).into_iter()));
                }
                Some(_) => {}
                None => {
                    order.push(*number);
                    open.pop();
                }
            }
        }
    }
    order
}

/// The code of a function with the code of others in the place of calls.
fn expand(module: &mut Module<'_>, sites: &mut [Site], number: usize, mut code: Code) -> Code {
    let mut total = code.steps.len();
    let mut changed = false;
    let steps = std::mem::take(&mut code.steps);
    for step in steps {
        let callee = match step.op {
            I::Call(callee) if callee as usize != number => callee as usize,
            _ => {
                code.steps.push(step);
                continue;
            }
        };
        let fits = total <= LARGEST && wanted(module, &sites[callee], callee, &code.steps);
        let Some(inner) = module.lowered[callee].code.as_ref().filter(|_| fits) else {
            code.steps.push(step);
            continue;
        };
        total += inner.steps.len();
        changed = true;
        sites[callee].calls -= 1;
        for again in callees(inner) {
            sites[again as usize].calls += 1;
        }
        let results = module.types.all[module.lowered[callee].ty as usize].results.clone();
        let block = match results[..] {
            [] => BlockType::Empty,
            [one] => BlockType::Result(one),
            _ => BlockType::FunctionType(module.types.intern(FuncType { params: Vec::new(), results })),
        };
        if let Some(inner) = &module.lowered[callee].code {
            splice(&mut code, inner, block, step.span);
        }
    }
    if changed {
        clean::clean(&mut code);
    }
    code
}

/// Calls of the function become its code.
fn wanted(module: &Module<'_>, site: &Site, callee: usize, before: &[Step]) -> bool {
    let Some(code) = module.lowered[callee].code.as_ref().filter(|_| site.done) else { return false };
    if never_returns(module, callee) {
        return false;
    }
    let shown = match module.lowered[callee].callee {
        Callee::Function(id) | Callee::Thunk(id) => module.program.function(id).shown,
        _ => false,
    };
    if shown && code.steps.iter().any(|step| step.span != Span::default()) {
        return false;
    }
    let own = code.vars.len() - code.params as usize;
    let once = site.calls == 1 && !site.root && code.steps.len() <= ONCE && own <= ONCE_LOCALS;
    // The function itself goes where all calls of it become its code.
    let size = code.steps.len() as i64;
    let each = size - i64::from(code.params) - 1;
    let growth = each * i64::from(site.calls) - if site.root { 0 } else { size };
    code.steps.len() <= SMALL || growth <= GROWTH || once || is_known_ahead(code, before)
}

/// The function ends the call: its code is not worth the bytes in more than one place.
fn never_returns(module: &Module<'_>, mut callee: usize) -> bool {
    // As far as such functions call each other.
    for _ in 0..4 {
        let Some(code) = &module.lowered[callee].code else { return false };
        match code.steps.last().map(|last| &last.op) {
            Some(I::Unreachable) => return true,
            Some(I::Call(next)) if !code.steps.iter().any(|step| matches!(step.op, I::Return)) => {
                callee = *next as usize;
            }
            _ => return false,
        }
    }
    false
}

/// All arguments are constants, and little is left of the function for them.
fn is_known_ahead(inner: &Code, before: &[Step]) -> bool {
    let params = inner.params as usize;
    if params == 0 || before.len() < params || inner.steps.len() > KNOWN {
        return false;
    }
    let args = &before[before.len() - params..];
    if !args.iter().all(|step| matches!(step.op, I::I32Const(_) | I::I64Const(_))) {
        return false;
    }
    let mut trial = Code { steps: args.to_vec(), ..Code::default() };
    splice(&mut trial, inner, BlockType::Empty, Span::default());
    clean::clean(&mut trial);
    trial.steps.len() <= params + SMALL
}

/// Appends the code of a function whose arguments stand on the stack.
fn splice(code: &mut Code, inner: &Code, block: BlockType, at: Span) {
    let first = code.vars.len() as Var;
    code.vars.extend(&inner.vars);
    for param in (0..inner.params).rev() {
        code.op(I::LocalSet(first + param));
    }
    for var in zeroed(inner) {
        code.op(zero(inner.vars[var as usize]));
        code.op(I::LocalSet(first + var));
    }
    let returns = inner.steps.iter().any(|step| matches!(step.op, I::Return));
    if returns {
        code.op(I::Block(block));
    }
    let mut depth = 0;
    for step in &inner.steps {
        let op = match &step.op {
            I::Return => I::Br(depth),
            I::LocalGet(var) => I::LocalGet(first + var),
            I::LocalSet(var) => I::LocalSet(first + var),
            I::LocalTee(var) => I::LocalTee(first + var),
            op => op.clone(),
        };
        match op {
            I::Block(_) | I::Loop(_) | I::If(_) => depth += 1,
            I::End => depth -= 1,
            _ => {}
        }
        let span = if step.span == Span::default() || at == Span::default() { step.span } else { at };
        code.steps.push(Step { op, span });
    }
    if returns {
        code.op(I::End);
    }
}

/// Locals whose zero counts: a function begins with it.
fn zeroed(code: &Code) -> Vec<Var> {
    let mut met = vec![false; code.vars.len()];
    let mut vars = code.lasting.clone();
    for step in &code.steps {
        match step.op {
            I::LocalGet(var) if !met[var as usize] => {
                met[var as usize] = true;
                vars.push(var);
            }
            I::LocalSet(var) | I::LocalTee(var) => met[var as usize] = true,
            _ => {}
        }
    }
    vars.retain(|var| *var >= code.params);
    vars.sort_unstable();
    vars.dedup();
    vars
}

fn zero(ty: ValType) -> I<'static> {
    match ty {
        ValType::I64 => I::I64Const(0),
        ValType::F32 => I::F32Const(0.0.into()),
        ValType::F64 => I::F64Const(0.0.into()),
        _ => I::I32Const(0),
    }
}

fn drop_unreached(module: &mut Module<'_>, sites: &[Site]) {
    let mut reached: Vec<bool> = sites.iter().map(|site| site.root).collect();
    let mut open: Vec<usize> = (0..sites.len()).filter(|number| sites[*number].root).collect();
    while let Some(number) = open.pop() {
        for callee in module.lowered[number].code.iter().flat_map(callees) {
            if !std::mem::replace(&mut reached[callee as usize], true) {
                open.push(callee as usize);
            }
        }
    }
    for (one, reached) in module.lowered.iter_mut().zip(reached) {
        one.unused = !reached;
    }
}
